#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/columns.h"
#include "models/items/filter.h"
#include "models/items/nameranks.h"

#include <cstdint>
#include <vector>

namespace checkwatch::items {

/// All servers of a snapshot in sorted order, and which of them a filter lets through. Keeps the snapshot and small
/// numbers per server; the rows stay where they are. While no server comes or goes, a new snapshot costs one look at
/// the rows of the blocks that changed and a merge of the rows whose key changed.
class ServerIndex
{
public:
    /// A row of the snapshot: the n-th server, counted through all blocks.
    using Slot = std::uint32_t;
    static constexpr Slot noSlot = 0xffffffffU;

    struct Entry
    {
        std::uint64_t key = 0;
        std::uint32_t rank = 0; ///< of the names, for equal keys
        Slot slot = 0;

        bool operator<(const Entry& other) const noexcept
        {
            return key != other.key ? key < other.key : rank < other.rank;
        }
    };

    /// What a call changed.
    struct Change
    {
        bool servers = false; ///< some came, went or stand elsewhere in the snapshot: slots are new
        bool order = false;
        bool matches = false;
    };

    ServerIndex();

    Change setSnapshot(fleet::SnapshotPtr snapshot);
    Change setSort(const ServerSort& sort);
    Change setFilter(Filter filter);

    [[nodiscard]] const fleet::SnapshotPtr& snapshot() const noexcept { return m_snapshot; }
    [[nodiscard]] const ServerSort& sort() const noexcept { return m_sort; }
    [[nodiscard]] const std::vector<Entry>& order() const noexcept { return m_order; }
    [[nodiscard]] std::size_t size() const noexcept { return m_ids.size(); }

    [[nodiscard]] fleet::ServerId id(Slot slot) const noexcept { return m_ids[slot]; }
    [[nodiscard]] bool matches(Slot slot) const noexcept { return m_matches[slot] != 0; }
    [[nodiscard]] const fleet::ServerRow& row(Slot slot) const noexcept
    {
        const std::uint32_t block = m_blockOf[slot];
        return m_snapshot->blocks[block]->rows[slot - m_offsets[block]];
    }
    /// The exporter of a server; null where the snapshot does not tell.
    [[nodiscard]] const fleet::TargetRow* target(Slot slot) const noexcept;
    [[nodiscard]] Slot slotOf(fleet::ServerId id) const noexcept
    {
        return id < m_slotOf.size() ? m_slotOf[id] : noSlot;
    }

private:
    [[nodiscard]] const std::vector<fleet::AlertRow>* alerts() const noexcept { return m_snapshot->alerts.get(); }
    [[nodiscard]] bool sameShape(const fleet::Snapshot& next) const noexcept;
    bool scanBlock(const fleet::ServerBlock& block, std::uint32_t offset, Change& change);
    Change rebuild(fleet::SnapshotPtr snapshot);
    void rankServers();
    void sortAll();
    void mergeChanged();
    [[nodiscard]] Entry entryOf(Slot slot) const noexcept;
    [[nodiscard]] NameRanks* ranksOfSort() noexcept;
    [[nodiscard]] bool matchesAlways(Slot slot) const;
    bool match(Slot slot);

    fleet::SnapshotPtr m_snapshot;
    ServerSort m_sort;
    Filter m_filter;
    std::vector<Entry> m_order;
    std::vector<std::uint32_t> m_offsets; ///< slot of the first row, by block
    // By slot:
    std::vector<const fleet::ServerIdentity*> m_identities;
    std::vector<fleet::ServerId> m_ids;
    std::vector<std::uint32_t> m_blockOf;
    std::vector<std::uint64_t> m_keys;
    std::vector<std::uint8_t> m_nameMatches;
    std::vector<std::uint8_t> m_matches;
    std::vector<Slot> m_slotOf;  ///< by ServerId
    std::vector<Slot> m_changed; ///< scratch of setSnapshot()
    NameRanks m_wholeRanks{NameOrder::Whole};
    std::vector<NameRanks> m_columnRanks; ///< server, backend, exporter; kept up while the table is sorted by one
};

} // namespace checkwatch::items
