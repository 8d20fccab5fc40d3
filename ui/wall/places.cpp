#include "ui/wall/places.h"

#include "models/items/natural.h"
#include "ui/wall/verdict.h"

#include <algorithm>
#include <numeric>

namespace checkwatch::wall {
namespace {

/// The order of names as people expect it; equal ones by byte.
int compare(std::string_view a, std::string_view b)
{
    const int natural = items::naturalCompare(a, b);
    return natural != 0 ? natural : a.compare(b);
}

/// What a server is sorted by, first to last.
std::array<std::string_view, 4> sortedBy(const fleet::ServerIdentity& who, Grouping grouping)
{
    switch (grouping) {
    case Grouping::Haproxy: return {who.instance, who.job, who.proxy, who.server};
    case Grouping::Backend: return {who.proxy, who.instance, who.job, who.server};
    case Grouping::Server: return {who.proxy, who.server, who.instance, who.job};
    }
    return {};
}

bool before(const fleet::ServerIdentity& a, const fleet::ServerIdentity& b, Grouping grouping)
{
    const auto left = sortedBy(a, grouping);
    const auto right = sortedBy(b, grouping);
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (const int order = compare(left[i], right[i]); order != 0) {
            return order < 0;
        }
    }
    return a.id < b.id;
}

bool belongs(const PlaceGroup& group, const fleet::ServerIdentity& who, Grouping grouping)
{
    const bool sameExporter = group.job == who.job && group.instance == who.instance;
    return group.proxy == who.proxy && (grouping != Grouping::Haproxy || sameExporter);
}

/// Whether an answer of the block's exporter is overdue, or it has failed. Blocks are in the order of targets.
bool isOverdue(const fleet::Snapshot& snapshot, std::size_t block, base::Timestamp now)
{
    const std::uint32_t id = snapshot.blocks[block]->target;
    const auto& targets = snapshot.targets;
    const auto at = block < targets.size() && targets[block].id == id
        ? targets.begin() + static_cast<std::ptrdiff_t>(block)
        : std::ranges::find(targets, id, &fleet::TargetRow::id);
    return at == targets.end() || !isFresh(*at, now);
}

/// What is overdue looks healthy no longer, before it is old enough to be stale; what was bad stays as loud as it was.
Tile tileOf(const fleet::ServerRow& row, bool overdue)
{
    return overdue && row.shown == fleet::Shown::Up ? Tile{fleet::Shown::Stale, fleet::Shown::Up}
                                                    : Tile{row.shown, row.was};
}

} // namespace

bool Places::sameServers(const fleet::Snapshot& snapshot) const
{
    std::size_t at = 0;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (at == m_seen.size() || m_seen[at] != row.identity) {
                return false;
            }
            ++at;
        }
    }
    return at == m_seen.size();
}

bool Places::update(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    const bool same = sameServers(snapshot);
    if (!same) {
        arrange(snapshot);
    }
    std::size_t at = 0;
    for (std::size_t block = 0; block < snapshot.blocks.size(); ++block) {
        const bool overdue = isOverdue(snapshot, block, now);
        for (const fleet::ServerRow& row : snapshot.blocks[block]->rows) {
            m_tiles[m_placeOf[at++]] = tileOf(row, overdue);
        }
    }
    return !same;
}

void Places::append(const fleet::ServerIdentity& who, std::uint32_t seen)
{
    if (m_groups.empty() || !belongs(m_groups.back(), who, m_grouping)) {
        const bool one = m_grouping == Grouping::Haproxy;
        m_groups.push_back({one ? who.job : std::string(), one ? who.instance : std::string(), who.proxy,
                            static_cast<int>(m_order.size()), 0});
    }
    m_placeOf[seen] = static_cast<std::uint32_t>(m_order.size());
    m_order.push_back(&who);
    ++m_groups.back().count;
}

void Places::arrange(const fleet::Snapshot& snapshot)
{
    m_owners.clear();
    m_seen.clear();
    for (const auto& block : snapshot.blocks) {
        m_owners.push_back(block->identities);
        for (const fleet::ServerRow& row : block->rows) {
            m_seen.push_back(row.identity);
        }
    }
    std::vector<std::uint32_t> order(m_seen.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order,
                      [&](std::uint32_t a, std::uint32_t b) { return before(*m_seen[a], *m_seen[b], m_grouping); });
    m_order.clear();
    m_groups.clear();
    m_placeOf.assign(m_seen.size(), 0);
    for (const std::uint32_t seen : order) {
        append(*m_seen[seen], seen);
    }
    m_tiles.assign(m_order.size(), Tile{});
}

} // namespace checkwatch::wall
