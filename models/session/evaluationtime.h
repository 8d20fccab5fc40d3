#pragma once

#include "models/base/time.h"

#include <chrono>

namespace checkwatch::session {

/// The millisecond in which an evaluation lies: groups are due at nanoseconds, samples and events have milliseconds.
[[nodiscard]] inline base::Timestamp toMs(std::chrono::nanoseconds sinceEpoch)
{
    return base::Timestamp{std::chrono::floor<base::Duration>(sinceEpoch)};
}

[[nodiscard]] inline std::chrono::nanoseconds toNs(base::Timestamp time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
}

} // namespace checkwatch::session
