#pragma once

#include "models/base/time.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace checkwatch::promql {

/// How rate, increase and delta come from a window's samples to their value (guides: prometheus 2.3): the values that the
/// formula itself went through. Times in seconds.
struct Extrapolation
{
    double difference = 0; ///< last minus first, what was lost at resets added back
    double sampled = 0;    ///< from the first to the last sample
    double average = 0;    ///< between two samples
    double toStart = 0;    ///< from the window's start to the first sample, or to where the counter would have been 0
    double toEnd = 0;      ///< from the last sample to the window's end
    bool fromZero = false; ///< toStart ends where the counter would have been 0
    bool startFar = false; ///< toStart is 1.1 averages or more: half an average counts instead
    bool endFar = false;   ///< the same of toEnd
    double extent = 0;     ///< what the samples are taken to stand for
    double factor = 0;     ///< value = difference × factor; extent / sampled, for rate divided by the range
};

/// A counter that fell between two samples of a window.
struct Reset
{
    base::Timestamp time{}; ///< of the sample after it
    double before = 0;
    double after = 0;
};

/// What a function over a range tells of how it came to its value, where somebody asks.
struct WindowNotes
{
    std::optional<Extrapolation> extrapolation;
    std::vector<Reset> resets; ///< the first `keptResets` of them
    std::size_t resetCount = 0;
    double lost = 0; ///< what the resets added back

    static constexpr std::size_t keptResets = 64;
};

} // namespace checkwatch::promql
