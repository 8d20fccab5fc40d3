#include "models/items/held.h"
#include "models/items/servertablekeys.h"
#include "models/items/servertablemodel.h"

#include <algorithm>

/// The part of ServerTableModel that says which rows stand where, and what is held in its place.
namespace checkwatch::items {

/// Others stand in order, so one that does not stands wrongly beside a neighbour. In the order of urgency only where the
/// neighbour is better or worse off: which of two alike is newer is nothing to be told about.
bool ServerTableModel::isAnyOutOfPlace() const
{
    if (m_kept.empty())
        return false;
    std::vector<std::size_t> rank(m_index.size());
    for (std::size_t i = 0; i < m_index.order().size(); ++i)
        rank[m_index.order()[i].slot] = i;
    const bool urgent = sortedBy().column < 0;
    const auto wrong = [&](const fleet::ServerRow& upper, const fleet::ServerRow& lower) {
        const bool alike = urgent && upper.shown == lower.shown && upper.was == lower.was;
        return !alike && rank[m_index.slotOf(upper.identity->id)] > rank[m_index.slotOf(lower.identity->id)];
    };
    return std::any_of(m_kept.begin(), m_kept.end(), [&](fleet::ServerId id) {
        const int row = rowOf(id);
        const fleet::ServerRow* own = row < 0 ? nullptr : serverAt(row);
        if (own == nullptr)
            return false;
        const fleet::ServerRow* above = row == 0 ? nullptr : serverAt(row - 1);
        const fleet::ServerRow* below = row + 1 == rowCount() ? nullptr : serverAt(row + 1);
        return !m_index.matches(m_index.slotOf(id)) || (above != nullptr && wrong(*above, *own))
            || (below != nullptr && wrong(*own, *below));
    });
}

bool ServerTableModel::isHeld(fleet::ServerId server) const
{
    return !m_held.empty() && std::binary_search(m_held.begin(), m_held.end(), server);
}

bool ServerTableModel::isListed(ServerIndex::Slot slot) const
{
    return m_index.matches(slot)
        || (!m_kept.empty() && std::binary_search(m_kept.begin(), m_kept.end(), m_index.id(slot)));
}

std::vector<RowKey> ServerTableModel::arranged() const
{
    std::vector<HeldRow> held;
    for (const fleet::ServerId id : m_kept) {
        if (const int row = rowOf(id); m_index.slotOf(id) != ServerIndex::noSlot && row >= 0)
            held.push_back({static_cast<std::size_t>(row), id});
    }
    std::sort(held.begin(), held.end(), [](const HeldRow& a, const HeldRow& b) { return a.place < b.place; });
    std::vector<RowKey> rows;
    rows.reserve(m_index.order().size());
    for (const ServerIndex::Entry& entry : m_index.order()) {
        const fleet::ServerId id = m_index.id(entry.slot);
        const bool placed = !m_kept.empty() && std::binary_search(m_kept.begin(), m_kept.end(), id);
        if (m_index.matches(entry.slot) && !placed)
            rows.push_back(id);
    }
    return withHeld(std::move(rows), held);
}

/// Groups in the order of their first row; while a row is held they stand as they stood.
std::vector<std::uint32_t> ServerTableModel::groupOrder() const
{
    std::vector<std::uint32_t> order;
    std::vector<bool> placed(m_groups.count(), false);
    std::vector<bool> filled(m_groups.count(), false);
    for (ServerIndex::Slot slot = 0; slot < m_index.size(); ++slot)
        filled[m_groups.groupOf(slot)] = filled[m_groups.groupOf(slot)] || isListed(slot);
    const auto place = [&](std::uint32_t number) {
        if (number >= placed.size() || placed[number] || !filled[number])
            return;
        placed[number] = true;
        order.push_back(number);
    };
    if (!m_kept.empty()) {
        for (const RowKey key : keys()) {
            if (isGroupKey(key))
                place(numberIn(key));
        }
    }
    for (const ServerIndex::Entry& entry : m_index.order())
        place(m_groups.groupOf(entry.slot));
    return order;
}

std::vector<RowKey> ServerTableModel::arrangedGroups() const
{
    std::vector<std::vector<RowKey>> members(m_groups.count());
    for (const ServerIndex::Entry& entry : m_index.order()) {
        const std::uint32_t group = m_groups.groupOf(entry.slot);
        const bool placed = !m_kept.empty() && std::binary_search(m_kept.begin(), m_kept.end(), m_index.id(entry.slot));
        if (!m_groups.group(group).collapsed && m_index.matches(entry.slot) && !placed)
            members[group].push_back(m_index.id(entry.slot));
    }
    std::vector<std::vector<HeldRow>> held(m_kept.empty() ? 0 : m_groups.count());
    std::size_t place = 0;
    for (const RowKey key : m_kept.empty() ? std::vector<RowKey>{} : keys()) {
        place = isGroupKey(key) ? 0 : place + 1;
        const auto slot = isGroupKey(key) ? ServerIndex::noSlot : m_index.slotOf(numberIn(key));
        if (slot == ServerIndex::noSlot || !std::binary_search(m_kept.begin(), m_kept.end(), numberIn(key)))
            continue;
        const std::uint32_t group = m_groups.groupOf(slot);
        if (!m_groups.group(group).collapsed)
            held[group].push_back({place - 1, key});
    }
    std::vector<RowKey> rows;
    rows.reserve(m_index.size() + m_groups.count());
    for (const std::uint32_t group : groupOrder()) {
        rows.push_back(groupKey(group));
        const auto inPlace = withHeld(std::move(members[group]), held.empty() ? std::vector<HeldRow>{} : held[group]);
        rows.insert(rows.end(), inPlace.begin(), inPlace.end());
    }
    return rows;
}

} // namespace checkwatch::items
