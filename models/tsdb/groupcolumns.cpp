#include "models/tsdb/groupcolumns.h"

#include <algorithm>
#include <iterator>

namespace checkwatch::tsdb {

namespace {

constexpr std::size_t headColumns = 32;
constexpr std::size_t blockSegments = 16;

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

const std::vector<std::uint64_t>& GroupColumns::sealedColumn() const
{
    return m_head.size() > 1 ? m_head[m_head.size() - 2] : m_beforeHead;
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
    if (m_head.empty()) {
        return true;
    }
    return bitsIn(m_head.back(), slot) == metrics::missingBits
        && (m_head.size() == 1 || bitsIn(sealedColumn(), slot) == metrics::missingBits)
        && m_lastChange[slot] <= firstIndex();
}

std::vector<std::uint64_t>& GroupColumns::push(base::Timestamp time)
{
    seal();
    if (m_head.size() == headColumns) {
        fold();
    }
    std::vector<std::uint64_t> column;
    if (!m_pool.empty()) {
        column = std::move(m_pool.back());
        m_pool.pop_back();
        if (column.capacity() < slots()) {
            column = {};
        }
    }
    column.assign(slots(), metrics::missingBits);
    m_head.push_back(std::move(column));
    m_times.push_back(time);
    return m_head.back();
}

std::vector<std::uint64_t>& GroupColumns::newestColumn()
{
    m_head.back().resize(slots(), metrics::missingBits);
    return m_head.back();
}

/// The newest column gets no more values: notes what it changed. Only now, because a rule group fills one column in
/// several steps.
void GroupColumns::seal()
{
    if (m_head.empty()) {
        return;
    }
    const Index index = endIndex() - 1;
    const auto& newest = m_head.back();
    const auto& before = sealedColumn();
    const std::size_t common = std::min(newest.size(), before.size());
    std::size_t count = 0;
    for (std::size_t slot = 0; slot < common; ++slot) {
        m_lastChange[slot] = newest[slot] != before[slot] ? index : m_lastChange[slot];
        count += newest[slot] != metrics::missingBits ? 1U : 0U;
    }
    for (std::size_t slot = common; slot < newest.size(); ++slot) {
        if (newest[slot] != metrics::missingBits) {
            m_lastChange[slot] = index;
            ++count;
        }
    }
    for (std::size_t slot = common; slot < before.size(); ++slot) {
        if (before[slot] != metrics::missingBits) {
            m_lastChange[slot] = index;
        }
    }
    m_counts.push_back(count);
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

/// The oldest 16 columns become a segment.
void GroupColumns::fold()
{
    Block& block = openBlock();
    m_chunkBytes -= block.bytes();
    SegmentValues values{};
    for (Slot slot = 0; slot < slots(); ++slot) {
        if (m_lastChange[slot] < m_headFirst) {
            continue;
        }
        for (std::size_t i = 0; i < segmentLength; ++i) {
            values[i] = bitsIn(m_head[i], slot);
        }
        m_builder.add(slot, bitsIn(m_beforeHead, slot), values);
    }
    block.segments.push_back(m_builder.finish(slots()));
    for (std::size_t i = 0; i < segmentLength; ++i) {
        block.times.push_back(m_times[i]);
        block.samples += m_counts[i];
    }
    m_chunkBytes += block.bytes();

    m_pool.push_back(std::move(m_beforeHead));
    m_beforeHead = std::move(m_head[segmentLength - 1]);
    std::move(m_head.begin(), m_head.begin() + segmentLength - 1, std::back_inserter(m_pool));
    m_head.erase(m_head.begin(), m_head.begin() + segmentLength);
    m_times.erase(m_times.begin(), m_times.begin() + segmentLength);
    m_counts.erase(m_counts.begin(), m_counts.begin() + segmentLength);
    m_headFirst += segmentLength;
}

void GroupColumns::pack()
{
    if (m_head.size() > segmentLength) {
        seal();
        m_counts.pop_back(); // of the newest column, which stays open
        while (m_head.size() > segmentLength) {
            fold();
        }
    }
    m_pool.clear();
    m_pool.shrink_to_fit();
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
    if (!m_head.empty()) {
        sum += static_cast<std::size_t>(std::count_if(m_head.back().begin(), m_head.back().end(),
                                                      [](std::uint64_t bits) { return bits != metrics::missingBits; }));
    }
    return sum;
}

std::size_t GroupColumns::headBytes() const
{
    std::size_t values = m_beforeHead.capacity();
    for (const auto* columns : {&m_head, &m_pool}) {
        for (const auto& column : *columns) {
            values += column.capacity();
        }
    }
    return sizeof(*this) + values * 8 + (m_lastChange.capacity() + m_freeSlots.capacity()) * 4 + headColumns * 64;
}

} // namespace checkwatch::tsdb
