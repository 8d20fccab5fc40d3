#include "models/tsdb/groupcolumns.h"

#include <algorithm>
#include <bit>

namespace checkwatch::tsdb {

GroupColumns::Index GroupColumns::lowerBound(base::Timestamp time) const
{
    if (m_blocks.empty() || (!m_times.empty() && time > m_times.front())) {
        const auto at = std::lower_bound(m_times.begin(), m_times.end(), time);
        return m_headFirst + static_cast<Index>(at - m_times.begin());
    }
    const auto block
        = std::partition_point(m_blocks.begin(), m_blocks.end(), [&](const Block& b) { return b.times.back() < time; });
    if (block == m_blocks.end()) {
        return m_headFirst;
    }
    const auto at = std::lower_bound(block->times.begin(), block->times.end(), time);
    return block->first + static_cast<Index>(at - block->times.begin());
}

GroupColumns::Range GroupColumns::range(base::Timestamp from, base::Timestamp to) const
{
    const Range held{firstIndex(), endIndex()};
    const bool known = m_memo.held == held && m_memo.from == from && m_memo.to == to;
    if (!known && !m_times.empty()) {
        const Index first = lowerBound(from);
        const Index end = to == base::Timestamp::max() ? endIndex() : lowerBound(to + base::Duration{1});
        m_memo = {from, to, {first, std::max(first, end)}, held};
    }
    return m_memo.range;
}

base::Timestamp GroupColumns::timeAt(Index index) const
{
    if (index >= m_headFirst) {
        return m_times[index - m_headFirst];
    }
    const auto next = std::upper_bound(m_blocks.begin(), m_blocks.end(), index,
                                       [](Index i, const Block& block) { return i < block.first; });
    const Block& block = *std::prev(next);
    return block.times[index - block.first];
}

template <typename Visit>
void GroupColumns::visitBlock(const Block& block, Slot slot, Range range, Visit visit)
{
    SegmentValues values{};
    std::uint64_t bits = ChangedColumn::bitsIn(block.before, slot);
    Index index = block.first;
    for (const Segment& segment : block.segments) {
        if (index >= range.end) {
            return;
        }
        const auto encoded = segment.find(slot);
        const Index begin = std::max(index, range.first);
        const Index end = std::min(index + static_cast<Index>(segmentLength), range.end);
        if (!encoded.empty()) {
            decodeSegment(bits, encoded, values);
            bits = values.back();
            for (Index i = begin; i < end; ++i) {
                visit(block.times[i - block.first], values[i - index]);
            }
        } else if (bits != metrics::missingBits) {
            for (Index i = begin; i < end; ++i) {
                visit(block.times[i - block.first], bits);
            }
        }
        index += segmentLength;
    }
}

template <typename Visit>
void GroupColumns::visitHead(Slot slot, Range range, Visit visit) const
{
    if (range.end <= std::max(range.first, m_headFirst)) {
        return;
    }
    std::size_t i = range.first > m_headFirst ? range.first - m_headFirst : 0;
    const std::size_t end = range.end - m_headFirst;
    const std::size_t sealedEnd = std::min<std::size_t>(end, m_open.size());
    std::uint64_t bits = ChangedColumn::bitsIn(m_beforeHead, slot);
    const bool changes = m_lastChange[slot] >= m_headFirst;
    for (std::size_t j = std::min(i + 1, sealedEnd); changes && j-- > 0;) {
        if (m_open[j].has(slot)) {
            bits = m_open[j][slot];
            break;
        }
    }
    for (; i < sealedEnd; ++i) {
        bits = changes && m_open[i].has(slot) ? m_open[i][slot] : bits;
        visit(m_times[i], bits);
    }
    if (end > m_open.size()) {
        visit(m_times.back(), ChangedColumn::bitsIn(m_newest, slot));
    }
}

void GroupColumns::window(Slot slot, base::Timestamp from, base::Timestamp to, bool withStale,
                          std::vector<metrics::Sample>& out) const
{
    const Range wanted = range(from, to);
    const auto take = [&](base::Timestamp time, std::uint64_t bits) {
        if (bits != metrics::missingBits && (withStale || bits != metrics::staleBits)) {
            out.push_back({time, std::bit_cast<double>(bits)});
        }
    };
    if (wanted.first < m_headFirst) {
        for (const Block& block : m_blocks) {
            if (block.first + block.times.size() > wanted.first) {
                visitBlock(block, slot, wanted, take);
            }
        }
    }
    visitHead(slot, wanted, take);
}

std::optional<metrics::Sample> GroupColumns::newestIn(Slot slot, Range range) const
{
    std::optional<metrics::Sample> found;
    const auto take = [&](base::Timestamp time, std::uint64_t bits) {
        if (bits != metrics::missingBits) {
            found = metrics::Sample{time, std::bit_cast<double>(bits)};
        }
    };
    if (range.end == endIndex() && range.first < range.end) {
        take(m_times.back(), ChangedColumn::bitsIn(m_newest, slot)); // mostly it is this one
    }
    if (!found) {
        visitHead(slot, range, take);
    }
    for (auto block = m_blocks.rbegin(); block != m_blocks.rend() && !found; ++block) {
        if (block->first + block->times.size() <= range.first) {
            break;
        }
        visitBlock(*block, slot, range, take);
    }
    return found;
}

std::optional<metrics::Sample> GroupColumns::newest(Slot slot, base::Timestamp from, base::Timestamp to) const
{
    return newestIn(slot, range(from, to));
}

std::optional<metrics::Sample> GroupColumns::newest(Slot slot) const
{
    if (empty()) {
        return {};
    }
    const Index last = endIndex() - 1;
    if (ChangedColumn::bitsIn(m_newest, slot) != metrics::missingBits) {
        return newestIn(slot, {last, endIndex()});
    }
    if (ChangedColumn::bitsIn(m_sealed, slot) != metrics::missingBits) {
        return newestIn(slot, {last - 1, last});
    }
    // Missing since the last change, so the sample is the one before it.
    const Index change = m_lastChange[slot];
    if (change <= firstIndex()) {
        return {};
    }
    return newestIn(slot, {change - 1, change});
}

std::optional<GroupColumns::Steady> GroupColumns::steady(Slot slot, base::Timestamp from, base::Timestamp to) const
{
    const Range wanted = range(from, to);
    if (wanted.first == wanted.end || m_lastChange[slot] > wanted.first) {
        return {};
    }
    const Index last = endIndex() - 1;
    const std::uint64_t newestBits = ChangedColumn::bitsIn(m_newest, slot);
    const std::uint64_t sealedBits = ChangedColumn::bitsIn(m_sealed, slot);
    const bool withNewest = wanted.end == endIndex();
    if (withNewest && wanted.first < last && newestBits != sealedBits) {
        return {};
    }
    const std::uint64_t bits = withNewest ? newestBits : sealedBits;
    if (bits == metrics::missingBits || bits == metrics::staleBits) {
        return {};
    }
    return Steady{wanted.end - wanted.first, bits, timeAt(wanted.first), timeAt(wanted.end - 1)};
}

} // namespace checkwatch::tsdb
