#pragma once

#include "models/metrics/sample.h"
#include "models/tsdb/changedcolumn.h"
#include "models/tsdb/segment.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace checkwatch::tsdb {

/// The samples of one group: one timestamp and one column of values per append. The newest column lies as it came, of the
/// 15 to 31 before it what each changed, older ones in blocks of 16 segments of 16 appends. A series is a slot, a row number; a slot may be given to
/// another series once nothing of the old one is left. Appends are numbered from 0 for the life of the group.
class GroupColumns
{
public:
    using Slot = std::uint32_t;
    using Index = std::uint32_t;                              ///< number of an append
    Slot addSlot();                                           ///< a row without samples
    void freeSlot(Slot slot) { m_freeSlots.push_back(slot); } ///< REQUIRES: vanished(slot)
    /// Nothing of it is left, in blocks or columns.
    [[nodiscard]] bool vanished(Slot slot) const;
    [[nodiscard]] std::uint32_t slots() const noexcept { return static_cast<std::uint32_t>(m_lastChange.size()); }

    /// Begins an append, and gives its column, slots() long, all missing, to be filled before the next call.
    /// REQUIRES: time > lastTime().
    ChangedColumn::Column& push(base::Timestamp time);
    /// REQUIRES: !empty().
    [[nodiscard]] ChangedColumn::Column& newestColumn();
    [[nodiscard]] bool empty() const noexcept { return m_times.empty(); }
    [[nodiscard]] base::Timestamp lastTime() const { return m_times.back(); }

    /// Packs what is beyond the newest 16 appends: for a group that will not grow any more.
    void pack();
    /// Drops the oldest block. REQUIRES: hasBlock().
    void dropBlock();
    [[nodiscard]] bool hasBlock() const noexcept { return !m_blocks.empty(); }
    /// Time of the newest append in the oldest block. REQUIRES: hasBlock().
    [[nodiscard]] base::Timestamp oldestBlockEnd() const;

    /// Appends the samples with from <= time <= to, ascending; staleness markers only where asked for.
    void window(Slot slot, base::Timestamp from, base::Timestamp to, bool withStale,
                std::vector<metrics::Sample>& out) const;
    [[nodiscard]] std::optional<metrics::Sample> newest(Slot slot, base::Timestamp from, base::Timestamp to) const;
    [[nodiscard]] std::optional<metrics::Sample> newest(Slot slot) const;
    /// Appends in [from, to], and the bits the slot has in all of them; nullopt unless it can be told without decoding.
    struct Steady
    {
        std::uint32_t count = 0;
        std::uint64_t bits = 0;
        base::Timestamp first{};
        base::Timestamp last{};
    };
    [[nodiscard]] std::optional<Steady> steady(Slot slot, base::Timestamp from, base::Timestamp to) const;

    [[nodiscard]] std::size_t samples() const;
    [[nodiscard]] std::size_t chunkBytes() const noexcept { return m_chunkBytes; }
    [[nodiscard]] std::size_t headBytes() const;

private:
    /// 256 appends.
    struct Block
    {
        Index first = 0;
        std::vector<base::Timestamp> times;
        ChangedColumn::Column before; ///< the column of the append before the first one
        std::vector<Segment> segments;
        std::size_t samples = 0;
        [[nodiscard]] std::size_t bytes() const;
    };
    struct Range
    {
        Index first = 0;
        Index end = 0;
        bool operator==(const Range&) const = default;
    };
    void seal();
    void fold();
    Block& openBlock();
    [[nodiscard]] Index firstIndex() const { return m_blocks.empty() ? m_headFirst : m_blocks.front().first; }
    [[nodiscard]] Index endIndex() const { return m_headFirst + static_cast<Index>(m_times.size()); }
    [[nodiscard]] Index lowerBound(base::Timestamp time) const; ///< first append that is not before `time`
    [[nodiscard]] Range range(base::Timestamp from, base::Timestamp to) const;
    [[nodiscard]] base::Timestamp timeAt(Index index) const;
    [[nodiscard]] std::optional<metrics::Sample> newestIn(Slot slot, Range range) const;
    /// The same for what of `range` lies in the head.
    template <typename Visit>
    void visitHead(Slot slot, Range range, Visit visit) const;
    /// visit(time, bits) for each append of `range` in `block`, missing ones too.
    template <typename Visit>
    static void visitBlock(const Block& block, Slot slot, Range range, Visit visit);

    std::deque<Block> m_blocks;
    // The head: m_beforeHead, what m_open made of it append by append, which is m_sealed in the end, and m_newest.
    // Columns may be shorter than slots(): missing.
    ChangedColumn::Column m_beforeHead;
    std::vector<ChangedColumn> m_open; ///< oldest first; the newest append is not in it
    ChangedColumn::Column m_sealed;
    ChangedColumn::Column m_newest;
    std::vector<base::Timestamp> m_times; ///< of the appends in the head, the newest too
    std::vector<std::size_t> m_counts;    ///< samples in each but the newest
    std::vector<Index> m_lastChange;      ///< by slot: last append but the newest that changed the bits
    std::vector<Slot> m_freeSlots;
    SegmentBuilder m_builder;
    Index m_headFirst = 0;
    std::size_t m_chunkBytes = 0;

    struct Memo
    {
        base::Timestamp from{}, to{};
        Range range, held; ///< the answer; all appends when it was asked
    };
    mutable Memo m_memo; ///< all series of a group are asked for one window, one after another
};

} // namespace checkwatch::tsdb
