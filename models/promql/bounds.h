#pragma once

#include "models/base/time.h"

#include <optional>
#include <utility>

namespace checkwatch::promql {

/// The times of one evaluation: what @ start() and @ end() mean, and how far apart its steps are.
struct Bounds
{
    base::Timestamp start{};
    base::Timestamp end{};
    base::Duration step{0};                                             ///< of a range query; 0: one time alone
    std::optional<std::pair<base::Timestamp, base::Timestamp>> whole{}; ///< where these are only some of its steps
};

} // namespace checkwatch::promql
