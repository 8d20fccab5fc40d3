#include "tests/support/fakesnapshot.h"

#include "tests/support/fakestates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace checkwatch::support {

using fleet::Shown;
using namespace std::chrono_literals;

FakeFleet::FakeFleet(base::Timestamp now)
    : m_now(now), m_identities(std::make_shared<std::deque<fleet::ServerIdentity>>())
{
}

std::size_t FakeFleet::addTarget(const std::string& instance, const std::string& job,
                                 std::vector<std::pair<std::string, std::string>> labels)
{
    fleet::TargetRow target;
    target.id = static_cast<std::uint32_t>(m_targets.size() + 1);
    target.job = job;
    target.instance = instance;
    target.url = "http://" + instance + "/metrics";
    target.exporter = haproxy::Exporter::Native;
    target.freshness = base::Freshness::Fresh;
    target.lastGood = m_now;
    target.interval = 5s;
    target.watchingSince = m_now - 42min;
    labels.insert(labels.end(), {{"job", job}, {"instance", instance}});
    target.labels = metrics::Labels(std::move(labels));
    m_targets.push_back(std::move(target));
    m_staleFor.push_back(base::Duration{0});
    m_blocks.emplace_back();
    m_members.emplace_back();
    return m_targets.size() - 1;
}

fleet::ServerId FakeFleet::addServer(std::size_t target, const std::string& proxy, const std::string& server,
                                     FakeState state)
{
    const auto id = static_cast<fleet::ServerId>(m_servers.size());
    m_identities->push_back({id, m_targets[target].job, m_targets[target].instance, proxy, server});
    Server made;
    made.target = target;
    made.state = state;
    made.row.identity = &m_identities->back();
    fill(made);
    m_servers.push_back(made);
    m_members[target].push_back(id);
    touch(target);
    return id;
}

void FakeFleet::removeServer(fleet::ServerId id)
{
    Server& server = m_servers[id];
    std::erase(m_members[server.target], id);
    server.removed = true;
    touch(server.target);
}

void FakeFleet::setState(fleet::ServerId id, FakeState state)
{
    m_servers[id].state = state;
    fill(m_servers[id]);
    touch(m_servers[id].target);
}

void FakeFleet::setStale(std::size_t target, base::Duration age)
{
    m_staleFor[target] = age;
    fleet::TargetRow& row = m_targets[target];
    row.freshness = base::Freshness::Stale;
    row.lastGood = m_now - age;
    row.unknownSince = m_now - age;
    row.lastError = {.code = base::ErrorCode::Network, .message = "connection refused", .where = row.url};
    for (const fleet::ServerId id : m_members[target])
        fill(m_servers[id]);
    touch(target);
}

fleet::ServerRow& FakeFleet::row(fleet::ServerId id)
{
    touch(m_servers[id].target);
    return m_servers[id].row;
}

void FakeFleet::addEvent(fleet::Event event)
{
    event.number = m_events.size() + 1;
    m_events.push_back(std::move(event));
}

void FakeFleet::fill(Server& server)
{
    const fleet::ServerIdentity* identity = server.row.identity;
    server.row = fakeRow(server.state, m_now);
    server.row.identity = identity;
    if (m_staleFor[server.target] > 0ms)
        server.row.shown = Shown::Stale;
}

void FakeFleet::touch(std::size_t target)
{
    m_blocks[target].reset();
}

std::shared_ptr<const fleet::ServerBlock> FakeFleet::makeBlock(std::size_t target)
{
    auto block = std::make_shared<fleet::ServerBlock>();
    block->target = m_targets[target].id;
    block->identities = m_identities;
    block->rows.reserve(m_members[target].size());
    for (const fleet::ServerId id : m_members[target])
        block->rows.push_back(m_servers[id].row);
    return block;
}

void FakeFleet::setAlert(Server& server, std::int32_t alert)
{
    if (std::exchange(server.row.alert, alert) != alert)
        touch(server.target);
}

void FakeFleet::makeAlerts(fleet::Snapshot& snapshot)
{
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>();
    for (Server& server : m_servers) {
        if (server.removed || !hasFakeAlert(server.state)) {
            setAlert(server, -1);
            continue;
        }
        setAlert(server, server.state == FakeState::DownCleared ? -1 : static_cast<std::int32_t>(alerts->size()));
        alerts->push_back(fakeAlert(server.state, *server.row.identity, m_now));
        if (m_staleFor[server.target] > 0ms)
            alerts->back().phase = fleet::AlertPhase::Unknown;
    }
    snapshot.alerts = std::move(alerts);
}

void FakeFleet::makeBackends(fleet::Snapshot& snapshot) const
{
    std::map<std::pair<std::size_t, std::string>, fleet::BackendRow> backends;
    for (const Server& server : m_servers) {
        if (server.removed)
            continue;
        const fleet::ServerIdentity& who = *server.row.identity;
        fleet::BackendRow& backend = backends[{server.target, who.proxy}];
        const Shown was = server.row.was;
        backend.job = who.job;
        backend.instance = who.instance;
        backend.proxy = who.proxy;
        ++backend.servers;
        const bool down = was == Shown::DownFiring || was == Shown::DownRuleSilent;
        backend.down += down ? 1 : 0;
        backend.out += was == Shown::Out ? 1 : 0;
        backend.inRotation += !down && was != Shown::Out ? 1 : 0;
        backend.firing += was == Shown::DownFiring || was == Shown::Firing ? 1 : 0;
        backend.pending += was == Shown::Pending ? 1 : 0;
        backend.worst = std::min(backend.worst, was);
        backend.stale = server.row.shown == Shown::Stale;
    }
    for (auto& [key, backend] : backends) {
        backend.noneLeft = backend.inRotation == 0;
        snapshot.backends.push_back(std::move(backend));
    }
}

fleet::SnapshotPtr FakeFleet::snapshot()
{
    auto snapshot = std::make_shared<fleet::Snapshot>();
    snapshot->generation = ++m_generation;
    snapshot->time = m_now;
    makeAlerts(*snapshot);
    makeBackends(*snapshot);
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        m_targets[i].servers = static_cast<std::uint32_t>(m_members[i].size());
        if (!m_blocks[i])
            m_blocks[i] = makeBlock(i);
        snapshot->blocks.push_back(m_blocks[i]);
    }
    snapshot->targets = m_targets;
    snapshot->events = std::make_shared<const std::vector<fleet::Event>>(m_events);
    snapshot->evaluationInterval = 5s;
    return snapshot;
}

fleet::HistoryPtr FakeFleet::history(const std::vector<fleet::ServerId>& servers) const
{
    auto history = std::make_shared<fleet::History>();
    history->from = m_now - 30min;
    history->to = m_now;
    history->step = 15s;
    for (const fleet::ServerId id : servers) {
        if (id < m_servers.size())
            history->servers.push_back(fakeHistory(id, m_servers[id].state, m_staleFor[m_servers[id].target], m_now));
    }
    return history;
}

} // namespace checkwatch::support
