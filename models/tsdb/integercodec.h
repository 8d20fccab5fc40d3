#pragma once

#include "models/tsdb/valuecodec.h"

#include <array>

/// The integer forms of the value codec (format: valuecodec.h).
namespace checkwatch::tsdb {

/// What a value is multiplied with to become an integer: whole numbers, and decimals as HAProxy writes them.
inline constexpr std::array<double, 3> integerScales{1.0, 1e3, 1e6};
/// First byte of the packed form; the numbers below integerScales.size() are the token form.
inline constexpr std::uint8_t packedForm = 5;

/// Appends the shorter of the two forms; false (and `out` as it was) where a value is not an integer in this scale.
bool encodeIntegers(std::uint64_t previous, const SegmentValues& values, std::size_t scale,
                    std::vector<std::uint8_t>& out);
/// The reverse, for either form. REQUIRES: `form` is one of theirs, `payload` is what follows it.
void decodeIntegers(std::uint8_t form, std::uint64_t previous, std::span<const std::uint8_t> payload,
                    SegmentValues& values);
/// True where decodeIntegers() can read `payload`, wherever it comes from.
[[nodiscard]] bool isIntegers(std::uint8_t form, std::span<const std::uint8_t> payload);

} // namespace checkwatch::tsdb
