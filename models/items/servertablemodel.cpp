#include "models/items/servertablemodel.h"

#include "models/items/servertablekeys.h"

#include <QString>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

namespace {

QVariant cell(const fleet::ServerRow& row, int column)
{
    switch (column) {
    case GlyphColumn: return static_cast<int>(row.shown);
    case NameColumn: return QString::fromStdString(row.identity->server);
    case BackendColumn: return QString::fromStdString(row.identity->proxy);
    case ExporterColumn: return QString::fromStdString(row.identity->instance);
    case StateColumn: return static_cast<int>(row.state);
    case CheckColumn: return static_cast<int>(row.check);
    case FailuresColumn: return row.increase;
    case AlertColumn: return row.alert;
    case SessionsColumn: return row.sessions;
    case QueueColumn: return row.queue;
    case Rate5xxColumn: return row.rate5xx;
    case WeightColumn: return row.weight;
    case FailuresTotalColumn: return row.failuresTotal;
    case DownsColumn: return row.upDownTotal;
    case SinceColumn: return static_cast<qlonglong>(base::unixMs(row.since));
    default: return {};
    }
}

QVariant groupCell(const ServerGroup& group, int column)
{
    switch (column) {
    case NameColumn: return QString::fromStdString(group.server);
    case BackendColumn: return QString::fromStdString(group.proxy);
    case ExporterColumn: return QString::fromStdString(group.instance);
    default: return {};
    }
}

} // namespace

void ServerTableModel::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    const auto change = m_index.setSnapshot(snapshot ? snapshot : std::make_shared<const fleet::Snapshot>());
    if (change.servers)
        m_groups.assign(m_index);
    refresh(change);
}

void ServerTableModel::setFilter(Filter filter)
{
    m_userAsked = true;
    refresh(m_index.setFilter(std::move(filter)));
}

void ServerTableModel::setGrouping(Grouping grouping)
{
    if (grouping == m_groups.grouping())
        return;
    m_groups.setGrouping(grouping, m_index);
    m_userAsked = true;
    refresh({.servers = true, .order = true, .matches = true});
}

void ServerTableModel::sort(int column, Qt::SortOrder order)
{
    m_userAsked = true;
    refresh(m_index.setSort({.column = column, .descending = order == Qt::DescendingOrder}));
}

void ServerTableModel::setHeld(std::vector<fleet::ServerId> servers)
{
    std::sort(servers.begin(), servers.end());
    m_held = std::move(servers);
}

void ServerTableModel::release()
{
    m_userAsked = true;
    refresh({.servers = false, .order = true, .matches = true});
}

void ServerTableModel::toggleGroup(int row)
{
    const std::uint32_t number = numberIn(keyAt(row));
    m_groups.setCollapsed(number, !m_groups.group(number).collapsed);
    refresh({.servers = false, .order = true, .matches = true});
}

void ServerTableModel::openGroupOf(fleet::ServerId server)
{
    const ServerIndex::Slot slot = m_index.slotOf(server);
    if (grouping() == Grouping::None || slot == ServerIndex::noSlot)
        return;
    const std::uint32_t number = m_groups.groupOf(slot);
    if (!m_groups.group(number).collapsed)
        return;
    m_groups.setCollapsed(number, false);
    refresh({.servers = false, .order = true, .matches = true});
}

void ServerTableModel::refresh(ServerIndex::Change change)
{
    m_groups.tally(m_index);
    if (m_userAsked)
        m_kept.clear();
    else
        std::erase_if(m_kept, [this](fleet::ServerId id) { return !isHeld(id); });
    for (const fleet::ServerId id : m_held) {
        if (!m_userAsked && rowOf(id) >= 0 && !std::binary_search(m_kept.begin(), m_kept.end(), id))
            m_kept.insert(std::upper_bound(m_kept.begin(), m_kept.end(), id), id);
    }
    const bool mayDrop = std::exchange(m_mayDrop, !m_held.empty() && (change.matches || m_mayDrop));
    const bool same = !change.servers && !change.matches && !mayDrop && !m_userAsked;
    std::vector<RowKey> next = m_groups.grouping() == Grouping::None ? arranged() : arrangedGroups();
    m_shown = static_cast<int>(std::count_if(next.begin(), next.end(), [](RowKey key) { return !isGroupKey(key); }));
    setKeys(std::move(next), same ? Members::Same : Members::Maybe);
    m_userAsked = false;
    m_orderHeld = isAnyOutOfPlace();
    Q_EMIT countsChanged(m_shown, totalServers());
}

const fleet::ServerRow* ServerTableModel::server(fleet::ServerId id) const
{
    const ServerIndex::Slot slot = m_index.slotOf(id);
    return slot == ServerIndex::noSlot ? nullptr : &m_index.row(slot);
}

const fleet::ServerRow* ServerTableModel::serverAt(int row) const
{
    const RowKey key = keyAt(row);
    return isGroupKey(key) ? nullptr : server(numberIn(key));
}

const ServerGroup* ServerTableModel::groupAt(int row) const
{
    const RowKey key = keyAt(row);
    return isGroupKey(key) && numberIn(key) < m_groups.count() ? &m_groups.group(numberIn(key)) : nullptr;
}

const fleet::AlertRow* ServerTableModel::alertOf(const fleet::ServerRow& row) const
{
    const auto& alerts = m_index.snapshot()->alerts;
    const auto at = static_cast<std::size_t>(row.alert);
    return row.alert >= 0 && alerts && at < alerts->size() ? &(*alerts)[at] : nullptr;
}

const fleet::TargetRow* ServerTableModel::targetOf(const fleet::ServerRow& row) const
{
    const ServerIndex::Slot slot = m_index.slotOf(row.identity->id);
    return slot == ServerIndex::noSlot ? nullptr : m_index.target(slot);
}

int ServerTableModel::rowOf(fleet::ServerId server) const
{
    return rowOfKey(server);
}

int ServerTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ServerColumnCount);
}

QVariant ServerTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::AccessibleTextRole)
        return wordsOf(index);
    const ServerGroup* group = groupAt(index.row());
    const fleet::ServerRow* row = serverAt(index.row());
    if (role == IsGroupRole)
        return group != nullptr;
    if (group != nullptr)
        return role == Qt::DisplayRole ? groupCell(*group, index.column()) : QVariant();
    if (row == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole: return cell(*row, index.column());
    case ServerIdRole: return row->identity->id;
    case ShownRole: return static_cast<int>(row->shown);
    case WasRole: return static_cast<int>(row->was);
    case StateRole: return static_cast<int>(row->state);
    default: return {};
    }
}

QVariant ServerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ServerColumnCount)
        return {};
    const auto at = static_cast<std::size_t>(section);
    if (role == Qt::TextAlignmentRole)
        return m_alignments[at];
    return role == Qt::DisplayRole ? m_headings[at] : QVariant();
}

bool ServerTableModel::setHeaderData(int section, Qt::Orientation orientation, const QVariant& value, int role)
{
    const bool known = role == Qt::DisplayRole || role == Qt::TextAlignmentRole;
    if (orientation != Qt::Horizontal || !known || section < 0 || section >= ServerColumnCount)
        return false;
    (role == Qt::DisplayRole ? m_headings : m_alignments)[static_cast<std::size_t>(section)] = value;
    Q_EMIT headerDataChanged(orientation, section, section);
    return true;
}

} // namespace checkwatch::items
