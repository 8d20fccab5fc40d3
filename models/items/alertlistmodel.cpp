#include "models/items/alertlistmodel.h"

#include "models/items/alertrowkeys.h"

#include <QVariant>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

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
    m_isSilent.clear();
    for (const SilentRows& silent : m_silent) {
        for (const std::uint32_t row : silent.rows) {
            const fleet::ServerId id = silent.block->rows[row].identity->id;
            m_isSilent.resize(std::max<std::size_t>(m_isSilent.size(), id + 1));
            m_isSilent[id] = true;
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
    const auto row = m_items.find(keyOf(AlertItemKind::Alert, alertId));
    if (m_ended.count(alertId) == 0 || row == m_items.end())
        return;
    std::vector<std::uint64_t> seen{alertId};
    for (const fleet::AlertRow* companion : row->second.companions)
        seen.push_back(idOf(*companion));
    for (const std::uint64_t id : seen) {
        m_ended.erase(id);
        m_seen.insert(id);
    }
    rebuild();
}

void AlertListModel::markAllSeen()
{
    for (const auto& [id, row] : m_ended)
        m_seen.insert(id);
    m_ended.clear();
    rebuild();
}

AlertItem AlertListModel::itemAt(int row) const
{
    const auto at = m_items.find(keyAt(row));
    return at == m_items.end() ? AlertItem{} : at->second;
}

int AlertListModel::rowOfAlert(std::uint64_t alertId) const
{
    const auto is = [alertId](const fleet::AlertRow* alert) { return alert != nullptr && idOf(*alert) == alertId; };
    for (int row = 0; alertId != 0 && row < rowCount(); ++row) {
        const AlertItem item = itemAt(row);
        const bool own = item.kind == AlertItemKind::Alert || item.kind == AlertItemKind::Ended;
        if ((own && is(item.alert)) || std::any_of(item.companions.begin(), item.companions.end(), is))
            return row;
    }
    return -1;
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
