#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <string>
#include <string_view>

namespace checkwatch::base {

/// A point in time as people write it:
/// - Unix seconds, with a fraction where wanted: "1795861678.81" (to the nearest millisecond, as the Prometheus API);
/// - RFC 3339: "2026-11-28T10:14:38.81Z", "2026-11-28T11:14:38+01:00" (what is finer than a millisecond is cut off);
/// - an offset from `start`, the beginning of what it is about: "90s", "1h30m", "+1h30m", or in seconds "+90.5".
Result<Timestamp> parseTime(std::string_view text, Timestamp start);

/// RFC 3339 in UTC with as many decimals as it needs: "2026-11-28T10:14:38Z", "2026-11-28T10:14:38.810Z". Years 0 to 9999.
std::string formatTime(Timestamp time);

} // namespace checkwatch::base
