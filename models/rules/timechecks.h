#pragma once

#include "models/promql/functions.h"
#include "models/rules/finding.h"
#include "models/rules/healthconditions.h"

#include <string>
#include <vector>

/// Whether windows, `for` and intervals fit together: what follows from numbers alone, with scrapes and evaluations on time.
namespace checkwatch::rules {

/// How far apart the samples of something are.
struct SampleSpacing
{
    base::Duration fastest{0}; ///< 0 = not known
    base::Duration slowest{0};
    std::string slowestJob;
};

struct TimeConditions
{
    base::Duration evaluationInterval{0};
    base::Duration lookback{0};
    promql::Compat compat = promql::Compat::Prometheus3;
};

/// How many samples a function needs in its window for a result: 1 or 2.
[[nodiscard]] int samplesNeeded(promql::FunctionId function);

/// The share of evaluations at which a window of `range` holds at least `needed` samples `spacing` apart: exact, by the
/// millisecond. REQUIRES: spacing > 0.
[[nodiscard]] double windowShare(base::Duration range, base::Duration spacing, int needed, promql::Compat compat);

/// A function over a window. The first finding with Severity::CannotFire means that the call never has a result.
[[nodiscard]] std::vector<Finding> windowFindings(const promql::Call& call, base::Duration range,
                                                  const SampleSpacing& spacing, const TimeConditions& time);
/// An instant selector whose samples are further apart than the lookback.
[[nodiscard]] std::vector<Finding> lookbackFindings(const promql::Selector& selector, const SampleSpacing& spacing,
                                                    const TimeConditions& time);
/// `for` and `keep_firing_for` against the evaluation interval.
[[nodiscard]] std::vector<Finding> holdFindings(const Rule& rule, const TimeConditions& time);
/// A window that forgets a single event before `for` has passed.
[[nodiscard]] std::vector<Finding> forgottenFindings(const Rule& rule, const promql::Call& call, base::Duration range,
                                                     const SampleSpacing& spacing, const TimeConditions& time);

} // namespace checkwatch::rules
