#pragma once

#include "models/base/time.h"

#include <cstdint>

namespace checkwatch::base {

/// The sun over one place in the course of one day.
struct SunDay
{
    enum class Kind : std::uint8_t { RisesAndSets, AlwaysUp, NeverUp };
    Kind kind = Kind::RisesAndSets;
    Timestamp noon{}; ///< when it is highest
    Timestamp rise{}; ///< upper edge on the horizon, with refraction; for RisesAndSets
    Timestamp set{};
};

/// `day`: days since 1970-01-01 as the place itself counts them, by its mean solar time. Degrees; north and east are
/// positive. After Jean Meeus, "Astronomical Algorithms", as in NOAA's solar calculation spreadsheet
/// (https://gml.noaa.gov/grad/solcalc/calcdetails.html): within a minute up to 72° of latitude, within ten beyond.
[[nodiscard]] SunDay sunOn(std::int64_t day, double latitude, double longitude);

/// Whether it is day: from `margin` before the sun rises to `margin` after it sets; a negative one makes the day shorter.
[[nodiscard]] bool isSunUp(Timestamp now, double latitude, double longitude, Duration margin = Duration{0});

} // namespace checkwatch::base
