#include "models/items/servertablemodel.h"

#include "models/items/held.h"

#include <QString>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

namespace {

constexpr RowKey groupBit = RowKey{1} << 32;

RowKey groupKey(std::uint32_t number) noexcept
{
    return groupBit | number;
}

bool isGroupKey(RowKey key) noexcept
{
    return (key & groupBit) != 0;
}

std::uint32_t numberIn(RowKey key) noexcept
{
    return static_cast<std::uint32_t>(key);
}

QString textOf(const std::string& text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant cell(const fleet::ServerRow& row, int column)
{
    switch (column) {
    case GlyphColumn: return static_cast<int>(row.shown);
    case NameColumn: return textOf(row.identity->server);
    case BackendColumn: return textOf(row.identity->proxy);
    case ExporterColumn: return textOf(row.identity->instance);
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
    case NameColumn: return textOf(group.server);
    case BackendColumn: return textOf(group.proxy);
    case ExporterColumn: return textOf(group.instance);
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
