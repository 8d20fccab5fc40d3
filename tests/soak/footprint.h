#pragma once

#include "models/base/time.h"

#include <span>

/// What a process holds on to, and whether that grows.
namespace checkwatch::soak {

struct Footprint
{
    base::Timestamp time{};
    double allocated = 0; ///< KiB that the program has asked for and not given back, but for what follows
    double cached
        = 0; ///< KiB of SQLite, most of it pages of the recording: it has a limit, and takes days to get there
    double resident = 0; ///< KiB, /proc/self/statm
    int handles = 0;     ///< open files
    int threads = 0;
    int objects = 0; ///< QObjects
};

/// From here on QObjects are counted; to be called once, before there is any that matters.
void countObjects();
[[nodiscard]] Footprint footprintAt(base::Timestamp time);

/// The mean of several, at the time of the last: what goes up and down around it is levelled. REQUIRES: at least one.
[[nodiscard]] Footprint meanOf(std::span<const Footprint> points);

/// KiB a day.
struct Growth
{
    double slope = 0; ///< of the line through all points with the least squares
    double error = 0; ///< standard error of that, as the points scatter around the line
    /// What the growth is at least, with 95 % confidence.
    [[nodiscard]] double atLeast() const { return slope - 2 * error; }
};
/// REQUIRES: three different times.
[[nodiscard]] Growth growthOf(std::span<const Footprint> points, double Footprint::*what);

} // namespace checkwatch::soak
