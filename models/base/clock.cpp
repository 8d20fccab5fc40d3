#include "models/base/clock.h"

namespace checkwatch::base {

Timestamp SystemClock::wall() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() const
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace checkwatch::base
