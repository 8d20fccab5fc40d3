#pragma once

#include "models/base/time.h"

#include <bit>
#include <cstdint>

namespace checkwatch::metrics {

/// Prometheus' signalling NaNs (model/value): tests are on the bits, never with isnan().
inline constexpr std::uint64_t staleBits = 0x7ff0000000000002ULL;
/// What every NaN out of an exposition is stored as.
inline constexpr std::uint64_t nanBits = 0x7ff8000000000001ULL;
/// In a column of values: this series has no sample in this scrape. Never stored.
inline constexpr std::uint64_t missingBits = 0x7ff00000000000ffULL;

[[nodiscard]] inline double staleValue() noexcept
{
    return std::bit_cast<double>(staleBits);
}
[[nodiscard]] inline double nanValue() noexcept
{
    return std::bit_cast<double>(nanBits);
}
[[nodiscard]] inline double missingValue() noexcept
{
    return std::bit_cast<double>(missingBits);
}
[[nodiscard]] inline bool isStale(double v) noexcept
{
    return std::bit_cast<std::uint64_t>(v) == staleBits;
}
[[nodiscard]] inline bool isMissing(double v) noexcept
{
    return std::bit_cast<std::uint64_t>(v) == missingBits;
}
[[nodiscard]] inline bool sameBits(double a, double b) noexcept
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// One value of one series at one time. A staleness marker is a sample whose value isStale().
struct Sample
{
    base::Timestamp time{};
    double value = 0;
};

} // namespace checkwatch::metrics
