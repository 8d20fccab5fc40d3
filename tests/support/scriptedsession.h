#pragma once

#include "models/session/queryrunner.h"
#include "models/session/session.h"
#include "models/tsdb/memorystore.h"

#include <string>

/// A session that plays a made-up fleet: for tests of the screens and for screenshots. Nothing runs behind it.
namespace checkwatch::scriptedsession {

/// What a scene is about.
enum class Scene : std::uint8_t {
    Empty,       ///< no exporter at all
    Workstation, ///< the scene of the workstation's design picture: 54 servers behind three exporters
    Hostile,     ///< names that are long, bidirectional, HTML, combining
};

class ScriptedSession final : public session::Session
{
    Q_OBJECT

public:
    explicit ScriptedSession(Scene scene, QObject* parent = nullptr);
    /// `servers` behind one exporter per 500 of them; every fiftieth is abnormal in some way.
    explicit ScriptedSession(int servers, QObject* parent = nullptr);

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_snapshot; }
    /// Answered at once, from made-up counters that fit the scene.
    void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                        base::Timestamp from, base::Timestamp to, base::Duration step) override;
    /// By the evaluator, over the made-up counter of the server; that of the alert where no server is named.
    void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) override;
    [[nodiscard]] base::Timestamp now() const override { return m_now; }
    /// Answered at once, by the product's evaluator over samples that fit the scene.
    void requestQuery(const session::QueryRequest& request) override;
    /// Answered at once: metrics, labels and values of those samples.
    void requestCompletions(const session::CompletionRequest& request) override;

    /// Takes another snapshot over, as the engine would.
    void play(fleet::SnapshotPtr snapshot);
    /// The annotation of every alert from now on; "" = none.
    void setRunbookUrl(std::string url) { m_runbookUrl = std::move(url); }
    /// Time passes; no new snapshot.
    void advance(base::Duration by) { m_now += by; }
    [[nodiscard]] const fleet::ServerRow* server(const std::string& name) const;
    [[nodiscard]] int historiesAsked() const { return m_historiesAsked; }
    [[nodiscard]] const fleet::WhyQuestion& lastQuestion() const { return m_lastQuestion; }
    [[nodiscard]] int queriesAsked() const { return m_queriesAsked; }

private:
    [[nodiscard]] const fleet::ServerRow* server(fleet::ServerId id) const;
    [[nodiscard]] const fleet::ServerRow* meantBy(const fleet::WhyQuestion& question) const;
    void explainElement(std::uint64_t request, const fleet::WhyQuestion& question);
    const tsdb::MemoryStore& samples();

    fleet::SnapshotPtr m_snapshot;
    base::Timestamp m_now;
    std::string m_runbookUrl;
    int m_historiesAsked = 0;
    fleet::WhyQuestion m_lastQuestion;
    int m_queriesAsked = 0;
    std::unique_ptr<tsdb::MemoryStore> m_samples; ///< made when somebody asks
};

} // namespace checkwatch::scriptedsession
