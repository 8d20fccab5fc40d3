#pragma once

#include "models/base/time.h"
#include "models/fleet/history.h"
#include "models/fleet/tracker.h"
#include "models/promql/engine.h"
#include "models/rules/rulefile.h"
#include "models/tsdb/memorystore.h"

#include <string>
#include <vector>

namespace checkwatch::session {

/// The health-check rule in the form the chart and the Why tab draw: increase(counter[range]) > threshold, for `holdFor`.
struct Headline
{
    std::string name = "HaproxyServerHealthcheckFailure";
    std::string expression = "increase(haproxy_server_check_failures_total[1m]) > 0";
    base::Duration range{60'000};
    base::Duration holdFor{60'000};
    double threshold = 0;
    promql::Compat compat = promql::Compat::Prometheus3;
    promql::ExprPtr expr; ///< of `expression`
};

/// Reads range and threshold out of a rule; a rule of another form keeps the defaults for what it does not say.
Headline headlineOf(const rules::Rule* rule, promql::Compat compat);

/// Failures per window of one server at every multiple of `step` in [from, to]. Where failures are not counted a zero
/// says nothing, so it becomes a gap.
fleet::ServerHistory serverHistory(const Headline& headline, const fleet::Tracker& tracker,
                                   const tsdb::MemoryStore& store, fleet::ServerId server, base::Timestamp from,
                                   base::Timestamp to, base::Duration step);

/// Makes gaps of the zeros at times when failures were not counted.
void blankUncounted(std::vector<fleet::Point>& points, const std::vector<fleet::Span>& spans);

} // namespace checkwatch::session
