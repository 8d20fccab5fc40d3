#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace checkwatch::tsdb {

/// Values are encoded so many at a time.
inline constexpr std::size_t segmentLength = 16;
using SegmentValues = std::array<std::uint64_t, segmentLength>;

/// Appends the encoding of `values` to `out`: at most 129 bytes, nothing at all where every value has the bits of
/// `previous`, the value before the first one. Bits in, bits out: exact for every double.
///
/// First byte: 0, 1, 2 = integers (value times 1, 1e3, 1e6) as runs of equal values and zigzag deltas; 3 = XOR with the
/// value before, as in Gorilla (Pelkonen et al., VLDB 2015); 4 = eight raw bytes each; 5, 6, 7 = as 0, 1, 2, but a 16
/// bit mask of what changed (low byte first), a byte with the width, and the deltas packed in so many bits each. A
/// token of the integer form is 0rrddddd (run r, then delta d) or 1kkrrrrr (run r, then: k = 0 a varint delta, 1
/// missing, 2 stale, 3 NaN); what is left after the last token repeats its value.
void encodeSegment(std::uint64_t previous, const SegmentValues& values, std::vector<std::uint8_t>& out);

/// The reverse. REQUIRES: `bytes` is one whole result of encodeSegment() with the same `previous`, or isSegment().
void decodeSegment(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values);
/// True where decodeSegment() can read `bytes`, wherever they come from.
[[nodiscard]] bool isSegment(std::span<const std::uint8_t> bytes);

void putVarint(std::uint64_t value, std::vector<std::uint8_t>& out);
/// REQUIRES: a whole varint at `at`, which is moved behind it.
[[nodiscard]] std::uint64_t getVarint(const std::uint8_t*& at);

} // namespace checkwatch::tsdb
