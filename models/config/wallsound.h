#pragma once

#include "models/base/time.h"

#include <map>
#include <set>
#include <string>

namespace checkwatch::config {

/// A part of each day, by the clock on the wall: minutes of the local day.
struct HoursOfDay
{
    int from = 0;
    int to = 0; ///< the first minute that does not belong to it; before `from`: it goes over midnight; equal: never
    bool operator==(const HoursOfDay&) const = default;

    [[nodiscard]] bool contains(int minuteOfDay) const
    {
        const bool after = minuteOfDay >= from;
        const bool before = minuteOfDay < to;
        return from <= to ? after && before : after || before;
    }
};

/// The `sound:` block of `wall:`. A sound is "alarm" or "notice", which come with the program, "none", or the whole path
/// of a file (WAV or Ogg Vorbis).
struct WallSound
{
    bool on = false; ///< the block is there
    std::string down = "alarm";
    std::map<std::string, std::string> severities{{"critical", "alarm"}}; ///< of alerts that fire
    std::string firing = "notice";                                        ///< of every other severity, and of none
    std::string silent = "none";                                          ///< an exporter that does not answer
    base::Duration repeat{60'000};                                        ///< 0 = once
    HoursOfDay quiet;                                                     ///< no sound then
    bool operator==(const WallSound&) const = default;

    [[nodiscard]] const std::string& ofAlert(const std::string& severity) const
    {
        const auto at = severities.find(severity);
        return at == severities.end() ? firing : at->second;
    }
    /// Each that may be heard, once.
    [[nodiscard]] std::set<std::string> all() const
    {
        std::set<std::string> sounds{down, firing, silent};
        for (const auto& [severity, sound] : severities) {
            sounds.insert(sound);
        }
        sounds.erase("none");
        return sounds;
    }
};

} // namespace checkwatch::config
