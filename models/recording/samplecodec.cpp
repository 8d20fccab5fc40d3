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

} // namespace checkwatch::recording
