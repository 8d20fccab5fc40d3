#pragma once

#include "models/base/result.h"
#include "models/recording/bytes.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace checkwatch::recording {

/// The payload of a Samples frame that nobody has vouched for (FORMAT.md, samplecodec.h): all of it is checked, and only
/// what is asked for is unpacked, slot by slot or column by column. Values are bits, or metrics::missingBits. One thread at
/// a time.
class PackedSamples
{
public:
    /// `from`, `slot` and `slots` are what the frame's identity says.
    static base::Result<PackedSamples> open(std::span<const std::uint8_t> payload, base::Timestamp from,
                                            std::uint32_t slot, std::uint32_t slots);

    [[nodiscard]] const std::vector<base::Timestamp>& times() const noexcept { return m_times; } ///< strictly ascending
    [[nodiscard]] base::Timestamp last() const { return m_times.back(); }
    /// By column; valid until another slot is asked for. REQUIRES: `number` is one of the slots.
    std::span<const std::uint64_t> of(std::uint32_t number);
    /// For who goes on column by column: values by slot, which unpackGroup() begins with.
    [[nodiscard]] const std::vector<std::uint64_t>& firstColumn() const noexcept { return m_first; }
    /// times()[group * tsdb::segmentLength] and what follows, as many as `columns`: each value goes to the place of its
    /// slot's number where that is long enough. `newest` is firstColumn(), and then as the group before has left it.
    /// REQUIRES: 0 < columns.size() <= tsdb::segmentLength, all of them in times().
    void unpackGroup(std::size_t group, std::span<std::uint64_t> newest, std::span<std::vector<double>> columns) const;
    /// What it takes, with what has been unpacked so far.
    [[nodiscard]] std::size_t bytes() const;

private:
    static constexpr std::size_t slotsOfMark = 64; ///< a word of bits
    /// Where in m_packed the lengths and the encodings of so many slots begin.
    struct Mark
    {
        std::uint32_t lengths = 0;
        std::uint32_t data = 0;
    };
    PackedSamples() = default;
    [[nodiscard]] std::size_t words() const noexcept { return (m_first.size() + slotsOfMark - 1) / slotsOfMark; }
    bool indexGroup(ByteReader& read);
    [[nodiscard]] std::uint64_t changed(std::size_t group, std::size_t word) const;
    [[nodiscard]] std::optional<std::span<const std::uint8_t>> segmentOf(std::size_t group, std::size_t slot) const;
    void unpack(std::size_t slot, std::span<std::uint64_t> row) const;

    std::vector<base::Timestamp> m_times;
    std::uint32_t m_slot = 0;
    std::vector<std::uint64_t> m_first; ///< column, by slot
    Bytes m_packed;                     ///< the groups of columns behind it
    std::vector<Mark> m_marks;          ///< by group, and by slotsOfMark in it
    std::vector<std::uint32_t> m_rowOf; ///< by slot, once one is asked for: place in m_rows from 1 on
    std::vector<std::uint64_t> m_rows;  ///< times().size() each
};

} // namespace checkwatch::recording
