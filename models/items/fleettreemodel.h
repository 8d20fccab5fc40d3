#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/keyedmodel.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::items {

/// What a node of the fleet tree is.
enum class FleetNodeKind : std::uint8_t { All, Exporter, Backend };

struct FleetCounts
{
    std::uint32_t servers = 0;
    std::uint32_t inRotation = 0;
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t out = 0;
};

/// One node. Pointers are valid until the next snapshot.
struct FleetNode
{
    FleetNodeKind kind = FleetNodeKind::All;
    const fleet::TargetRow* target = nullptr;   ///< Exporter and Backend
    const fleet::BackendRow* backend = nullptr; ///< Backend
    FleetCounts counts;
    fleet::Shown worst = fleet::Shown::Up;
    bool noneLeft = false; ///< a backend without one usable server, here or below
    bool stale = false;    ///< what it was, not what it is; its age is target->lastGood
};

/// The fleet as a tree: a row for everything, then exporters, their backends under them; the most urgent first, then by
/// name. While it is held (pointed at) nothing changes its place. GUI thread.
class FleetTreeModel final : public KeyedModel
{
    Q_OBJECT

public:
    enum Role : int {
        KindRole = Qt::UserRole + 1, ///< int: FleetNodeKind
        TargetIdRole,                ///< uint, but for All
        ProxyRole,                   ///< raw name, of a backend
        WorstRole,                   ///< int: fleet::Shown
    };

    using KeyedModel::KeyedModel;

    void setSnapshot(fleet::SnapshotPtr snapshot);
    [[nodiscard]] const fleet::SnapshotPtr& snapshot() const noexcept { return m_snapshot; }
    void setHeld(bool held) { m_held = held; }

    [[nodiscard]] FleetNode node(const QModelIndex& index) const;
    /// Invalid where there is none. An empty proxy means the exporter.
    [[nodiscard]] QModelIndex find(const std::string& job, const std::string& instance, const std::string& proxy) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    void collect();
    void sync();
    [[nodiscard]] std::vector<RowKey> ordered(std::vector<RowKey> keys, const std::vector<RowKey>& now) const;
    [[nodiscard]] const FleetNode* nodeOf(RowKey key) const;
    RowKey backendKey(const fleet::BackendRow& backend);

    fleet::SnapshotPtr m_snapshot;
    bool m_held = false;
    FleetNode m_all;
    std::vector<RowKey> m_rows;                                 ///< top level: All, then exporters
    std::unordered_map<RowKey, FleetNode> m_nodes;              ///< of the present snapshot: exporters and backends
    std::unordered_map<RowKey, std::vector<RowKey>> m_children; ///< by exporter key, as the view knows them
    std::unordered_map<RowKey, std::vector<RowKey>> m_wanted;   ///< by exporter key, of the present snapshot
    std::unordered_map<std::string, RowKey> m_backendKeys;
};

} // namespace checkwatch::items
