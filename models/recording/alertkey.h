#pragma once

#include "models/recording/records.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace checkwatch::recording {

/// An alert of a recording: the session it belongs to and its number, as numbers begin anew with each session.
using AlertKey = std::pair<std::ptrdiff_t, std::uint64_t>;

/// Of the alert that has this number at `time`. `sessions`: all, ascending in their starts.
[[nodiscard]] inline AlertKey alertKey(const std::vector<SessionRecord>& sessions, base::Timestamp time,
                                       std::uint64_t alert)
{
    const auto after = std::ranges::upper_bound(sessions, time, {}, &SessionRecord::start);
    return {after - sessions.begin(), alert};
}

} // namespace checkwatch::recording
