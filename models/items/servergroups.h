#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/columns.h"
#include "models/items/serverindex.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::items {

/// True where traffic goes: UP and with weight. What it was, for a stale one.
[[nodiscard]] bool inRotation(const fleet::ServerRow& row) noexcept;
/// DOWN, or failing its checks with or without an alert; what it was, for a stale one.
[[nodiscard]] bool isFailing(const fleet::ServerRow& row) noexcept;

/// A heading in the server table and what stands under it. Counts are over all of its servers, whatever the filter
/// hides.
struct ServerGroup
{
    Grouping grouping = Grouping::None;
    std::string instance; ///< Backend, Exporter
    std::string proxy;    ///< Backend, Server
    std::string server;   ///< Server
    bool collapsed = false;
    std::uint32_t servers = 0;
    std::uint32_t matching = 0; ///< let through by the filter
    std::uint32_t inRotation = 0;
    std::uint32_t failing = 0; ///< "failing from 12 of 40"
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t out = 0;
    std::uint32_t stale = 0;
    fleet::Shown worst = fleet::Shown::Up; ///< of what they are, or were
};

/// Which group each server is in, and the groups' counts. Group numbers stay the same until the grouping changes.
class ServerGroups
{
public:
    void setGrouping(Grouping grouping, const ServerIndex& index);
    [[nodiscard]] Grouping grouping() const noexcept { return m_grouping; }

    /// After servers came or went.
    void assign(const ServerIndex& index);
    /// After anything changed: counts anew. Does nothing without a grouping.
    void tally(const ServerIndex& index);

    [[nodiscard]] std::uint32_t groupOf(ServerIndex::Slot slot) const noexcept { return m_groupOf[slot]; }
    [[nodiscard]] const ServerGroup& group(std::uint32_t number) const noexcept { return m_groups[number]; }
    [[nodiscard]] std::size_t count() const noexcept { return m_groups.size(); }
    void setCollapsed(std::uint32_t number, bool collapsed) { m_groups[number].collapsed = collapsed; }

private:
    std::uint32_t numberOf(const fleet::ServerIdentity& who);

    Grouping m_grouping = Grouping::None;
    std::vector<ServerGroup> m_groups;
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<std::uint32_t> m_groupOf; ///< by slot
};

} // namespace checkwatch::items
