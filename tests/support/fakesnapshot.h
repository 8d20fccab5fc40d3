#pragma once

#include "models/fleet/history.h"
#include "models/fleet/snapshot.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

/// Made-up fleets for tests of models and screens, without an engine.
namespace checkwatch::support {

/// How a made-up server is.
enum class FakeState {
    Up,
    UpFailing,
    UpWithBlip,
    Pending,
    Firing,
    DownSilent,
    DownCleared,
    DownFiring,
    Drain,
    Maint,
    NoDns,
    WeightZero,
    Unverified,
    Warming,
    Unchecked,
    NotUp,
};

/// Builds snapshots and changes them step by step. Blocks of exporters in which nothing was touched are shared between
/// snapshots, as the engine shares them. The same calls give the same snapshots.
class FakeFleet
{
public:
    explicit FakeFleet(base::Timestamp now = base::fromUnixMs(1'700'000'000'000));

    /// The fleet of the design picture: three exporters, one not answering, a bit of everything.
    static FakeFleet picture();
    /// `servers` servers on `exporters` exporters, 20 to a backend; about 2 % abnormal in every way.
    static FakeFleet mixed(std::size_t servers, std::size_t exporters = 4);
    /// Names that try to break a screen: markup, bidi controls, very long, very short, combining marks, wide
    /// characters.
    static FakeFleet hostile();

    /// `labels`: besides job and instance.
    std::size_t addTarget(const std::string& instance, const std::string& job = "haproxy",
                          std::vector<std::pair<std::string, std::string>> labels = {});
    fleet::ServerId addServer(std::size_t target, const std::string& proxy, const std::string& server,
                              FakeState state = FakeState::Up);
    void removeServer(fleet::ServerId id);
    void setState(fleet::ServerId id, FakeState state);
    /// The exporter stopped answering so long ago.
    void setStale(std::size_t target, base::Duration age);
    /// Writable until the next call.
    fleet::ServerRow& row(fleet::ServerId id);
    void addEvent(fleet::Event event); ///< numbers it
    void advance(base::Duration by) { m_now += by; }

    [[nodiscard]] base::Timestamp now() const { return m_now; }
    fleet::SnapshotPtr snapshot();
    /// Half an hour of failures that suit each server's state.
    [[nodiscard]] fleet::HistoryPtr history(const std::vector<fleet::ServerId>& servers) const;

private:
    struct Server
    {
        std::size_t target = 0;
        FakeState state = FakeState::Up;
        bool removed = false;
        fleet::ServerRow row;
    };
    void fill(Server& server);
    void touch(std::size_t target);
    void setAlert(Server& server, std::int32_t alert);
    void makeAlerts(fleet::Snapshot& snapshot);
    void makeBackends(fleet::Snapshot& snapshot) const;
    std::shared_ptr<const fleet::ServerBlock> makeBlock(std::size_t target);

    base::Timestamp m_now;
    std::uint64_t m_generation = 0;
    std::vector<fleet::TargetRow> m_targets;
    std::vector<base::Duration> m_staleFor; ///< by target; 0 = fresh
    std::vector<std::shared_ptr<const fleet::ServerBlock>> m_blocks;
    std::shared_ptr<std::deque<fleet::ServerIdentity>> m_identities;
    std::vector<Server> m_servers;                       ///< by ServerId
    std::vector<std::vector<fleet::ServerId>> m_members; ///< by target
    std::vector<fleet::Event> m_events;
};

} // namespace checkwatch::support
