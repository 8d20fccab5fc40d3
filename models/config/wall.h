#pragma once

#include "models/base/time.h"
#include "models/config/wallsound.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::config {

/// How servers stand together on a wall.
enum class WallGrouping : std::uint8_t { Haproxy, Backend, Server };

/// A filter over servers in the language of the window's filter (items/filter.h), which who uses it reads: "" = everything.
struct WallFilter
{
    std::string text;
    int line = 0; ///< in the file
    bool operator==(const WallFilter& other) const { return text == other.text; }
};

/// One screen of a wall.
struct WallScreen
{
    std::string screen; ///< its name, or its number from 1; "" = the first
    WallGrouping grouping = WallGrouping::Haproxy;
    WallFilter filter;
    std::vector<WallFilter> pages; ///< which tiles it turns through; empty = all at once
    bool operator==(const WallScreen&) const = default;
};

/// Where the sun rises and sets, and how long before and after that it still is day.
struct WallSun
{
    double latitude = 0;
    double longitude = 0;
    base::Duration offset{0};
    bool operator==(const WallSun&) const = default;
};

/// Themes by the time of the day, local time, or by the sun.
struct WallThemes
{
    std::string day = "dark"; ///< dark, light or contrast
    std::string night = "dark";
    int from = 7 * 60;             ///< minute of the day at which day begins
    int to = 19 * 60;              ///< and ends; before `from`: it goes over midnight
    std::optional<WallSun> sunset; ///< then `from` and `to` mean nothing
    bool operator==(const WallThemes&) const = default;

    [[nodiscard]] bool isDay(int minuteOfDay) const { return HoursOfDay{from, to}.contains(minuteOfDay); }
    /// By the sun where that is wanted.
    [[nodiscard]] bool isDay(base::Timestamp now, int minuteOfDay) const;
};

/// Which alerts count in the verdict of a wall: those with one of the names or one of the severities, all of them where
/// neither is given. Servers that are DOWN and data that is stale always count.
struct VerdictAlerts
{
    std::vector<std::string> names;
    std::vector<std::string> severities;
    [[nodiscard]] bool all() const { return names.empty() && severities.empty(); }
    bool operator==(const VerdictAlerts&) const = default;
};

/// The `wall:` block of `checkwatch:`.
struct Wall
{
    std::vector<WallScreen> screens;               ///< empty = one, on the first screen
    WallGrouping grouping = WallGrouping::Haproxy; ///< this and the next two where a screen says nothing itself
    WallFilter filter;
    std::vector<WallFilter> pages;
    base::Duration dwell{8'000}; ///< how long a page stays
    bool utc = false;            ///< the clock; local time otherwise
    WallThemes themes;
    VerdictAlerts verdictAlerts;
    WallSound sound;
    bool operator==(const Wall&) const = default;
};

/// The block for who wants to have it in a file: "checkwatch:\n  wall:\n …", without what is as it is anyway.
[[nodiscard]] std::string wallAsYaml(const Wall& wall);

} // namespace checkwatch::config
