#pragma once

#include "models/base/result.h"
#include "models/recording/bytes.h"
#include "models/tsdb/changedcolumn.h"

#include <span>
#include <vector>

/// The payload of a Samples frame: a stretch of slots over a stretch of columns, readable by itself (FORMAT.md).
namespace checkwatch::recording {

/// Columns of one frame at most, and values in it at most: what a reader allocates for.
inline constexpr std::size_t maxColumns = 4096;
inline constexpr std::size_t maxValues = 4UL * 1024 * 1024;

/// What goes into a frame: the column at the first time, and what each later one changed.
struct ColumnSpan
{
    const tsdb::ChangedColumn::Column& first;     ///< by slot; a slot it is too short for is missing
    std::span<const tsdb::ChangedColumn> changes; ///< one less than times
    std::span<const base::Timestamp> times;       ///< ascending, at least one
};

/// Appends the payload for the slots [slot, slot + slots) and returns how many samples it has.
/// REQUIRES: times.size() <= maxColumns, slots * times.size() <= maxValues.
std::size_t encodeSamples(const ColumnSpan& columns, std::uint32_t slot, std::uint32_t slots, Bytes& out);

/// Values of some slots over some columns: bits, or metrics::missingBits.
struct SampleBlock
{
    std::vector<base::Timestamp> times; ///< strictly ascending; of what was read
    base::Timestamp last{};             ///< of the payload's newest column, read or not
    std::uint32_t slot = 0;             ///< number of the first
    std::uint32_t slots = 0;
    std::vector<std::uint64_t> bits; ///< slot by slot, times.size() each

    [[nodiscard]] std::span<const std::uint64_t> of(std::uint32_t number) const
    {
        return std::span(bits).subspan((number - slot) * times.size(), times.size());
    }
};

/// Reads a payload that nobody has vouched for. `from` and `slots` are what the frame's identity says. Columns after `until`
/// are not wanted: most of them are not read then, nor checked.
base::Result<SampleBlock> decodeSamples(std::span<const std::uint8_t> payload, base::Timestamp from, std::uint32_t slot,
                                        std::uint32_t slots, base::Timestamp until = base::Timestamp::max());

} // namespace checkwatch::recording
