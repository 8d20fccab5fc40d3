#pragma once

#include "models/tsdb/valuecodec.h"

/// The XOR form of the value codec, for values that are no integers in any scale: as in Gorilla (Pelkonen et al., VLDB
/// 2015), a bit "same", or the bits that differ, in the window of the last difference or a new one.
namespace checkwatch::tsdb {

void encodeXor(std::uint64_t previous, const SegmentValues& values, std::vector<std::uint8_t>& out);
void decodeXor(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values);
/// True where decodeXor() can read `bytes`, wherever they come from.
[[nodiscard]] bool isXor(std::span<const std::uint8_t> bytes);

} // namespace checkwatch::tsdb
