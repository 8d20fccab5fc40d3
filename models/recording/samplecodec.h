#pragma once

#include "models/recording/bytes.h"
#include "models/tsdb/changedcolumn.h"

#include <span>
#include <vector>

/// The payload of a Samples frame: a stretch of slots over a stretch of columns, readable by itself (FORMAT.md). It is read
/// by packedsamples.h.
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

} // namespace checkwatch::recording
