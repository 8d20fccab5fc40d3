#include "models/items/alertlistmodel.h"

#include "models/items/held.h"

#include <QVariant>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

namespace {

constexpr std::size_t mostOfAKind = 500;

RowKey keyOf(AlertItemKind kind, std::uint64_t id) noexcept
{
    return RowKey{static_cast<std::uint64_t>(kind)} << 60 | (id & ((RowKey{1} << 60) - 1));
}

std::uint64_t idOf(const fleet::AlertRow& row) noexcept
{
    return row.alert.identity ? row.alert.identity->id : 0;
}

bool hasEnded(const fleet::AlertRow& row) noexcept
{
    return row.phase == fleet::AlertPhase::Resolved || row.phase == fleet::AlertPhase::ClearedDown;
}

bool doesNotAnswer(const fleet::TargetRow& target) noexcept
{
    const bool failedFromTheStart = target.freshness == base::Freshness::Never && !target.lastError.message.empty();
    return target.freshness == base::Freshness::Stale || failedFromTheStart || target.haproxyUnreachable;
}

} // namespace

void AlertListModel::setSnapshot(fleet::SnapshotPtr snapshot)
{
    const fleet::SnapshotPtr before = std::exchange(m_snapshot, std::move(snapshot));
    scanSilent();
    keepEnded();
    rebuild();
}

/// DOWN servers of the blocks that changed; a block that is shared with the snapshot before has the same ones.
void AlertListModel::scanSilent()
{
    if (!m_snapshot) {
        m_silent.clear();
        return;
    }
    m_silent.resize(m_snapshot->blocks.size());
    for (std::size_t i = 0; i < m_silent.size(); ++i) {
        SilentRows& silent = m_silent[i];
        if (silent.block == m_snapshot->blocks[i])
            continue;
        silent.block = m_snapshot->blocks[i];
        silent.rows.clear();
        for (std::uint32_t row = 0; row < silent.block->rows.size(); ++row) {
            if (silent.block->rows[row].shown == fleet::Shown::DownRuleSilent)
                silent.rows.push_back(row);
        }
    }
}

void AlertListModel::keepEnded()
{
    if (!m_snapshot || !m_snapshot->alerts)
        return;
    std::set<std::uint64_t> stillSeen;
    for (const fleet::AlertRow& row : *m_snapshot->alerts) {
        const std::uint64_t id = idOf(row);
        if (!hasEnded(row))
            m_ended.erase(id);
        else if (m_seen.count(id) != 0)
            stillSeen.insert(id);
        else if (m_ended.size() < mostOfAKind || m_ended.count(id) != 0)
            m_ended.insert_or_assign(id, row);
    }
    m_seen = std::move(stillSeen);
}

void AlertListModel::markSeen(std::uint64_t alertId)
{
    if (m_ended.erase(alertId) == 0)
        return;
    m_seen.insert(alertId);
    rebuild();
}

void AlertListModel::markAllSeen()
{
    for (const auto& [id, row] : m_ended)
        m_seen.insert(id);
    m_ended.clear();
    rebuild();
}

void AlertListModel::rebuild()
{
    m_items.clear();
    m_servers.clear();
    m_counts = {};
    std::vector<RowKey> keys;
    if (m_snapshot) {
        addSilent(keys);
        addAlerts(keys);
        addExporters(keys);
        addEnded(keys);
    }
    setKeys(arranged(std::move(keys)));
}

/// The most urgent first, but what is held stays where it is.
std::vector<RowKey> AlertListModel::arranged(std::vector<RowKey> keys) const
{
    std::vector<HeldRow> held;
    for (const RowKey key : m_held) {
        const int row = rowOfKey(key);
        if (row >= 0 && m_items.count(key) != 0)
            held.push_back({static_cast<std::size_t>(row), key});
    }
    std::sort(held.begin(), held.end(), [](const HeldRow& a, const HeldRow& b) { return a.place < b.place; });
    std::erase_if(keys, [&held](RowKey key) {
        return std::any_of(held.begin(), held.end(), [key](const HeldRow& row) { return row.key == key; });
    });
    return withHeld(std::move(keys), held);
}

void AlertListModel::add(std::vector<RowKey>& keys, RowKey key, const AlertItem& item)
{
    if (m_items.emplace(key, item).second)
        keys.push_back(key);
}

void AlertListModel::addMore(std::vector<RowKey>& keys, AlertItemKind kind, std::size_t count)
{
    if (count <= mostOfAKind)
        return;
    AlertItem item{.kind = AlertItemKind::More};
    item.more = static_cast<std::uint32_t>(count - mostOfAKind);
    add(keys, keyOf(AlertItemKind::More, static_cast<std::uint64_t>(kind)), item);
}

void AlertListModel::addSilent(std::vector<RowKey>& keys)
{
    std::vector<const fleet::ServerRow*> down;
    for (const SilentRows& silent : m_silent) {
        for (const std::uint32_t row : silent.rows)
            down.push_back(&silent.block->rows[row]);
    }
    const auto end = down.begin() + static_cast<std::ptrdiff_t>(std::min(down.size(), mostOfAKind));
    std::partial_sort(down.begin(), end, down.end(), [](const fleet::ServerRow* a, const fleet::ServerRow* b) {
        if (a->urgency != b->urgency)
            return a->urgency < b->urgency;
        return a->since != b->since ? a->since > b->since : a->identity->id < b->identity->id;
    });
    const auto* alerts = m_snapshot->alerts.get();
    for (auto at = down.begin(); at != end; ++at) {
        AlertItem item{.kind = AlertItemKind::SilentDown, .server = *at};
        const auto alert = static_cast<std::size_t>((*at)->alert);
        if ((*at)->alert >= 0 && alerts != nullptr && alert < alerts->size())
            item.alert = &(*alerts)[alert];
        m_servers.emplace((*at)->identity->id, *at);
        add(keys, keyOf(AlertItemKind::SilentDown, (*at)->identity->id), item);
    }
    m_counts.silentDown = static_cast<int>(down.size());
    addMore(keys, AlertItemKind::SilentDown, down.size());
}

const fleet::ServerRow* AlertListModel::serverRow(fleet::ServerId id) const
{
    const auto at = m_servers.find(id);
    return at == m_servers.end() ? nullptr : at->second;
}

void AlertListModel::addAlerts(std::vector<RowKey>& keys)
{
    if (!m_snapshot->alerts)
        return;
    std::size_t count = 0;
    for (const fleet::AlertRow& row : *m_snapshot->alerts) {
        if (hasEnded(row))
            continue;
        m_counts.firing += row.phase == fleet::AlertPhase::Firing ? 1 : 0;
        m_counts.pending += row.phase == fleet::AlertPhase::Pending ? 1 : 0;
        m_counts.unknown += row.phase == fleet::AlertPhase::Unknown ? 1 : 0;
        if (++count > mostOfAKind)
            continue;
        AlertItem item{.kind = AlertItemKind::Alert, .alert = &row};
        if (row.subject == fleet::SubjectKind::Server)
            item.server = serverRow(row.server);
        add(keys, keyOf(AlertItemKind::Alert, idOf(row)), item);
    }
    addMore(keys, AlertItemKind::Alert, count);
}

void AlertListModel::addExporters(std::vector<RowKey>& keys)
{
    std::size_t count = 0;
    for (const fleet::TargetRow& target : m_snapshot->targets) {
        if (!doesNotAnswer(target))
            continue;
        if (++count <= mostOfAKind)
            add(keys, keyOf(AlertItemKind::Exporter, target.id), {.kind = AlertItemKind::Exporter, .target = &target});
    }
    m_counts.exporters = static_cast<int>(count);
    addMore(keys, AlertItemKind::Exporter, count);
}

/// Newest first. One that cleared because its server went DOWN stands in that server's own row while it is DOWN.
void AlertListModel::addEnded(std::vector<RowKey>& keys)
{
    std::vector<const fleet::AlertRow*> rows;
    for (const auto& [id, row] : m_ended) {
        if (row.phase != fleet::AlertPhase::ClearedDown || serverRow(row.server) == nullptr)
            rows.push_back(&row);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const fleet::AlertRow* a, const fleet::AlertRow* b) { return a->phaseSince > b->phaseSince; });
    for (const fleet::AlertRow* row : rows)
        add(keys, keyOf(AlertItemKind::Alert, idOf(*row)), {.kind = AlertItemKind::Ended, .alert = row});
    m_counts.ended = static_cast<int>(rows.size());
}

AlertItem AlertListModel::itemAt(int row) const
{
    const auto at = m_items.find(keyAt(row));
    return at == m_items.end() ? AlertItem{} : at->second;
}

int AlertListModel::rowOfServer(fleet::ServerId server) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const AlertItem item = itemAt(row);
        const bool isIt = item.kind == AlertItemKind::SilentDown
            ? item.server->identity->id == server
            : item.alert != nullptr && item.alert->server == server;
        if (isIt)
            return row;
    }
    return -1;
}

int AlertListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant AlertListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::AccessibleTextRole)
        return wordsOf(index);
    const AlertItem item = itemAt(index.row());
    if (role == KindRole)
        return static_cast<int>(item.kind);
    if (role == AlertIdRole && item.alert != nullptr)
        return static_cast<qulonglong>(idOf(*item.alert));
    if (role == ServerIdRole && item.kind == AlertItemKind::SilentDown)
        return item.server->identity->id;
    if (role == ServerIdRole && item.alert != nullptr && item.alert->server != fleet::noServer)
        return item.alert->server;
    return {};
}

} // namespace checkwatch::items
