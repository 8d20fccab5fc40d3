#pragma once

#include "models/session/session.h"

#include <utility>

namespace checkwatch::bench {

/// Gives snapshots and answers nothing: the engine's part is measured elsewhere.
class QuietSession final : public session::Session
{
public:
    explicit QuietSession(fleet::SnapshotPtr first) : m_snapshot(std::move(first)) {}

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_snapshot; }
    void requestHistory(std::uint64_t, int, const std::vector<fleet::ServerId>&, base::Timestamp, base::Timestamp,
                        base::Duration) override
    {
    }
    void requestExplanation(std::uint64_t, const fleet::WhyQuestion&) override {}
    void requestQuery(const session::QueryRequest&) override {}
    void requestCompletions(const session::CompletionRequest&) override {}
    [[nodiscard]] base::Timestamp now() const override { return m_snapshot->time; }
    void play(fleet::SnapshotPtr next)
    {
        m_snapshot = std::move(next);
        Q_EMIT snapshotReady(m_snapshot);
    }

private:
    fleet::SnapshotPtr m_snapshot;
};

} // namespace checkwatch::bench
