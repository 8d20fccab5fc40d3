#pragma once

#include "models/base/time.h"

#include <vector>

namespace checkwatch::charts {

/// Round values from `bottom` to at least `top`, at most `count` steps apart by 1, 2 or 5 times a power of ten; at least
/// two. The last one is where an axis may end.
[[nodiscard]] std::vector<double> valueTicks(double bottom, double top, int count);

/// Times inside [from, to] on round seconds, minutes or hours, at most `count`.
[[nodiscard]] std::vector<base::Timestamp> timeTicks(base::Timestamp from, base::Timestamp to, int count);

} // namespace checkwatch::charts
