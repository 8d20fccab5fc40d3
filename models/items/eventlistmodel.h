#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/keyedmodel.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace checkwatch::items {

/// The timeline: what happened, newest first. All of it, or what concerns one server: its own events, those of its
/// exporter, and those of the whole program (clock, configuration). GUI thread.
class EventListModel final : public KeyedTable
{
    Q_OBJECT

public:
    enum Role : int {
        NumberRole = Qt::UserRole + 1, ///< qulonglong: fleet::Event::number
        KindRole,                      ///< int: fleet::EventKind
        TimeRole,                      ///< qlonglong: Unix milliseconds
        ServerIdRole,                  ///< uint; fleet::noServer where it is about none
    };

    using KeyedTable::KeyedTable;

    void setSnapshot(fleet::SnapshotPtr snapshot);
    /// Only what concerns this server; job and instance name its exporter. nullopt: everything.
    void setServer(std::optional<fleet::ServerIdentity> server);

    /// REQUIRES: a row that is there. Null only between the signals of a change. Valid until the next snapshot.
    [[nodiscard]] const fleet::Event* eventAt(int row) const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] bool concerns(const fleet::Event& event) const;
    void rebuild();

    fleet::SnapshotPtr m_snapshot;
    std::optional<fleet::ServerIdentity> m_server;
    std::unordered_map<RowKey, const fleet::Event*> m_events; ///< the rows
};

} // namespace checkwatch::items
