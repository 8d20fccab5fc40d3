#include "models/recording/packedsamples.h"

#include "models/recording/samplecodec.h"
#include "models/tsdb/valuecodec.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace checkwatch::recording {
namespace {

using tsdb::segmentLength;
using tsdb::SegmentValues;

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

bool readHead(ByteReader& read, base::Timestamp from, std::uint32_t slot, std::uint32_t slots,
              std::vector<base::Timestamp>& times)
{
    return readTimes(read, from, times) && slots != 0 && slots <= maxValues / times.size()
        && slot <= 0xffffffffU - slots;
}

bool readSegment(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values)
{
    if (!tsdb::isSegment(bytes)) {
        return false;
    }
    tsdb::decodeSegment(previous, bytes, values);
    return true;
}

bool readFirstColumn(ByteReader& read, std::vector<std::uint64_t>& bits)
{
    const auto lengths = read.take((bits.size() + segmentLength - 1) / segmentLength);
    std::uint64_t previous = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        SegmentValues values{};
        if (!readSegment(previous, read.take(lengths[i]), values) || !read.ok()) {
            return false;
        }
        const std::size_t first = i * segmentLength;
        std::copy_n(values.begin(), std::min(segmentLength, bits.size() - first),
                    bits.begin() + static_cast<std::ptrdiff_t>(first));
        previous = values.back();
    }
    return read.ok();
}

} // namespace

base::Result<PackedSamples> PackedSamples::open(std::span<const std::uint8_t> payload, base::Timestamp from,
                                                std::uint32_t slot, std::uint32_t slots)
{
    ByteReader read(payload);
    PackedSamples samples;
    samples.m_slot = slot;
    if (!readHead(read, from, slot, slots, samples.m_times)) {
        return broken();
    }
    const std::size_t columns = samples.m_times.size();
    samples.m_first.resize(slots);
    bool good = readFirstColumn(read, samples.m_first);
    const auto packed = payload.last(read.left());
    samples.m_packed.assign(packed.begin(), packed.end());
    for (std::size_t column = 0; good && columns > 1 && column < columns; column += segmentLength) {
        good = samples.indexGroup(read);
    }
    if (!good || !read.atEnd()) {
        return broken();
    }
    return samples;
}

bool PackedSamples::indexGroup(ByteReader& read)
{
    const auto at = [&] { return static_cast<std::uint32_t>(m_packed.size() - read.left()); };
    const std::size_t group = m_marks.size() / words();
    const auto mask = read.take((m_first.size() + 7) / 8);
    const std::uint32_t lengthsAt = at();
    const auto lengths = read.take(std::accumulate(mask.begin(), mask.end(), std::size_t{0}, [](auto sum, auto byte) {
        return sum + static_cast<std::size_t>(std::popcount(byte));
    }));
    std::size_t next = 0;
    for (std::size_t word = 0; read.ok() && word < words(); ++word) {
        m_marks.push_back({lengthsAt + static_cast<std::uint32_t>(next), at()});
        for (int changes = std::popcount(changed(group, word)); changes > 0; --changes) {
            if (!tsdb::isSegment(read.take(lengths[next++]))) {
                return false;
            }
        }
    }
    return read.ok() && next == lengths.size(); // a change of a slot that is not there is none
}

/// A bit for each of 64 slots.
std::uint64_t PackedSamples::changed(std::size_t group, std::size_t word) const
{
    const std::size_t mask = m_marks[group * words()].lengths - (m_first.size() + 7) / 8;
    const std::size_t slots = std::min(m_first.size() - word * slotsOfMark, slotsOfMark);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < slots; i += 8) {
        bits |= static_cast<std::uint64_t>(m_packed[mask + word * 8 + i / 8]) << i;
    }
    return slots < slotsOfMark ? bits & ((std::uint64_t{1} << slots) - 1) : bits;
}

std::optional<std::span<const std::uint8_t>> PackedSamples::segmentOf(std::size_t group, std::size_t slot) const
{
    const std::size_t word = slot / slotsOfMark;
    const std::uint64_t bits = changed(group, word);
    const std::uint64_t own = std::uint64_t{1} << (slot % slotsOfMark);
    if ((bits & own) == 0) {
        return std::nullopt;
    }
    const Mark& mark = m_marks[group * words() + word];
    const auto* const lengths = m_packed.data() + mark.lengths;
    const auto before = std::popcount(bits & (own - 1));
    const std::size_t data = std::accumulate(lengths, lengths + before, std::size_t{mark.data});
    return std::span(m_packed).subspan(data, lengths[before]);
}

void PackedSamples::unpack(std::size_t slot, std::span<std::uint64_t> row) const
{
    std::uint64_t previous = row[0] = m_first[slot];
    for (std::size_t column = 0; row.size() > 1 && column < row.size(); column += segmentLength) {
        const auto part = row.subspan(column, std::min(segmentLength, row.size() - column));
        if (const auto segment = segmentOf(column / segmentLength, slot)) {
            SegmentValues values{};
            tsdb::decodeSegment(previous, *segment, values);
            std::copy_n(values.begin(), part.size(), part.begin());
        } else {
            std::ranges::fill(part, previous);
        }
        previous = part.back();
    }
}

std::span<const std::uint64_t> PackedSamples::of(std::uint32_t number)
{
    const std::size_t columns = m_times.size();
    m_rowOf.resize(m_first.size()); // who goes by columns needs none of it
    std::uint32_t& row = m_rowOf[number - m_slot];
    if (row == 0) {
        m_rows.resize(m_rows.size() + columns);
        row = static_cast<std::uint32_t>(m_rows.size() / columns);
        unpack(number - m_slot, std::span(m_rows).last(columns));
    }
    return std::span(m_rows).subspan((row - 1) * columns, columns);
}

void PackedSamples::unpackGroup(std::size_t group, std::span<std::uint64_t> newest,
                                std::span<std::vector<double>> columns) const
{
    const std::size_t end
        = std::min<std::size_t>(newest.size(), std::max<std::size_t>(columns.front().size(), m_slot) - m_slot);
    for (std::size_t first = 0; first < end; first += slotsOfMark) {
        const std::size_t word = first / slotsOfMark;
        const bool moves = !m_marks.empty(); // one column alone has no groups behind it
        const Mark mark = moves ? m_marks[group * words() + word] : Mark{};
        std::uint64_t bits = moves ? changed(group, word) : 0;
        const std::uint8_t* length = m_packed.data() + mark.lengths;
        const std::uint8_t* data = m_packed.data() + mark.data;
        for (std::size_t slot = first; slot < std::min(first + slotsOfMark, end); ++slot, bits >>= 1U) {
            SegmentValues values{};
            if ((bits & 1U) != 0) {
                tsdb::decodeSegment(newest[slot], {data, *length}, values);
                data += *length++;
                newest[slot] = values[columns.size() - 1];
            } else {
                values.fill(newest[slot]);
            }
            for (std::size_t i = 0; i < columns.size(); ++i) {
                columns[i][m_slot + slot] = std::bit_cast<double>(values[i]);
            }
        }
    }
}

std::size_t PackedSamples::bytes() const
{
    return m_packed.size() + m_times.size() * sizeof(base::Timestamp) + m_marks.size() * sizeof(Mark)
        + m_first.size() * (sizeof(std::uint64_t) + sizeof(std::uint32_t)) + m_rows.capacity() * sizeof(std::uint64_t);
}

} // namespace checkwatch::recording
