#pragma once

#include "models/fleet/alertrow.h"
#include "models/fleet/event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::fleet {

/// An alert that ended before a session began.
struct PastAlert
{
    std::string file;     ///< of its rule group
    bool product = false; ///< a companion rule's
    rules::Alert alert;   ///< Inactive; numbered from pastAlertIds on
    AlertPhase phase = AlertPhase::Resolved;
};
/// Numbers of alerts of before begin here; those of running rules stay far below.
inline constexpr std::uint64_t pastAlertIds = std::uint64_t{1} << 48U;

/// What is known from before a session, which goes on where the one before it stopped. What lies between is not known, and
/// nothing is made up about it.
struct Before
{
    std::vector<Event> events;           ///< ascending; with their own times
    std::vector<PastAlert> ended;        ///< ascending in the time at which they ended
    std::vector<metrics::Labels> firing; ///< alerts that fired at the end, with alertname
    std::vector<Event> told;             ///< lines of HAProxy's log that still hold
};

} // namespace checkwatch::fleet
