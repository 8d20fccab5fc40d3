#include "models/items/servergroups.h"

#include <algorithm>

namespace checkwatch::items {

namespace {

using fleet::Shown;
using haproxy::ServerState;

Shown shownOrWas(const fleet::ServerRow& row) noexcept
{
    return row.shown == Shown::Stale ? row.was : row.shown;
}

/// In the order of the group's names; a NUL parts them, which no label value that is shown holds.
std::string groupKey(Grouping grouping, const fleet::ServerIdentity& who)
{
    const char nul = '\0';
    switch (grouping) {
    case Grouping::Backend: return who.job + nul + who.instance + nul + who.proxy;
    case Grouping::Exporter: return who.job + nul + who.instance;
    case Grouping::Server: return who.proxy + nul + who.server;
    case Grouping::None: break;
    }
    return {};
}

void countIn(ServerGroup& group, const fleet::ServerRow& row, bool matching)
{
    const Shown shown = shownOrWas(row);
    ++group.servers;
    group.matching += matching ? 1 : 0;
    group.inRotation += inRotation(row) ? 1 : 0;
    group.failing += isFailing(row) ? 1 : 0;
    group.down += shown == Shown::DownFiring || shown == Shown::DownRuleSilent ? 1 : 0;
    group.firing += shown == Shown::DownFiring || shown == Shown::Firing ? 1 : 0;
    group.pending += shown == Shown::Pending ? 1 : 0;
    group.out += shown == Shown::Out ? 1 : 0;
    group.stale += row.shown == Shown::Stale ? 1 : 0;
    group.worst = std::min(group.worst, shown);
}

} // namespace

bool inRotation(const fleet::ServerRow& row) noexcept
{
    switch (row.state) {
    case ServerState::UpGoingDown:
    case ServerState::UpUnverified:
    case ServerState::UpUnchecked:
    case ServerState::UpWarming:
    case ServerState::Up: return row.weight != 0;
    default: return false;
    }
}

bool isFailing(const fleet::ServerRow& row) noexcept
{
    const Shown shown = shownOrWas(row);
    return (shown >= Shown::DownRuleSilent && shown <= Shown::Pending) || row.lastCheckFailed;
}

void ServerGroups::setGrouping(Grouping grouping, const ServerIndex& index)
{
    m_grouping = grouping;
    m_groups.clear();
    m_numbers.clear();
    assign(index);
}

std::uint32_t ServerGroups::numberOf(const fleet::ServerIdentity& who)
{
    const auto [at, isNew]
        = m_numbers.try_emplace(groupKey(m_grouping, who), static_cast<std::uint32_t>(m_groups.size()));
    if (isNew) {
        ServerGroup group;
        group.grouping = m_grouping;
        if (m_grouping != Grouping::Server)
            group.instance = who.instance;
        if (m_grouping != Grouping::Exporter)
            group.proxy = who.proxy;
        if (m_grouping == Grouping::Server)
            group.server = who.server;
        m_groups.push_back(std::move(group));
    }
    return at->second;
}

void ServerGroups::assign(const ServerIndex& index)
{
    m_groupOf.clear();
    if (m_grouping == Grouping::None)
        return;
    m_groupOf.reserve(index.size());
    for (ServerIndex::Slot slot = 0; slot < index.size(); ++slot)
        m_groupOf.push_back(numberOf(*index.row(slot).identity));
}

void ServerGroups::tally(const ServerIndex& index)
{
    if (m_grouping == Grouping::None)
        return;
    for (ServerGroup& group : m_groups) {
        group.servers = group.matching = group.inRotation = group.failing = 0;
        group.down = group.firing = group.pending = group.out = group.stale = 0;
        group.worst = Shown::Up;
    }
    for (ServerIndex::Slot slot = 0; slot < index.size(); ++slot)
        countIn(m_groups[m_groupOf[slot]], index.row(slot), index.matches(slot));
}

} // namespace checkwatch::items
