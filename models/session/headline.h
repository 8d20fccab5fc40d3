#pragma once

#include "models/base/time.h"
#include "models/fleet/history.h"
#include "models/promql/engine.h"
#include "models/rules/rulefile.h"
#include "models/tsdb/querier.h"

#include <optional>
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

/// When to look: every multiple of `step` in [from, to].
struct HistoryTimes
{
    base::Timestamp from{};
    base::Timestamp to{};
    base::Duration step{0};
};

/// Failures per window of the server that `history` names: `counter` is its series of failures in `data`. Where failures
/// are not counted, as the spans in `history` say, a zero says nothing, so it becomes a gap.
void addIncrease(const Headline& headline, const tsdb::Querier& data, std::optional<tsdb::SeriesRef> counter,
                 const HistoryTimes& times, fleet::ServerHistory& history);

/// Makes gaps of the zeros at times when failures were not counted.
void blankUncounted(std::vector<fleet::Point>& points, const std::vector<fleet::Span>& spans);

} // namespace checkwatch::session
