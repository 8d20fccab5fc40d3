#pragma once

#include <chrono>
#include <cstdint>

/// Times and durations of the whole program. Stored times are UTC milliseconds since 1970 (what Prometheus stores);
/// nothing in the engine asks what time it is: a time is an argument, or comes from a Clock (clock.h).
namespace checkwatch::base {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

[[nodiscard]] constexpr Timestamp fromUnixMs(std::int64_t ms) noexcept
{
    return Timestamp{Duration{ms}};
}

[[nodiscard]] constexpr std::int64_t unixMs(Timestamp time) noexcept
{
    return time.time_since_epoch().count();
}

[[nodiscard]] constexpr double unixSeconds(Timestamp time) noexcept
{
    return static_cast<double>(unixMs(time)) / 1000.0;
}

} // namespace checkwatch::base
