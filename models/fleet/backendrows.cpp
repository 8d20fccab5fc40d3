#include "models/fleet/backendrows.h"

#include <cmath>

namespace checkwatch::fleet {
namespace {

using haproxy::ServerState;

bool takesTraffic(const ServerRow& row) noexcept
{
    const bool up = row.state == ServerState::Up || row.state == ServerState::UpGoingDown
        || row.state == ServerState::UpUnverified || row.state == ServerState::UpUnchecked
        || row.state == ServerState::UpWarming;
    return up && row.weight != 0;
}

void addUp(double& sum, double value) noexcept
{
    sum += std::isnan(value) ? 0 : value;
}

} // namespace

std::uint32_t BackendRows::find(std::string_view proxy)
{
    const auto [it, isNew] = m_byName.try_emplace(std::string(proxy), static_cast<std::uint32_t>(m_data.size()));
    if (isNew) {
        BackendRow& row = m_data.emplace_back().row;
        row.job = m_job;
        row.instance = m_instance;
        row.proxy = proxy;
    }
    return it->second;
}

void BackendRows::addServer(std::uint32_t backend, std::uint32_t server)
{
    m_data[backend].servers.push_back(server);
    m_backendOf.resize(std::max<std::size_t>(m_backendOf.size(), server + 1));
    m_backendOf[server] = backend;
}

void BackendRows::apply(const Watch& watch, double after)
{
    Data& data = m_data[watch.owner];
    double& number = watch.field == haproxy::Field::ActiveServers ? data.active
        : watch.field == haproxy::Field::BackupServers            ? data.backup
                                                                  : data.current;
    number = isLive(after) ? after : std::numeric_limits<double>::quiet_NaN();
    data.dirty = true;
}

bool BackendRows::update(const ServerRows& servers, std::span<const std::uint32_t> touchedServers, bool stale)
{
    for (const std::uint32_t server : touchedServers) {
        m_data[m_backendOf[server]].dirty = true;
    }
    bool changed = false;
    for (Data& data : m_data) {
        if (data.dirty || data.row.stale != stale) {
            data.row.stale = stale;
            sum(data, servers);
            data.dirty = false;
            changed = true;
        }
    }
    return changed;
}

void BackendRows::sum(Data& data, const ServerRows& servers)
{
    BackendRow& row = data.row;
    row.servers = row.down = row.firing = row.pending = row.out = 0;
    row.sessions = row.queue = row.rate5xx = 0;
    std::uint32_t counted = 0;
    row.firstDown = noServer;
    base::Timestamp firstDownSince{};
    std::uint32_t worst = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t index : data.servers) {
        if (servers.gone(index)) {
            continue;
        }
        const ServerRow& server = servers.row(index);
        ++row.servers;
        if (haproxy::isDown(server.state)) {
            ++row.down;
            if (row.firstDown == noServer || server.since < firstDownSince) {
                row.firstDown = server.identity->id;
                firstDownSince = server.since;
            }
        }
        row.firing += server.was == Shown::Firing || server.was == Shown::DownFiring ? 1 : 0;
        row.pending += server.was == Shown::Pending ? 1 : 0;
        row.out += server.was == Shown::Out ? 1 : 0;
        counted += takesTraffic(server) ? 1 : 0;
        addUp(row.sessions, server.sessions);
        addUp(row.queue, server.queue);
        addUp(row.rate5xx, server.rate5xx);
        if (server.urgency < worst) {
            worst = server.urgency;
            row.worst = server.shown;
        }
    }
    const double told
        = std::isnan(data.active) ? data.current : data.active + (std::isnan(data.backup) ? 0 : data.backup);
    row.inRotation = std::isnan(told) || told < 0 || told > 1e9 ? counted : static_cast<std::uint32_t>(told);
    row.noneLeft = row.servers > 0 && row.inRotation == 0;
}

void BackendRows::append(std::vector<BackendRow>& out) const
{
    for (const Data& data : m_data) {
        if (data.row.servers > 0) {
            out.push_back(data.row);
        }
    }
}

} // namespace checkwatch::fleet
