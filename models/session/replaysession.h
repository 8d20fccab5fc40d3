#pragma once

#include "models/base/cancel.h"
#include "models/base/clock.h"
#include "models/config/config.h"
#include "models/session/filmworker.h"
#include "models/session/opening.h"
#include "models/session/replay.h"
#include "models/session/replayworker.h"

#include <QThread>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>

namespace checkwatch::session {

/// What is replayed of a recording, and how.
struct ReplayOptions
{
    config::Config config{};                         ///< for the rules as they are now
    base::Duration longest = std::chrono::hours{24}; ///< of a longer recording the newest part
    base::Timestamp from = base::Timestamp::min();   ///< where the replay begins at the earliest
    /// Writes a note down in the recording; null: it goes into a file beside it (notesfile.h).
    std::function<base::Result<void>(const recording::NoteRecord&)> addNote{};
};

/// A replay of a recording on the disk: a thread that runs the engine over it once and keeps what it showed, a thread that
/// answers for the position, and this object on the thread that made it. The same engine as a live session's; no exporter,
/// no network. At first the position is where something is: see Opening.
class ReplaySession final : public Replay
{
    Q_OBJECT

public:
    /// A recording, or the folder in which one is being written. Reads the index of the recording and the rule files of
    /// the configuration; an error refuses the replay. Nothing else happens before start().
    static base::Result<std::unique_ptr<ReplaySession>> open(const std::string& path, ReplayOptions options = {});
    ~ReplaySession() override;
    void start();

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_snapshot; }
    void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                        base::Timestamp from, base::Timestamp to, base::Duration step) override;
    void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) override;
    [[nodiscard]] base::Timestamp now() const override { return m_now; }
    void requestQuery(const QueryRequest& request) override;
    void requestCompletions(const CompletionRequest& request) override;

    [[nodiscard]] RecordingFacts facts() const override { return m_facts; }
    [[nodiscard]] fleet::TimelinePtr timeline() const override { return m_timeline; }
    [[nodiscard]] std::optional<base::Timestamp> firstAlert() const override { return m_firstAlert; }
    void requestEvents(std::uint64_t request, base::Timestamp around, std::size_t each) override;
    void seek(base::Timestamp time) override;
    void step(Stop stop, bool forward) override;
    void play(double speed) override;
    void pause() override;
    [[nodiscard]] bool playing() const override { return m_playTimer.isActive(); }
    [[nodiscard]] double speed() const override { return m_speed; }
    void useRules(Rules rules) override;
    [[nodiscard]] Rules rules() const override { return m_rules; }
    [[nodiscard]] bool settled() const override { return m_settled; }
    base::Result<void> addNote(const std::string& text) override;
    void cancel() override;

private:
    ReplaySession(std::string path, ReplayOptions options, std::vector<rules::Group> groupsNow, RecordingFacts facts,
                  std::unique_ptr<recording::Reader> reader, bool beginning, Opening opening);
    ReplayListener listener();
    FilmWorker::Listener filmListener();
    void takeShown();
    void takeDamage(const std::vector<std::string>& lines, bool whole);
    void takeFilmed(base::Timestamp to);
    void takeFirstAlert(base::Timestamp time, bool asNow);
    void film();
    void playOn();

    const std::string m_path;
    const ReplayOptions m_options;
    const std::vector<rules::Group> m_groupsNow;
    RecordingFacts m_facts;
    std::vector<fleet::ServerIdentity> m_servers; ///< as far as its index tells
    base::SystemClock m_clock;
    fleet::SnapshotPtr m_snapshot;
    fleet::TimelinePtr m_timeline;
    const Opening m_opening;
    std::optional<base::Timestamp> m_firstAlert;
    bool m_firstAlertOfFilm = false; ///< the evaluation found it; a better one may follow
    base::Timestamp m_now{};
    base::Timestamp m_wanted{}; ///< where the newest seek goes
    bool m_untouched = true;    ///< nobody has gone anywhere
    bool m_settled = false;
    Rules m_rules = Rules::AsThen;
    double m_speed = 1;
    std::chrono::nanoseconds m_playedAt{0}; ///< monotonic, of the newest frame
    QTimer m_playTimer;
    base::CancelToken m_cancelFilm;
    QThread m_filmThread;
    QThread m_engineThread;
    sources::Postbox m_answers;       ///< from both threads to this one
    FilmWorker* m_film = nullptr;     ///< lives on m_filmThread, deleted there
    ReplayWorker* m_worker = nullptr; ///< lives on m_engineThread, deleted there
    bool m_started = false;
};

} // namespace checkwatch::session
