#pragma once

#include "models/rules/finding.h"
#include "models/rules/firinglaw.h"

#include <vector>

/// The ways in which a server fails, run through the firing law: what the health-check rule makes of each, with the numbers.
namespace checkwatch::rules {

/// How HAProxy checks a server. No exporter tells it; the defaults are HAProxy's.
struct CheckSettings
{
    base::Duration inter{2'000}; ///< fastinter where it is set: it applies as soon as one check has failed
    int fall = 3;
    int rise = 2;
};

/// The counter the shapes are about, the same in both exporters.
inline constexpr std::string_view checkFailures = "haproxy_server_check_failures_total";

/// One verdict per shape. REQUIRES: law.metric is checkFailures; durations and counts are positive.
[[nodiscard]] std::vector<ShapeVerdict> failureShapes(const FiringLaw& law, const CheckSettings& checks);
/// "Dies and stays dead" with other settings of the checks, quick to slow.
[[nodiscard]] std::vector<ShapeVerdict> otherSettings(const FiringLaw& law);

} // namespace checkwatch::rules
