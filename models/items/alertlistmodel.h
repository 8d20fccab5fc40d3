#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/keyedmodel.h"

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace checkwatch::items {

/// What a row of the alert panel is about, in the order of the panel.
enum class AlertItemKind : std::uint8_t {
    SilentDown, ///< a server is DOWN and no firing alert covers it: made here, there is no alert
    Alert,      ///< pending, firing, or unknown
    Exporter,   ///< an exporter that does not answer, or answers without what it is watched for
    Ended,      ///< resolved or cleared, not looked at yet
    More,       ///< the list was cut: how many more of the kind before
};

/// One row. Pointers are valid until the next snapshot.
struct AlertItem
{
    AlertItemKind kind = AlertItemKind::Alert;
    const fleet::AlertRow* alert = nullptr;   ///< Alert, Ended; SilentDown: the one that does not fire, if there is one
    const fleet::ServerRow* server = nullptr; ///< SilentDown, and an Alert about one of those
    const fleet::TargetRow* target = nullptr; ///< Exporter
    std::uint32_t more = 0;                   ///< More; Exporter: others that answer without HAProxy's metrics, too
    /// Companion alerts about the same matter, which have no row of their own: a server that is DOWN without an alert, or
    /// the backend, exporter or server of an alert that is at least as urgent.
    std::vector<const fleet::AlertRow*> companions{};
};

/// The rows of the alert panel, most urgent first: servers DOWN without a firing alert, alerts, exporters that do not
/// answer, and what ended and was not looked at. One matter is one row: what the companion rules say beside another row
/// stands in that row, and is not counted again. Each kind is cut after 500 rows, with a row that says so. GUI thread.
class AlertListModel final : public KeyedTable
{
    Q_OBJECT

public:
    enum Role : int {
        KindRole = Qt::UserRole + 1, ///< int: AlertItemKind
        ServerIdRole,                ///< uint, where it is about one server
        AlertIdRole,                 ///< qulonglong, where there is one
    };
    struct Counts
    {
        int firing = 0;
        int pending = 0;
        int silentDown = 0;
        int unknown = 0;
        int exporters = 0;
        int ended = 0;
    };

    using KeyedTable::KeyedTable;

    void setSnapshot(fleet::SnapshotPtr snapshot);
    /// Rows that keep their place at the next snapshot while they are there (pointed at, selected); by keyAt().
    void setHeld(std::vector<RowKey> keys) { m_held = std::move(keys); }
    /// Ended alerts were looked at: their rows go.
    void markSeen(std::uint64_t alertId);
    void markAllSeen();

    [[nodiscard]] AlertItem itemAt(int row) const;
    /// The row that an alert stands in, its own or another's; -1 = none.
    [[nodiscard]] int rowOfAlert(std::uint64_t alertId) const;
    /// The row about a server, most urgent first; -1 = none.
    [[nodiscard]] int rowOfServer(fleet::ServerId server) const;
    [[nodiscard]] const Counts& counts() const noexcept { return m_counts; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct SilentRows ///< of one block, remembered while the block is shared
    {
        std::shared_ptr<const fleet::ServerBlock> block;
        std::vector<std::uint32_t> rows;
    };
    void rebuild();
    void scanSilent();
    void keepEnded();
    [[nodiscard]] bool isSilent(fleet::ServerId server) const;
    void addSilent(std::vector<RowKey>& keys);
    void addAlerts(std::vector<RowKey>& keys);
    void addExporters(std::vector<RowKey>& keys);
    void addForeign(std::vector<RowKey>& keys);
    void addAlert(std::vector<RowKey>& keys, const fleet::AlertRow& row);
    void addEnded(std::vector<RowKey>& keys);
    void addCompanion(RowKey host, const fleet::AlertRow& alert);
    void add(std::vector<RowKey>& keys, RowKey key, const AlertItem& item);
    void addMore(std::vector<RowKey>& keys, AlertItemKind kind, std::size_t count);
    void putOutagesFirst(std::vector<RowKey>& keys) const;
    [[nodiscard]] std::vector<RowKey> arranged(std::vector<RowKey> keys) const;
    [[nodiscard]] const fleet::ServerRow* serverRow(fleet::ServerId id) const;

    fleet::SnapshotPtr m_snapshot;
    std::vector<SilentRows> m_silent;
    std::vector<bool> m_isSilent;                                           ///< by ServerId
    std::map<std::uint64_t, fleet::AlertRow> m_ended;                       ///< by alert id; bounded
    std::set<std::uint64_t> m_seen;                                         ///< ended alerts still in the snapshot
    std::unordered_map<fleet::ServerId, const fleet::ServerRow*> m_servers; ///< of the rows in the list
    std::unordered_map<RowKey, AlertItem> m_items;
    std::vector<RowKey> m_held;
    Counts m_counts;
};

} // namespace checkwatch::items
