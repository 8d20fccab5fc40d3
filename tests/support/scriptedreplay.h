#pragma once

#include "models/session/replay.h"
#include "tests/support/scriptedsession.h"

#include <optional>
#include <string>
#include <vector>

/// A replay of a made-up recording: what is below the position stands still, the timeline is long or short, full or empty.
/// For tests of the replay window and for its pictures. Nothing runs behind it.
namespace checkwatch::scriptedsession {

/// What the recording is like.
struct RecordingShape
{
    base::Duration length{std::chrono::hours{24}};
    int lanes = 5; ///< servers that were not well at some time
    int spans = 6; ///< on each
    bool longNames = false;
    bool marks = true;
    bool unrecorded = true;
    int servers = 0;    ///< of a large scene; 0: the scene of the workstation's picture
    bool empty = false; ///< nothing was recorded
    std::vector<std::string> damage{};
};

class ScriptedReplay final : public session::Replay
{
    Q_OBJECT

public:
    explicit ScriptedReplay(const RecordingShape& shape = {}, QObject* parent = nullptr);

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_scene.snapshot(); }
    void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                        base::Timestamp from, base::Timestamp to, base::Duration step) override;
    void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) override;
    [[nodiscard]] base::Timestamp now() const override { return m_now; }
    void requestQuery(const session::QueryRequest& request) override;
    void requestCompletions(const session::CompletionRequest& request) override;

    [[nodiscard]] session::RecordingFacts facts() const override { return m_facts; }
    [[nodiscard]] fleet::TimelinePtr timeline() const override { return m_timeline; }
    void requestEvents(std::uint64_t request, base::Timestamp around, std::size_t each) override;
    /// At once.
    void seek(base::Timestamp time) override;
    /// Events lie where spans begin and end; evaluations and scrapes every 5 s.
    void step(Stop stop, bool forward) override;
    void play(double speed) override;
    void pause() override;
    [[nodiscard]] bool playing() const override { return m_playing; }
    [[nodiscard]] double speed() const override { return m_speed; }
    void useRules(Rules rules) override;
    [[nodiscard]] Rules rules() const override { return m_rules; }
    base::Result<void> addNote(const std::string& text) override;
    void cancel() override { ++m_cancelled; }

    [[nodiscard]] std::optional<base::Timestamp> firstAlert() const override { return m_firstAlert; }
    /// As the evaluation in the background would.
    void findFirstAlert(base::Timestamp time)
    {
        m_firstAlert = time;
        Q_EMIT firstAlertFound(time);
    }
    void evaluateTo(double share) { Q_EMIT progress(share); }
    void finishEvaluation()
    {
        Q_EMIT progress(1);
        Q_EMIT timelineReady(m_timeline);
    }
    [[nodiscard]] bool settled() const override { return m_settled; }
    void setSettled(bool settled) { m_settled = settled; }
    void refuseNotes() { m_refusesNotes = true; }
    [[nodiscard]] int cancelled() const { return m_cancelled; }
    [[nodiscard]] const std::vector<fleet::Event>& events() const { return m_events; }
    [[nodiscard]] const fleet::ServerRow* server(const std::string& name) const { return m_scene.server(name); }

private:
    void makeTimeline(const RecordingShape& shape);
    void makeEvents();

    ScriptedSession m_scene;
    session::RecordingFacts m_facts;
    std::shared_ptr<fleet::Timeline> m_timeline;
    std::vector<fleet::Event> m_events;
    std::optional<base::Timestamp> m_firstAlert;
    base::Timestamp m_now{};
    bool m_playing = false;
    double m_speed = 1;
    Rules m_rules = Rules::AsThen;
    bool m_refusesNotes = false;
    bool m_settled = true;
    int m_cancelled = 0;
};

} // namespace checkwatch::scriptedsession
