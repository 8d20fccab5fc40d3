#include "models/recording/samplecodec.h"

#include "models/tsdb/valuecodec.h"

#include <algorithm>

namespace checkwatch::recording {
namespace {

using tsdb::ChangedColumn;
using tsdb::segmentLength;
using tsdb::SegmentValues;

/// Encodes with the length, a byte, in front.
void putSegment(std::uint64_t previous, const SegmentValues& values, Bytes& lengths, Bytes& data)
{
    const std::size_t start = data.size();
    tsdb::encodeSegment(previous, values, data);
    lengths.push_back(static_cast<std::uint8_t>(data.size() - start));
}

void putTimes(std::span<const base::Timestamp> times, ByteWriter& write)
{
    write.varint(times.size());
    base::Duration last{0};
    for (std::size_t i = 1; i < times.size(); ++i) {
        const base::Duration delta = times[i] - times[i - 1];
        write.signedVarint((delta - last).count());
        last = delta;
    }
}

/// Writes the column groups of a stretch of slots one after another.
class GroupEncoder
{
public:
    GroupEncoder(const ColumnSpan& columns, std::uint32_t slot, std::uint32_t slots)
        : m_columns(columns), m_slot(slot), m_values(slots)
    {
        for (std::uint32_t i = 0; i < slots; ++i) {
            m_values[i] = ChangedColumn::bitsIn(columns.first, slot + i);
            m_present += m_values[i] != metrics::missingBits ? 1 : 0;
        }
        m_samples = m_present;
    }

    /// Sixteen slots at a time, as if they were the values of one.
    void putFirstColumn(Bytes& out)
    {
        Bytes lengths;
        Bytes data;
        std::uint64_t previous = 0;
        for (std::size_t at = 0; at < m_values.size(); at += segmentLength) {
            SegmentValues values{};
            for (std::size_t i = 0; i < segmentLength; ++i) {
                values[i] = m_values[std::min(at + i, m_values.size() - 1)];
            }
            putSegment(previous, values, lengths, data);
            previous = values.back();
        }
        out.insert(out.end(), lengths.begin(), lengths.end());
        out.insert(out.end(), data.begin(), data.end());
    }

    /// Columns [column, column + segmentLength), as far as there are so many.
    void putGroup(std::size_t column, Bytes& out)
    {
        const std::size_t end = std::min(column + segmentLength, m_columns.times.size());
        const std::size_t counted = end - std::max<std::size_t>(column, 1); // the first column is counted already
        Bytes mask((m_values.size() + 7) / 8);
        Bytes lengths;
        Bytes data;
        m_samples += m_present * counted;
        for (std::uint32_t i = 0; i < m_values.size(); ++i) {
            if (!changes(m_slot + i, column, end)) {
                continue;
            }
            const SegmentValues values = valuesOf(i, column, end);
            mask[i / 8] = static_cast<std::uint8_t>(mask[i / 8] | (1U << (i % 8)));
            putSegment(m_values[i], values, lengths, data);
            m_values[i] = values.back();
        }
        for (const Bytes* part : {&mask, &lengths, &data}) {
            out.insert(out.end(), part->begin(), part->end());
        }
    }
    [[nodiscard]] std::size_t samples() const noexcept { return m_samples; }

private:
    [[nodiscard]] bool changes(std::uint32_t slot, std::size_t column, std::size_t end) const
    {
        for (std::size_t at = std::max<std::size_t>(column, 1); at < end; ++at) {
            if (m_columns.changes[at - 1].has(slot)) {
                return true;
            }
        }
        return false;
    }

    SegmentValues valuesOf(std::uint32_t index, std::size_t column, std::size_t end)
    {
        SegmentValues values{};
        std::uint64_t bits = m_values[index];
        const bool wasPresent = bits != metrics::missingBits;
        for (std::size_t i = 0; i < segmentLength; ++i) {
            const std::size_t at = column + i;
            if (at > 0 && at < end) {
                const ChangedColumn& changed = m_columns.changes[at - 1];
                bits = changed.has(m_slot + index) ? changed[m_slot + index] : bits;
                m_samples += bits != metrics::missingBits ? 1 : 0;
                m_samples -= wasPresent ? 1 : 0;
            }
            values[i] = bits;
        }
        m_present += bits != metrics::missingBits ? 1 : 0;
        m_present -= wasPresent ? 1 : 0;
        return values;
    }

    const ColumnSpan& m_columns;
    std::uint32_t m_slot;
    ChangedColumn::Column m_values; ///< before the group that comes next
    std::size_t m_present = 0;      ///< of m_values, how many are not missing
    std::size_t m_samples = 0;
};

std::size_t groupsOf(std::size_t columns)
{
    return columns > 1 ? (columns + segmentLength - 1) / segmentLength : 0;
}

base::Error broken()
{
    return {base::ErrorCode::BadInput, "the values in a frame do not follow the format"};
}

bool readTimes(ByteReader& read, base::Timestamp from, std::vector<base::Timestamp>& times)
{
    const std::uint64_t columns = read.varint();
    if (columns == 0 || columns > maxColumns || columns > read.left() + 1) {
        return false;
    }
    times.push_back(from);
    std::int64_t delta = 0;
    constexpr std::int64_t most = std::int64_t{1} << 50; // far from where a sum could overflow
    while (times.size() < columns) {
        const std::int64_t change = read.signedVarint();
        if (change > most || change < -most) {
            return false;
        }
        delta += change;
        if (delta < 1 || delta > most) {
            return false;
        }
        times.push_back(times.back() + base::Duration{delta});
    }
    const std::int64_t last = base::unixMs(times.back());
    return read.ok() && last < most * 16 && base::unixMs(from) > -most * 16;
}

/// Whole groups; with the first column after `until`, so that it is seen that nothing is missing before.
std::size_t columnsUntil(const std::vector<base::Timestamp>& times, base::Timestamp until)
{
    const auto wanted = static_cast<std::size_t>(std::ranges::upper_bound(times, until) - times.begin());
    return std::min((wanted / segmentLength + 1) * segmentLength, times.size());
}

bool readSegment(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values)
{
    if (!tsdb::isSegment(bytes)) {
        return false;
    }
    tsdb::decodeSegment(previous, bytes, values);
    return true;
}

bool readFirstColumn(ByteReader& read, SampleBlock& block)
{
    const std::size_t columns = block.times.size();
    const auto lengths = read.take((block.slots + segmentLength - 1) / segmentLength);
    std::uint64_t previous = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        SegmentValues values{};
        if (!readSegment(previous, read.take(lengths[i]), values) || !read.ok()) {
            return false;
        }
        const std::size_t first = i * segmentLength;
        for (std::size_t slot = first; slot < std::min<std::size_t>(first + segmentLength, block.slots); ++slot) {
            block.bits[slot * columns] = values[slot - first];
        }
        previous = values.back();
    }
    return read.ok();
}

bool readGroup(ByteReader& read, std::size_t column, SampleBlock& block)
{
    const std::size_t columns = block.times.size();
    const std::size_t count = std::min(segmentLength, columns - column);
    const auto mask = read.take((block.slots + 7) / 8);
    std::size_t changed = 0;
    for (const std::uint8_t byte : mask) {
        changed += static_cast<std::size_t>(std::popcount(byte));
    }
    const auto lengths = read.take(changed);
    std::size_t next = 0;
    if (!read.ok()) {
        return false;
    }
    for (std::size_t slot = 0; slot < block.slots; ++slot) {
        std::uint64_t* const row = &block.bits[slot * columns];
        const std::uint64_t previous = column == 0 ? row[0] : row[column - 1];
        if ((mask[slot / 8] >> (slot % 8) & 1U) == 0) {
            std::fill_n(row + column, count, previous);
            continue;
        }
        SegmentValues values{};
        if (next == lengths.size() || !readSegment(previous, read.take(lengths[next++]), values) || !read.ok()) {
            return false;
        }
        std::copy_n(values.begin(), count, row + column);
    }
    return next == lengths.size();
}

} // namespace

std::size_t encodeSamples(const ColumnSpan& columns, std::uint32_t slot, std::uint32_t slots, Bytes& out)
{
    ByteWriter write(out);
    putTimes(columns.times, write);
    GroupEncoder encoder(columns, slot, slots);
    encoder.putFirstColumn(out);
    for (std::size_t group = 0; group < groupsOf(columns.times.size()); ++group) {
        encoder.putGroup(group * segmentLength, out);
    }
    return encoder.samples();
}

base::Result<SampleBlock> decodeSamples(std::span<const std::uint8_t> payload, base::Timestamp from, std::uint32_t slot,
                                        std::uint32_t slots, base::Timestamp until)
{
    ByteReader read(payload);
    SampleBlock block;
    block.slot = slot;
    block.slots = slots;
    if (!readTimes(read, from, block.times) || slots == 0 || slots > maxValues / block.times.size()
        || slot > 0xffffffffU - slots) {
        return broken();
    }
    block.last = block.times.back();
    const std::size_t columns = block.times.size();
    block.times.resize(columnsUntil(block.times, until));
    block.bits.resize(slots * block.times.size());
    bool good = readFirstColumn(read, block);
    for (std::size_t column = 0; good && columns > 1 && column < block.times.size(); column += segmentLength) {
        good = readGroup(read, column, block);
    }
    if (!good || (block.times.size() == columns && !read.atEnd())) {
        return broken();
    }
    return block;
}

} // namespace checkwatch::recording
