#pragma once

#include "models/base/cancel.h"
#include "models/fleet/explanation.h"
#include "models/session/explainer.h"
#include "models/session/filmmaker.h"
#include "models/session/headline.h"
#include "models/session/newest.h"
#include "models/session/queryrunner.h"
#include "models/session/replay.h"
#include "models/session/replaydata.h"
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
    /// Where answers go; all are called on the replay's engine thread.
    struct Listener
    {
        std::function<void()> shown; ///< takeShown() has something
        std::function<void(fleet::HistoryPtr)> history;
        std::function<void(fleet::ExplanationPtr)> explanation;
        std::function<void(QueryAnswerPtr)> query;
        std::function<void(CompletionAnswerPtr)> completions;
        std::function<void(RecordedEventsPtr)> events;
        std::function<void(std::string)> failed;
    };
    ReplayWorker(std::string path, std::unique_ptr<ReplayData> data, Listener listener);
    ~ReplayWorker() override;

    struct Shown
    {
        base::Timestamp time{};
        fleet::SnapshotPtr snapshot; ///< null: nothing new
        bool settled = false;        ///< out of the film, not a sketch
    };
    Shown takeShown();

    void postBegin(const FilmRules& rules);
    /// `to`: how far the film goes with these parts; `whole`: further than anything can be asked.
    void postParts(std::vector<FilmPart> parts, base::Timestamp to);
    void postWhole();
    void postSeek(base::Timestamp time);
    void postStep(std::uint8_t stops, bool forward);

    struct HistoryRequest
    {
        std::uint64_t number = 0;
        std::vector<fleet::ServerId> servers;
        HistoryTimes times;
    };
    void postHistory(int channel, HistoryRequest request);
    struct Question
    {
        std::uint64_t number = 0;
        fleet::WhyQuestion about;
    };
    void postQuestion(Question question);
    void postQuery(QueryRequest request);
    void postCompletion(const CompletionRequest& request);
    struct EventsRequest
    {
        std::uint64_t number = 0;
        base::Timestamp around{};
        std::size_t each = 0;
    };
    void postEvents(EventsRequest request);

private:
    void show();
    void showFilmed(Film& film);
    void sketch();
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

    const Listener m_listener;
    sources::Postbox m_postbox;
    std::unique_ptr<ReplayData> m_data;
    QueryRunner m_queries;
    QTimer m_queryTimer;
    const std::string m_path;
    FilmRules m_filmRules;
    Film m_film;
    Film m_sketch;             ///< of a time that m_film has not come to
    Film* m_shownFilm = &m_film;
    base::Timestamp m_filmedTo{};
    bool m_whole = false;
    base::Timestamp m_time{};  ///< asked for
    fleet::SnapshotPtr m_now;  ///< what is shown at m_time; null: nothing yet
    bool m_settled = false;    ///< m_now is out of m_film
    std::shared_ptr<const RulesInForce> m_rules; ///< at m_time
    Headline m_headline;
    std::unique_ptr<promql::Engine> m_evaluator; ///< as the rules' own
    Explainer m_why;
    bool m_stale = false; ///< there is more in the recording than m_data knows

    Newest<base::Timestamp> m_seeks;
    Newest<HistoryRequest> m_histories;
    Newest<Question> m_questions;
    Newest<EventsRequest> m_eventRequests;
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
