#include "models/items/keyedmodel.h"

#include "models/items/keymap.h"

#include <algorithm>
#include <utility>

namespace checkwatch::items {

namespace {

/// New rows of some old ones; few are looked for one by one, because building a map of all costs more.
std::vector<int> rowsOf(const std::vector<RowKey>& wanted, const std::vector<RowKey>& keys)
{
    std::vector<int> rows;
    rows.reserve(wanted.size());
    if (wanted.size() <= 64) {
        RowKey last = KeyMap::noKey;
        for (const RowKey key : wanted) {
            if (key == last) {
                rows.push_back(rows.back());
                continue;
            }
            last = key;
            rows.push_back(static_cast<int>(std::find(keys.begin(), keys.end(), key) - keys.begin()));
        }
        return rows;
    }
    const KeyMap map(keys);
    for (const RowKey key : wanted)
        rows.push_back(static_cast<int>(map.find(key)));
    return rows;
}

} // namespace

void KeyedModel::reorder(std::vector<RowKey>& current, std::vector<RowKey> next, const QModelIndex& parent)
{
    if (current == next)
        return;
    const QList<QPersistentModelIndex> parents{QPersistentModelIndex(parent)};
    Q_EMIT layoutAboutToBeChanged(parents, VerticalSortHint);
    QModelIndexList from;
    std::vector<RowKey> wanted;
    for (const QModelIndex& index : persistentIndexList()) {
        if (index.isValid() && index.parent() == parent) {
            from += index;
            wanted.push_back(current[static_cast<std::size_t>(index.row())]);
        }
    }
    const std::vector<int> rows = rowsOf(wanted, next);
    QModelIndexList to;
    for (qsizetype i = 0; i < from.size(); ++i)
        to += createIndex(rows[static_cast<std::size_t>(i)], from[i].column(), from[i].internalId());
    current = std::move(next);
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged(parents, VerticalSortHint);
}

void KeyedModel::removeGone(std::vector<RowKey>& current, std::vector<RowKey> kept, const std::vector<RowKey>& gone,
                            const QModelIndex& parent)
{
    const auto first = std::find(current.begin(), current.end(), gone.front());
    const auto count = static_cast<std::ptrdiff_t>(gone.size());
    if (current.end() - first >= count && std::equal(gone.begin(), gone.end(), first)) {
        const auto row = static_cast<int>(first - current.begin());
        beginRemoveRows(parent, row, row + static_cast<int>(count) - 1);
        current.erase(first, first + count);
        endRemoveRows();
        return;
    }
    const std::size_t left = kept.size();
    kept.insert(kept.end(), gone.begin(), gone.end());
    reorder(current, std::move(kept), parent);
    beginRemoveRows(parent, static_cast<int>(left), static_cast<int>(current.size()) - 1);
    current.resize(left);
    endRemoveRows();
}

void KeyedModel::insertNew(std::vector<RowKey>& current, std::vector<RowKey> next, const std::vector<bool>& isNew,
                           const QModelIndex& parent)
{
    const auto first = std::find(isNew.begin(), isNew.end(), true) - isNew.begin();
    const auto count = static_cast<std::ptrdiff_t>(next.size() - current.size());
    const auto last = std::find(isNew.begin() + first, isNew.end(), false) - isNew.begin();
    if (last - first == count) {
        beginInsertRows(parent, static_cast<int>(first), static_cast<int>(last) - 1);
        current = std::move(next);
        endInsertRows();
        return;
    }
    beginInsertRows(parent, static_cast<int>(current.size()), static_cast<int>(next.size()) - 1);
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (isNew[i])
            current.push_back(next[i]);
    }
    endInsertRows();
    reorder(current, std::move(next), parent);
}

void KeyedModel::syncRows(std::vector<RowKey>& current, std::vector<RowKey> next, const QModelIndex& parent,
                          Members members)
{
    if (members == Members::Same) {
        reorder(current, std::move(next), parent);
        return;
    }
    if (current == next)
        return;
    const KeyMap positions(next);
    std::vector<bool> isNew(next.size(), true);
    std::vector<RowKey> gone;
    for (const RowKey key : current) {
        if (const std::uint32_t at = positions.find(key); at != KeyMap::notFound)
            isNew[at] = false;
        else
            gone.push_back(key);
    }
    std::vector<RowKey> kept;
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (!isNew[i])
            kept.push_back(next[i]);
    }
    if (!gone.empty())
        removeGone(current, kept, gone, parent);
    reorder(current, std::move(kept), parent);
    if (current.size() < next.size())
        insertNew(current, std::move(next), isNew, parent);
}

int KeyedTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

QModelIndex KeyedTable::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex KeyedTable::parent(const QModelIndex&) const
{
    return {};
}

int KeyedTable::rowOfKey(RowKey key) const
{
    const auto at = std::find(m_keys.begin(), m_keys.end(), key);
    return at == m_keys.end() ? -1 : static_cast<int>(at - m_keys.begin());
}

void KeyedTable::setKeys(std::vector<RowKey> next, Members members)
{
    syncRows(m_keys, std::move(next), {}, members);
    touchRows();
}

void KeyedTable::touchRows()
{
    if (!m_keys.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

} // namespace checkwatch::items
