#pragma once

#include "models/base/cancel.h"
#include "models/fleet/explanation.h"
#include "models/session/explainer.h"
#include "models/session/filmmaker.h"
#include "models/session/firstalert.h"
#include "models/session/headline.h"
#include "models/session/newest.h"
#include "models/session/queryrunner.h"
#include "models/session/replay.h"
#include "models/session/replaydata.h"
#include "models/session/replayrequests.h"
#include "models/sources/postbox.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::session {

/// The engine thread of a replay: shows the film at a time, and answers what is asked about that time. Lives on that
/// thread; what begins with post, and takeShown(), is called from any.
class ReplayWorker final : public QObject
{
    Q_OBJECT

public:
    ReplayWorker(std::string path, std::unique_ptr<ReplayData> data, ReplayListener listener);
    ~ReplayWorker() override;

    struct Shown
    {
        base::Timestamp time{};
        fleet::SnapshotPtr snapshot; ///< null: nothing new
        bool settled = false;        ///< out of the film, not a sketch
    };
    Shown takeShown();

    void postBegin(const FilmRules& rules);
    /// `to`: how far the film goes with these parts; `recorded`: how far the recording went when they were taken.
    void postParts(std::vector<FilmPart> parts, base::Timestamp to, base::Timestamp recorded);
    void postWhole();
    /// The film goes no further for now; the recording goes until `to`.
    void postStopped(base::Timestamp to);
    void postSeek(base::Timestamp time);
    void postStep(std::uint8_t stops, bool forward);

    void postHistory(int channel, ReplayHistoryRequest request);
    void postQuestion(ReplayQuestion question);
    void postQuery(QueryRequest request);
    void postCompletion(const CompletionRequest& request);
    void postEvents(ReplayEventsRequest request);

private:
    void show();
    void findFirstAlert();
    void showFilmed(Film& film);
    void noteGrowth(base::Timestamp recorded);
    void letGo();
    void refreshData();
    void prepareData();
    void sketch();
    bool beginSketch();
    void step(std::uint8_t stops, bool forward);
    void publish(fleet::SnapshotPtr snapshot);
    void answerHistory();
    [[nodiscard]] fleet::ServerHistory historyOf(fleet::ServerId server, const HistoryTimes& times);
    [[nodiscard]] std::uint32_t targetOf(fleet::ServerId server) const;
    void answerQuestion();
    void takeQueries();
    void workOnQueries();
    void answerEvents();
    void useRules();

    const ReplayListener m_listener;
    sources::Postbox m_postbox;
    std::unique_ptr<ReplayData> m_data;
    QueryRunner m_queries;
    QTimer m_queryTimer;
    QTimer m_growth; ///< since there is more in the recording than m_data knows
    const std::string m_path;
    FilmRules m_filmRules;
    Film m_film;
    Film m_sketch;                            ///< of times that m_film has not come to
    std::unique_ptr<FilmMaker> m_sketchMaker; ///< of m_sketch; null: it goes no further
    base::Timestamp m_sketchFrom{};           ///< of m_sketchMaker: from here on it may be shown
    bool m_sketchIsNew = false;               ///< m_sketch is still one before
    Film* m_shownFilm = &m_film;
    base::Timestamp m_filmedTo{};
    bool m_filming = false; ///< it goes further
    bool m_whole = false;
    FirstAlert m_firstAlert;
    base::Timestamp m_time{};                    ///< asked for
    fleet::SnapshotPtr m_now;                    ///< what is shown at m_time; null: nothing yet
    bool m_settled = false;                      ///< m_now is out of m_film
    std::shared_ptr<const RulesInForce> m_rules; ///< at m_time
    Headline m_headline;
    std::unique_ptr<promql::Engine> m_evaluator; ///< as the rules' own
    Explainer m_why;
    bool m_prepared = false; ///< m_data, once
    bool m_stale = false;    ///< there is more in the recording than m_data knows

    Newest<base::Timestamp> m_seeks;
    Newest<ReplayHistoryRequest> m_histories;
    Newest<ReplayQuestion> m_questions;
    Newest<ReplayEventsRequest> m_eventRequests;
    struct Asked
    {
        QueryRequest request;
        base::CancelToken cancel;
    };
    std::mutex m_mutex; ///< protects what follows
    Shown m_shown;
    bool m_wakeUnderWay = false;
    std::vector<Asked> m_asked;
    std::map<int, base::CancelToken> m_newestQuery; ///< by channel
};

} // namespace checkwatch::session
