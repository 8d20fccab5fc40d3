#pragma once

#include "models/items/filter.h"
#include "models/items/keyedmodel.h"
#include "models/items/servergroups.h"
#include "models/items/serverindex.h"

#include <QVariant>

#include <array>
#include <vector>

namespace checkwatch::items {

/// The servers of a snapshot as a table: urgency order or any column's, filtered, flat or gathered under group rows.
/// Raw values only: names as they came (untrusted), numbers, enums as int; words, colours and glyphs are the view's.
/// Painters use serverAt(), groupAt() and alertOf(); data() serves everything generic. GUI thread.
///
/// Rows are named by ServerId. A new snapshot never resets the model; rows that are held (pointed at, selected) keep
/// their place, and stay even when the filter would drop them, until they are let go and the next snapshot comes.
class ServerTableModel final : public KeyedTable
{
    Q_OBJECT

public:
    enum Role : int {
        ServerIdRole = Qt::UserRole + 1, ///< uint; absent in group rows
        IsGroupRole,                     ///< bool
        ShownRole,                       ///< int: fleet::Shown
        WasRole,                         ///< int: fleet::Shown
        StateRole,                       ///< int: haproxy::ServerState
    };

    using KeyedTable::KeyedTable;

    /// Null empties the table.
    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    void setFilter(Filter filter);
    void setGrouping(Grouping grouping);
    /// Column -1 is urgency.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    /// Servers that keep their place; replaces the ones before.
    void setHeld(std::vector<fleet::ServerId> servers);
    /// Lets the rows that are held go to their places now; they are held again from there.
    void release();
    /// Opens or closes a group. REQUIRES: groupAt(row).
    void toggleGroup(int row);
    /// Opens the group that holds the server, if it is closed.
    void openGroupOf(fleet::ServerId server);

    [[nodiscard]] const fleet::SnapshotPtr& snapshot() const noexcept { return m_index.snapshot(); }
    [[nodiscard]] ServerSort sortedBy() const noexcept { return m_index.sort(); }
    [[nodiscard]] Grouping grouping() const noexcept { return m_groups.grouping(); }
    /// Null for a group row; valid until the next snapshot.
    [[nodiscard]] const fleet::ServerRow* serverAt(int row) const;
    /// Null for a server; valid until the next call that changes the model.
    [[nodiscard]] const ServerGroup* groupAt(int row) const;
    /// The alert that covers a server of the present snapshot, or null.
    [[nodiscard]] const fleet::AlertRow* alertOf(const fleet::ServerRow& row) const;
    /// The exporter of a server of the present snapshot, or null.
    [[nodiscard]] const fleet::TargetRow* targetOf(const fleet::ServerRow& row) const;
    /// -1 = not in the table.
    [[nodiscard]] int rowOf(fleet::ServerId server) const;
    /// The row of a server that the filter may hide; null = not in the snapshot.
    [[nodiscard]] const fleet::ServerRow* server(fleet::ServerId id) const;
    /// Held rows stand elsewhere than the order would have them.
    [[nodiscard]] bool orderHeld() const noexcept { return m_orderHeld; }
    [[nodiscard]] int shownServers() const noexcept { return m_shown; }
    [[nodiscard]] int totalServers() const noexcept { return static_cast<int>(m_index.size()); }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Whatever the view gave (DisplayRole, TextAlignmentRole): the words of the heading are the view's.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool setHeaderData(int section, Qt::Orientation orientation, const QVariant& value, int role) override;

Q_SIGNALS:
    /// After each change of rows: servers in the table, and in the fleet.
    void countsChanged(int shown, int total);

private:
    void refresh(ServerIndex::Change change);
    [[nodiscard]] std::vector<RowKey> arranged() const;
    [[nodiscard]] std::vector<RowKey> arrangedGroups() const;
    [[nodiscard]] bool isHeld(fleet::ServerId server) const;
    [[nodiscard]] bool isListed(ServerIndex::Slot slot) const;
    [[nodiscard]] std::vector<std::uint32_t> groupOrder() const;
    [[nodiscard]] bool isAnyOutOfPlace() const;

    ServerIndex m_index;
    ServerGroups m_groups;
    std::vector<fleet::ServerId> m_held; ///< sorted
    std::vector<fleet::ServerId>
        m_kept;               ///< held ones that were in the table: stay though the filter drops them; sorted
    bool m_userAsked = false; ///< a new filter, sorting or grouping: nothing is held against it
    bool m_mayDrop = false;   ///< kept rows may go at the next refresh
    bool m_orderHeld = false;
    int m_shown = 0;
    std::array<QVariant, ServerColumnCount> m_headings;
    std::array<QVariant, ServerColumnCount> m_alignments;
};

} // namespace checkwatch::items
