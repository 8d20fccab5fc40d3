#pragma once

#include "models/tsdb/valuecodec.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace checkwatch::tsdb {

/// Sixteen appends of one group, all series: a bit per slot says whether anything changed, only those have bytes.
/// Immutable.
///
/// Layout: per 64 slots a bit word (8 bytes each), then per 64 slots the offset of its data (4 bytes each), then the
/// data: of each word the lengths of its changed slots (a byte each) and their encodings.
class Segment
{
public:
    /// What encodeSegment() made for the slot, empty where nothing changed (or the slot is younger).
    [[nodiscard]] std::span<const std::uint8_t> find(std::uint32_t slot) const;
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes.capacity(); }

private:
    friend class SegmentBuilder;
    std::vector<std::uint8_t> m_bytes;
    std::uint32_t m_words = 0;
};

/// Makes a Segment; the buffers live on from one to the next.
class SegmentBuilder
{
public:
    /// REQUIRES: slots ascend from call to call until finish().
    void add(std::uint32_t slot, std::uint64_t previous, const SegmentValues& values);
    /// The segment of all that was added. `slots`: more than any slot number in it.
    [[nodiscard]] Segment finish(std::uint32_t slots);

private:
    void closeWord();

    std::vector<std::uint64_t> m_words;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint8_t> m_data;
    std::vector<std::uint8_t> m_lengths; ///< of the open word
    std::vector<std::uint8_t> m_payload; ///< of the open word
};

} // namespace checkwatch::tsdb
