#pragma once

#include "models/base/result.h"
#include "models/recording/bytes.h"

#include <optional>
#include <span>
#include <vector>

/// The payload of a Samples frame that nobody has vouched for (FORMAT.md, samplecodec.h): unpacked as a whole, or series by
/// series. `from`, `slot` and `slots` are what the frame's identity says. Values are bits, or metrics::missingBits.
namespace checkwatch::recording {

/// All values of some slots over some columns.
struct SampleBlock
{
    static base::Result<SampleBlock> open(std::span<const std::uint8_t> payload, base::Timestamp from,
                                          std::uint32_t slot, std::uint32_t slots);

    std::vector<base::Timestamp> times; ///< strictly ascending
    std::uint32_t slot = 0;             ///< number of the first
    std::uint32_t slots = 0;
    std::vector<std::uint64_t> bits; ///< slot by slot, times.size() each

    [[nodiscard]] std::span<const std::uint64_t> of(std::uint32_t number) const
    {
        return std::span(bits).subspan((number - slot) * times.size(), times.size());
    }
    [[nodiscard]] base::Timestamp last() const { return times.back(); }
};

/// The same for who looks at a few of the slots: all is checked, but only what is asked for is unpacked. One thread at a time.
class PackedSamples
{
public:
    static base::Result<PackedSamples> open(std::span<const std::uint8_t> payload, base::Timestamp from,
                                            std::uint32_t slot, std::uint32_t slots);

    [[nodiscard]] const std::vector<base::Timestamp>& times() const noexcept { return m_times; } ///< strictly ascending
    [[nodiscard]] base::Timestamp last() const { return m_times.back(); }
    /// By column; valid until another slot is asked for. REQUIRES: `number` is one of the slots.
    std::span<const std::uint64_t> of(std::uint32_t number);
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
    std::vector<std::uint32_t> m_rowOf; ///< by slot: place in m_rows from 1 on, 0 while it is not there
    std::vector<std::uint64_t> m_rows;  ///< times().size() each
};

} // namespace checkwatch::recording
