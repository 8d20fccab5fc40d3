#pragma once

#include "models/recording/recorder.h"
#include "models/session/engine.h"
#include "models/session/steadyclock.h"
#include "models/sources/postbox.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace checkwatch::session {

/// The engine thread's event loop: takes batches in, evaluates when a slot comes, hands snapshots out. Lives on the engine
/// thread; everything but take…() is called there, by queued calls.
class EngineWorker final : public QObject
{
    Q_OBJECT

public:
    /// Where answers go; all are called on the engine thread.
    struct Listener
    {
        std::function<void()> snapshotWaiting;
        std::function<void(fleet::HistoryPtr)> history;
        std::function<void(fleet::ExplanationPtr)> explanation;
        std::function<void(std::string, bool error)> notice; ///< for the status bar
        std::function<void(QueryAnswerPtr)> query;
        std::function<void(CompletionAnswerPtr)> completions;
        std::function<void(fleet::RecordingState)> recording; ///< called on the recorder's thread
    };
    EngineWorker(const SteadyClock& clock, const config::Config& config, std::vector<rules::Group> groups,
                 Listener listener);
    ~EngineWorker() override;

    void start(const config::Config& config, const std::vector<sources::Target>& targets);
    void setTargets(const std::vector<sources::Target>& targets);
    void reconfigure(const config::Config& config, std::vector<rules::Group> groups);
    void onScraped(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch);
    void onEnded(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch);
    void addEvents(const std::vector<fleet::Event>& events);
    void setSilences(const std::vector<fleet::Silence>& active, std::string_view gone);
    /// From any thread.
    void record(recording::Item item);

    struct HistoryRequest
    {
        std::uint64_t number = 0;
        int channel = 0;
        std::vector<fleet::ServerId> servers;
        base::Timestamp from{};
        base::Timestamp to{};
        base::Duration step{0};
    };
    /// From any thread: remembers the newest request of its channel and wakes the worker.
    void postHistory(HistoryRequest request);
    /// From any thread: cancels the query of its channel that is waiting or under way, and wakes the worker.
    void postQuery(QueryRequest request);
    void complete(const CompletionRequest& request);
    struct Question
    {
        std::uint64_t number = 0;
        fleet::WhyQuestion about;
    };
    /// From any thread: remembers the newest question of a rule, or of a query, and wakes the worker.
    void postQuestion(Question question);

    /// From any thread: the newest snapshot that has not been taken yet. At most one wake-up is under way at a time, so a
    /// slow reader never finds a queue.
    fleet::SnapshotPtr takeSnapshot();

    /// Runs `work` on the engine thread, in order. From any thread.
    void post(sources::Postbox::Work work) { m_postbox.post(std::move(work)); }

private:
    Scribe scribe();
    void showTargets(const config::Config& config, const std::vector<sources::Target>& targets);
    void goOnFromRecording();
    base::Timestamp catchUp();
    void tick();
    void publishSoon();
    void publish();
    void show(fleet::SnapshotPtr snapshot);
    void scheduleTick();
    void answerHistory();
    void takeQueries();
    void workOnQueries(bool evaluatedJustNow);
    void answerQuestions();
    void watchClock();
    void tellClock(std::string text, base::Duration by);

    const SteadyClock& m_clock;
    const Listener m_listener;
    sources::Postbox m_postbox;
    std::unique_ptr<recording::Recorder> m_recorder; ///< null where nothing is recorded
    const std::string m_recording;                   ///< path of the recording
    Engine m_engine;
    QTimer m_tick;    ///< the next evaluation, or the next look at ages
    QTimer m_publish; ///< at most one snapshot a frame
    QTimer m_queries; ///< the next piece of what somebody asks, after everything else that has come
    std::chrono::nanoseconds m_wallMinusMonotonic{0};
    base::Duration m_toldAhead{0}; ///< of m_clock, when it was last told

    std::mutex m_mutex; ///< protects what follows
    fleet::SnapshotPtr m_waiting;
    bool m_wakeUnderWay = false;
    std::vector<HistoryRequest> m_requests;
    struct Asked
    {
        QueryRequest request;
        base::CancelToken cancel;
    };
    std::vector<Asked> m_asked;
    std::map<int, base::CancelToken> m_newestQuery; ///< by channel
    std::map<bool, Question> m_questions;           ///< the newest one of a rule, and of a query (true)
};

} // namespace checkwatch::session
