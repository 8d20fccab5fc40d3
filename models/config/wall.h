#pragma once

#include "models/base/time.h"
#include "models/config/wallsound.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::config {

/// How servers stand together on a wall.
enum class WallGrouping : std::uint8_t { Haproxy, Backend, Server };

/// One screen of a wall.
struct WallScreen
{
    std::string screen; ///< its name, or its number from 1; "" = the first
    WallGrouping grouping = WallGrouping::Haproxy;
    bool operator==(const WallScreen&) const = default;
};

/// Themes by the time of the day, local time.
struct WallThemes
{
    std::string day = "dark"; ///< dark, light or contrast
    std::string night = "dark";
    int from = 7 * 60; ///< minute of the day at which day begins
    int to = 19 * 60;  ///< and ends; before `from`: it goes over midnight
    bool operator==(const WallThemes&) const = default;

    [[nodiscard]] bool isDay(int minuteOfDay) const
    {
        const bool after = minuteOfDay >= from;
        const bool before = minuteOfDay < to;
        return from <= to ? after && before : after || before;
    }
};

/// The `wall:` block of `checkwatch:`.
struct Wall
{
    std::vector<WallScreen> screens; ///< empty = one, on the first screen
    WallGrouping grouping = WallGrouping::Haproxy;
    base::Duration dwell{8'000}; ///< how long a page stays
    bool utc = false;            ///< the clock; local time otherwise
    WallThemes themes;
    WallSound sound;
    bool operator==(const Wall&) const = default;
};

} // namespace checkwatch::config
