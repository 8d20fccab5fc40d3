#include "models/items/fleettreemodel.h"

#include "models/items/natural.h"

#include <QVariant>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

namespace {

constexpr RowKey allKey = 0;
constexpr RowKey backendBit = RowKey{1} << 40;

RowKey exporterKey(std::uint32_t target) noexcept
{
    return RowKey{target} + 1;
}

std::string exporterName(const std::string& job, const std::string& instance)
{
    return job + '\0' + instance;
}

void addTo(FleetNode& node, const FleetNode& part)
{
    node.counts.servers += part.counts.servers;
    node.counts.inRotation += part.counts.inRotation;
    node.counts.down += part.counts.down;
    node.counts.firing += part.counts.firing;
    node.counts.pending += part.counts.pending;
    node.counts.out += part.counts.out;
    node.worst = std::min(node.worst, part.worst);
    node.noneLeft = node.noneLeft || part.noneLeft;
}

bool isBefore(const FleetNode& a, const FleetNode& b) noexcept
{
    if (a.noneLeft != b.noneLeft)
        return a.noneLeft;
    if (a.worst != b.worst)
        return a.worst < b.worst;
    if (a.backend != nullptr && b.backend != nullptr)
        return naturalCompare(a.backend->proxy, b.backend->proxy) < 0;
    return naturalCompare(a.target->instance, b.target->instance) < 0;
}

} // namespace

void FleetTreeModel::setSnapshot(fleet::SnapshotPtr snapshot)
{
    const fleet::SnapshotPtr before = std::exchange(m_snapshot, std::move(snapshot));
    collect();
    sync();
}

RowKey FleetTreeModel::backendKey(const fleet::BackendRow& backend)
{
    const std::string name = exporterName(backend.job, backend.instance) + '\0' + backend.proxy;
    return m_backendKeys.try_emplace(name, backendBit + m_backendKeys.size()).first->second;
}

void FleetTreeModel::collect()
{
    m_nodes.clear();
    m_wanted.clear();
    m_all = {};
    if (!m_snapshot)
        return;
    std::unordered_map<std::string, RowKey> exporters;
    for (const fleet::TargetRow& target : m_snapshot->targets) {
        const RowKey key = exporterKey(target.id);
        FleetNode& node = m_nodes[key];
        node = {.kind = FleetNodeKind::Exporter, .target = &target, .backend = nullptr, .counts = {}};
        node.stale = target.freshness == base::Freshness::Stale || target.freshness == base::Freshness::Never;
        exporters.emplace(exporterName(target.job, target.instance), key);
        m_wanted[key];
    }
    for (const fleet::BackendRow& backend : m_snapshot->backends) {
        const auto exporter = exporters.find(exporterName(backend.job, backend.instance));
        if (exporter == exporters.end())
            continue;
        FleetNode& parent = m_nodes[exporter->second];
        FleetNode node{.kind = FleetNodeKind::Backend, .target = parent.target, .backend = &backend, .counts = {}};
        node.counts = {backend.servers, backend.inRotation, backend.down, backend.firing, backend.pending, backend.out};
        node.worst = backend.worst;
        node.noneLeft = backend.noneLeft;
        node.stale = backend.stale;
        addTo(parent, node);
        addTo(m_all, node);
        const RowKey key = backendKey(backend);
        m_nodes.insert_or_assign(key, node);
        m_wanted[exporter->second].push_back(key);
    }
}

/// Most urgent first; while held, those that are there stay as they are and new ones come last.
std::vector<RowKey> FleetTreeModel::ordered(std::vector<RowKey> keys, const std::vector<RowKey>& now) const
{
    std::stable_sort(keys.begin(), keys.end(), [this](RowKey a, RowKey b) { return isBefore(*nodeOf(a), *nodeOf(b)); });
    if (!m_held)
        return keys;
    std::vector<RowKey> result;
    for (const RowKey key : now) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            result.push_back(key);
    }
    for (const RowKey key : keys) {
        if (std::find(now.begin(), now.end(), key) == now.end())
            result.push_back(key);
    }
    return result;
}

void FleetTreeModel::sync()
{
    std::vector<RowKey> exporters;
    exporters.reserve(m_wanted.size());
    for (const auto& [key, children] : m_wanted)
        exporters.push_back(key);
    std::sort(exporters.begin(), exporters.end());
    const std::vector<RowKey> now(m_rows.empty() ? m_rows.end() : m_rows.begin() + 1, m_rows.end());
    std::vector<RowKey> top = ordered(std::move(exporters), now);
    if (m_snapshot)
        top.insert(top.begin(), allKey);
    syncRows(m_rows, std::move(top));
    std::erase_if(m_children, [this](const auto& entry) { return m_wanted.count(entry.first) == 0; });
    for (auto& [key, wanted] : m_wanted) {
        std::vector<RowKey>& children = m_children[key];
        const auto row = static_cast<int>(std::find(m_rows.begin(), m_rows.end(), key) - m_rows.begin());
        const QModelIndex parent = index(row, 0);
        syncRows(children, ordered(std::move(wanted), children), parent);
        if (!children.empty())
            Q_EMIT dataChanged(index(0, 0, parent), index(static_cast<int>(children.size()) - 1, 0, parent));
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_rows.size()) - 1, 0));
}

const FleetNode* FleetTreeModel::nodeOf(RowKey key) const
{
    if (key == allKey)
        return &m_all;
    const auto at = m_nodes.find(key);
    return at == m_nodes.end() ? nullptr : &at->second;
}

FleetNode FleetTreeModel::node(const QModelIndex& index) const
{
    const bool top = index.internalId() == 0;
    const auto& rows = top ? m_rows : m_children.at(index.internalId());
    const FleetNode* node = nodeOf(rows[static_cast<std::size_t>(index.row())]);
    return node == nullptr ? FleetNode{} : *node;
}

QModelIndex FleetTreeModel::find(const std::string& job, const std::string& instance, const std::string& proxy) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex top = index(row, 0);
        const FleetNode exporter = node(top);
        if (exporter.target == nullptr || exporter.target->job != job || exporter.target->instance != instance)
            continue;
        if (proxy.empty())
            return top;
        for (int child = 0; child < rowCount(top); ++child) {
            const QModelIndex at = index(child, 0, top);
            if (const FleetNode backend = node(at); backend.backend != nullptr && backend.backend->proxy == proxy)
                return at;
        }
    }
    return {};
}

QModelIndex FleetTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const RowKey owner = parent.isValid() ? m_rows[static_cast<std::size_t>(parent.row())] : allKey;
    return createIndex(row, column, static_cast<quintptr>(owner));
}

QModelIndex FleetTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const auto at = std::find(m_rows.begin(), m_rows.end(), RowKey{child.internalId()});
    return at == m_rows.end() ? QModelIndex() : createIndex(static_cast<int>(at - m_rows.begin()), 0, quintptr{0});
}

int FleetTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_rows.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    const auto at = m_children.find(m_rows[static_cast<std::size_t>(parent.row())]);
    return at == m_children.end() ? 0 : static_cast<int>(at->second.size());
}

int FleetTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant FleetTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::AccessibleTextRole)
        return wordsOf(index);
    const FleetNode at = node(index);
    switch (role) {
    case Qt::DisplayRole:
        if (at.backend != nullptr)
            return QString::fromStdString(at.backend->proxy);
        return at.target != nullptr ? QVariant(QString::fromStdString(at.target->instance)) : QVariant();
    case KindRole: return static_cast<int>(at.kind);
    case TargetIdRole: return at.target != nullptr ? QVariant(at.target->id) : QVariant();
    case ProxyRole: return at.backend != nullptr ? QVariant(QString::fromStdString(at.backend->proxy)) : QVariant();
    case WorstRole: return static_cast<int>(at.worst);
    default: return {};
    }
}

} // namespace checkwatch::items
