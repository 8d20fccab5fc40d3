#include "models/items/serverindex.h"

#include "models/items/sortkey.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace checkwatch::items {

ServerIndex::ServerIndex()
{
    for (const NameOrder order : {NameOrder::Server, NameOrder::Backend, NameOrder::Exporter})
        m_columnRanks.emplace_back(order);
}

bool ServerIndex::sameShape(const fleet::Snapshot& next) const noexcept
{
    if (!m_snapshot || m_snapshot->blocks.size() != next.blocks.size())
        return false;
    return std::equal(next.blocks.begin(), next.blocks.end(), m_snapshot->blocks.begin(),
                      [](const auto& a, const auto& b) { return a->rows.size() == b->rows.size(); })
        && (!m_filter.looksAtLabels()
            || std::ranges::equal(next.targets, m_snapshot->targets, {}, &fleet::TargetRow::labels,
                                  &fleet::TargetRow::labels));
}

const fleet::TargetRow* ServerIndex::target(Slot slot) const noexcept
{
    const std::uint32_t block = m_blockOf[slot];
    const std::uint32_t id = m_snapshot->blocks[block]->target;
    const auto& targets = m_snapshot->targets;
    if (block < targets.size() && targets[block].id == id)
        return &targets[block];
    const auto at = std::find_if(targets.begin(), targets.end(), [id](const auto& target) { return target.id == id; });
    return at == targets.end() ? nullptr : &*at;
}

/// What does not change with a scrape.
bool ServerIndex::matchesAlways(Slot slot) const
{
    const fleet::TargetRow* const exporter = m_filter.looksAtLabels() ? target(slot) : nullptr;
    return m_filter.matchesNames(*m_identities[slot])
        && (!m_filter.looksAtLabels() || (exporter != nullptr && m_filter.matchesLabels(exporter->labels)));
}

bool ServerIndex::match(Slot slot)
{
    return m_nameMatches[slot] != 0 && m_filter.matchesValues(row(slot), alerts());
}

/// False when the block holds other servers than before, or in another order.
bool ServerIndex::scanBlock(const fleet::ServerBlock& block, std::uint32_t offset, Change& change)
{
    const auto* alertRows = alerts();
    const bool byValue = m_filter.looksAtValues();
    const bool byName = ranksOfSort() != nullptr;
    for (std::uint32_t i = 0; i < block.rows.size(); ++i) {
        const fleet::ServerRow& row = block.rows[i];
        const Slot slot = offset + i;
        if (row.identity != m_identities[slot])
            return false;
        if (!byName) {
            const std::uint64_t key = sortKey(row, m_sort, alertRows);
            if (key != m_keys[slot]) {
                m_keys[slot] = key;
                m_changed.push_back(slot);
            }
        }
        if (byValue) {
            const auto matches
                = static_cast<std::uint8_t>(m_nameMatches[slot] != 0 && m_filter.matchesValues(row, alertRows));
            change.matches = change.matches || matches != m_matches[slot];
            m_matches[slot] = matches;
        }
    }
    return true;
}

ServerIndex::Change ServerIndex::setSnapshot(fleet::SnapshotPtr snapshot)
{
    if (!sameShape(*snapshot))
        return rebuild(std::move(snapshot));
    const fleet::SnapshotPtr before = std::exchange(m_snapshot, std::move(snapshot));
    const bool alertsMatter
        = before->alerts != m_snapshot->alerts && (m_filter.looksAtAlerts() || m_sort.column == AlertColumn);
    Change change;
    m_changed.clear();
    for (std::size_t i = 0; i < m_snapshot->blocks.size(); ++i) {
        const auto& block = m_snapshot->blocks[i];
        if (block == before->blocks[i] && !alertsMatter)
            continue;
        if (!scanBlock(*block, m_offsets[i], change)) {
            fleet::SnapshotPtr next = std::exchange(m_snapshot, before);
            return rebuild(std::move(next));
        }
    }
    change.order = !m_changed.empty();
    mergeChanged();
    return change;
}

ServerIndex::Change ServerIndex::rebuild(fleet::SnapshotPtr snapshot)
{
    m_snapshot = std::move(snapshot);
    m_offsets.clear();
    m_identities.clear();
    m_ids.clear();
    m_blockOf.clear();
    m_slotOf.assign(m_slotOf.size(), noSlot);
    for (std::uint32_t i = 0; i < m_snapshot->blocks.size(); ++i) {
        m_offsets.push_back(static_cast<std::uint32_t>(m_ids.size()));
        for (const fleet::ServerRow& row : m_snapshot->blocks[i]->rows) {
            const fleet::ServerId id = row.identity->id;
            if (id >= m_slotOf.size())
                m_slotOf.resize(id + std::size_t{1}, noSlot);
            m_slotOf[id] = static_cast<Slot>(m_ids.size());
            m_identities.push_back(row.identity);
            m_ids.push_back(id);
            m_blockOf.push_back(i);
        }
    }
    m_wholeRanks.setServers(m_identities);
    rankServers();
    sortAll();
    setFilter(std::move(m_filter));
    return {.servers = true, .order = true, .matches = true};
}

NameRanks* ServerIndex::ranksOfSort() noexcept
{
    switch (m_sort.column) {
    case NameColumn: return &m_columnRanks[0];
    case BackendColumn: return &m_columnRanks[1];
    case ExporterColumn: return &m_columnRanks[2];
    default: return nullptr;
    }
}

void ServerIndex::rankServers()
{
    if (NameRanks* ranks = ranksOfSort())
        ranks->setServers(m_identities);
    else
        for (NameRanks& unused : m_columnRanks)
            unused.setServers({});
}

ServerIndex::Entry ServerIndex::entryOf(Slot slot) const noexcept
{
    return {m_keys[slot], m_wholeRanks.rank(m_ids[slot]), slot};
}

void ServerIndex::sortAll()
{
    const std::size_t count = m_ids.size();
    const NameRanks* ranks = ranksOfSort();
    m_keys.resize(count);
    m_order.resize(count);
    for (Slot slot = 0; slot < count; ++slot) {
        if (ranks != nullptr) {
            const std::uint64_t rank = ranks->rank(m_ids[slot]);
            m_keys[slot] = m_sort.descending ? ~rank : rank;
        } else {
            m_keys[slot] = sortKey(row(slot), m_sort, alerts());
        }
        m_order[slot] = entryOf(slot);
    }
    std::sort(m_order.begin(), m_order.end());
}

void ServerIndex::mergeChanged()
{
    if (m_changed.empty())
        return;
    if (m_changed.size() > m_order.size() / 8) {
        for (Entry& entry : m_order)
            entry.key = m_keys[entry.slot];
        std::sort(m_order.begin(), m_order.end());
        return;
    }
    std::erase_if(m_order, [this](const Entry& entry) { return entry.key != m_keys[entry.slot]; });
    std::vector<Entry> moved;
    moved.reserve(m_changed.size());
    for (const Slot slot : m_changed)
        moved.push_back(entryOf(slot));
    std::sort(moved.begin(), moved.end());
    std::vector<Entry> merged;
    merged.reserve(m_order.size() + moved.size());
    std::merge(m_order.begin(), m_order.end(), moved.begin(), moved.end(), std::back_inserter(merged));
    m_order.swap(merged);
}

ServerIndex::Change ServerIndex::setSort(const ServerSort& sort)
{
    if (sort == m_sort)
        return {};
    m_sort = sort;
    if (!m_snapshot)
        return {};
    rankServers();
    sortAll();
    return {.servers = false, .order = true, .matches = false};
}

ServerIndex::Change ServerIndex::setFilter(Filter filter)
{
    m_filter = std::move(filter);
    m_nameMatches.resize(m_ids.size());
    m_matches.resize(m_ids.size());
    for (Slot slot = 0; slot < m_ids.size(); ++slot) {
        m_nameMatches[slot] = static_cast<std::uint8_t>(matchesAlways(slot));
        m_matches[slot] = static_cast<std::uint8_t>(match(slot));
    }
    return {.servers = false, .order = false, .matches = true};
}

} // namespace checkwatch::items
