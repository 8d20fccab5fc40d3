#pragma once

#include "models/fleet/explanation.h"
#include "models/fleet/history.h"
#include "models/fleet/snapshot.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// The made-up fleets behind a ScriptedSession.
namespace checkwatch::scriptedsession {

/// 2026-07-14 12:06:21 UTC, the time on the design picture's clock.
inline constexpr base::Timestamp sceneTime = base::fromUnixMs(1'784'030'781'000);

/// Puts a snapshot together, server by server.
class SceneBuilder
{
public:
    SceneBuilder();

    std::uint32_t addTarget(const std::string& instance, bool answering = true);
    /// UP, L7OK 200 in 1 ms. The returned row may be changed until the next call.
    fleet::ServerRow& addServer(std::uint32_t target, const std::string& proxy, const std::string& server);
    void makeDown(fleet::ServerRow& row, base::Duration ago);
    void makeFiring(fleet::ServerRow& row, base::Duration ago, double value);
    void makePending(fleet::ServerRow& row, base::Duration ago, double value);
    void makeOut(fleet::ServerRow& row, haproxy::ServerState state, fleet::OutCause cause);
    void makeStale(fleet::ServerRow& row);
    void addEvent(fleet::EventKind kind, const fleet::ServerRow& row, base::Duration ago, const std::string& before,
                  const std::string& after);
    [[nodiscard]] fleet::SnapshotPtr build();

private:
    void addAlert(fleet::ServerRow& row, fleet::AlertPhase phase, base::Timestamp since, double value);

    fleet::Snapshot m_snapshot;
    std::vector<std::vector<fleet::ServerRow>> m_rows; ///< by target
    std::shared_ptr<std::vector<std::unique_ptr<fleet::ServerIdentity>>> m_identities;
    std::shared_ptr<std::vector<fleet::AlertRow>> m_alerts;
    std::shared_ptr<std::vector<fleet::Event>> m_events;
};

[[nodiscard]] fleet::SnapshotPtr emptyScene();
[[nodiscard]] fleet::SnapshotPtr workstationScene();
[[nodiscard]] fleet::SnapshotPtr hostileScene();
[[nodiscard]] fleet::SnapshotPtr largeScene(int servers);

/// A past that fits what the row is now.
[[nodiscard]] fleet::ServerHistory historyOf(const fleet::ServerRow& row, const fleet::Snapshot& snapshot,
                                             base::Timestamp from, base::Timestamp to, base::Duration step);
/// What the evaluator says of a counter that fits what the row is now.
[[nodiscard]] fleet::Explanation explanationOf(const fleet::ServerRow& row, const fleet::Snapshot& snapshot);

} // namespace checkwatch::scriptedsession
