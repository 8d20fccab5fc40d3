#include "models/tsdb/groupcolumns.h"

#include <algorithm>
#include <utility>

namespace checkwatch::tsdb {

namespace {

constexpr std::size_t headAppends = 32;
constexpr std::size_t blockSegments = 16;

std::size_t countSamples(const ChangedColumn::Column& column)
{
    return static_cast<std::size_t>(
        std::count_if(column.begin(), column.end(), [](std::uint64_t bits) { return bits != metrics::missingBits; }));
}

} // namespace

std::size_t GroupColumns::Block::bytes() const
{
    std::size_t sum
        = sizeof(Block) + (times.capacity() + before.capacity()) * 8 + segments.capacity() * sizeof(Segment);
    for (const Segment& segment : segments) {
        sum += segment.bytes();
    }
    return sum;
}

GroupColumns::Slot GroupColumns::addSlot()
{
    if (!m_freeSlots.empty()) {
        const Slot slot = m_freeSlots.back();
        m_freeSlots.pop_back();
        m_lastChange[slot] = endIndex();
        return slot;
    }
    m_lastChange.push_back(endIndex());
    return slots() - 1;
}

bool GroupColumns::vanished(Slot slot) const
{
    return empty()
        || (ChangedColumn::bitsIn(m_newest, slot) == metrics::missingBits
            && ChangedColumn::bitsIn(m_sealed, slot) == metrics::missingBits && m_lastChange[slot] <= firstIndex());
}

ChangedColumn::Column& GroupColumns::push(base::Timestamp time)
{
    if (!empty()) {
        seal();
        if (m_times.size() == headAppends) {
            fold();
        }
    }
    m_newest.assign(slots(), metrics::missingBits);
    m_times.push_back(time);
    return m_newest;
}

ChangedColumn::Column& GroupColumns::newestColumn()
{
    m_newest.resize(slots(), metrics::missingBits);
    return m_newest;
}

/// The newest column gets no more values: keeps what it changed. Only now, because a rule group fills one column in
/// several steps.
void GroupColumns::seal()
{
    const ChangedColumn& changed = m_open.emplace_back(m_sealed, m_newest);
    changed.eachSlot([&, index = endIndex() - 1](Slot slot) { m_lastChange[slot] = index; });
    m_counts.push_back(countSamples(m_newest));
    std::swap(m_sealed, m_newest);
}

/// The block to put the next segment into.
GroupColumns::Block& GroupColumns::openBlock()
{
    if (m_blocks.empty() || m_blocks.back().segments.size() == blockSegments) {
        Block block;
        block.first = m_headFirst;
        block.before = m_beforeHead;
        block.segments.reserve(blockSegments);
        block.times.reserve(blockSegments * segmentLength);
        m_blocks.push_back(std::move(block));
        m_chunkBytes += m_blocks.back().bytes();
    }
    return m_blocks.back();
}

/// The oldest 16 appends become a segment.
void GroupColumns::fold()
{
    Block& block = openBlock();
    m_chunkBytes -= block.bytes();
    m_beforeHead.resize(slots(), metrics::missingBits);
    SegmentValues values{};
    for (Slot slot = 0; slot < slots(); ++slot) {
        if (m_lastChange[slot] < m_headFirst) {
            continue;
        }
        const std::uint64_t before = m_beforeHead[slot];
        for (std::size_t i = 0; i < segmentLength; ++i) {
            m_beforeHead[slot] = m_open[i].has(slot) ? m_open[i][slot] : m_beforeHead[slot];
            values[i] = m_beforeHead[slot];
        }
        m_builder.add(slot, before, values);
    }
    block.segments.push_back(m_builder.finish(slots()));
    for (std::size_t i = 0; i < segmentLength; ++i) {
        block.times.push_back(m_times[i]);
        block.samples += m_counts[i];
    }
    m_chunkBytes += block.bytes();

    m_open.erase(m_open.begin(), m_open.begin() + segmentLength);
    m_times.erase(m_times.begin(), m_times.begin() + segmentLength);
    m_counts.erase(m_counts.begin(), m_counts.begin() + segmentLength);
    m_headFirst += segmentLength;
}

void GroupColumns::pack()
{
    while (m_open.size() >= segmentLength) {
        fold();
    }
}

void GroupColumns::dropBlock()
{
    m_chunkBytes -= m_blocks.front().bytes();
    m_blocks.pop_front();
}

base::Timestamp GroupColumns::oldestBlockEnd() const
{
    return m_blocks.front().times.back();
}

std::size_t GroupColumns::samples() const
{
    std::size_t sum = 0;
    for (const Block& block : m_blocks) {
        sum += block.samples;
    }
    for (const std::size_t count : m_counts) {
        sum += count;
    }
    return sum + countSamples(m_newest);
}

std::size_t GroupColumns::headBytes() const
{
    std::size_t open = 0;
    for (const ChangedColumn& column : m_open) {
        open += column.bytes();
    }
    return sizeof(*this) + open + (m_beforeHead.capacity() + m_sealed.capacity() + m_newest.capacity()) * 8
        + (m_lastChange.capacity() + m_freeSlots.capacity()) * 4 + headAppends * 64;
}

} // namespace checkwatch::tsdb
