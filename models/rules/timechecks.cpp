#include "models/rules/timechecks.h"

#include "models/base/duration.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

using base::Duration;
using base::formatDuration;
using promql::FunctionId;

std::string ofJob(const SampleSpacing& spacing)
{
    return spacing.slowestJob.empty() ? std::string() : " of job " + spacing.slowestJob;
}

std::string numberWord(int count)
{
    return count == 1 ? "one" : "two";
}

bool countsEvents(FunctionId id)
{
    return id == FunctionId::Rate || id == FunctionId::Increase || id == FunctionId::Changes || id == FunctionId::Resets
        || id == FunctionId::Delta;
}

/// What no window shows although the samples have it.
void addSkipped(std::vector<Finding>& out, const promql::Call& call, Duration range, const SampleSpacing& spacing,
                const TimeConditions& time)
{
    const FunctionId id = call.function->id;
    if (id == FunctionId::Irate || id == FunctionId::Idelta || id == FunctionId::LastOverTime) {
        return;
    }
    const Duration seen = countsEvents(id) ? range - spacing.slowest : range;
    if (seen <= Duration{0} || time.evaluationInterval <= seen) {
        return;
    }
    const Duration lost = time.evaluationInterval - seen;
    out.push_back({FindingCode::WindowsSkip, Severity::MayMiss,
                   "Evaluated every " + formatDuration(time.evaluationInterval) + ", a window of "
                       + formatDuration(range) + " over samples " + formatDuration(spacing.slowest) + " apart leaves "
                       + formatDuration(lost) + " between two evaluations that neither looks at.",
                   call.span});
}

} // namespace

int samplesNeeded(FunctionId function)
{
    switch (function) {
    case FunctionId::Rate:
    case FunctionId::Increase:
    case FunctionId::Delta:
    case FunctionId::Irate:
    case FunctionId::Idelta:
    case FunctionId::Deriv:
    case FunctionId::PredictLinear:
    case FunctionId::HoltWinters:
    case FunctionId::DoubleExponentialSmoothing: return 2;
    default: return 1;
    }
}

double windowShare(Duration range, Duration spacing, int needed, promql::Compat compat)
{
    // Closed at both ends is, in whole milliseconds, one millisecond more.
    const Duration width = range + Duration{compat == promql::Compat::Prometheus2 ? 1 : 0};
    const auto least = width / spacing;
    if (least >= needed) {
        return 1;
    }
    return least + 1 < needed ? 0
                              : static_cast<double>((width % spacing).count()) / static_cast<double>(spacing.count());
}

std::vector<Finding> windowFindings(const promql::Call& call, Duration range, const SampleSpacing& spacing,
                                    const TimeConditions& time)
{
    std::vector<Finding> out;
    if (spacing.fastest <= Duration{0}) {
        return out;
    }
    const int needed = samplesNeeded(call.function->id);
    const std::string needs = std::string(call.function->name) + "() needs " + numberWord(needed);
    const std::string advice = " Take a range of " + formatDuration(4 * spacing.slowest) + ", or scrape every "
        + formatDuration(std::max(range / 4, Duration{1})) + ".";
    if (windowShare(range, spacing.fastest, needed, time.compat) <= 0) {
        out.push_back({FindingCode::WindowTooShort, Severity::CannotFire,
                       "A window of " + formatDuration(range) + " never holds " + numberWord(needed)
                           + " samples that are " + formatDuration(spacing.fastest) + " apart, and " + needs + "."
                           + advice,
                       call.span});
        return out;
    }
    const double share = windowShare(range, spacing.slowest, needed, time.compat);
    if (share < 1) {
        out.push_back({FindingCode::WindowOftenShort, Severity::MayMiss,
                       "Only at " + percentWords(share) + " of the evaluations does a window of "
                           + formatDuration(range) + " hold " + numberWord(needed) + " of the samples" + ofJob(spacing)
                           + ", which are " + formatDuration(spacing.slowest) + " apart; " + needs
                           + ", and each evaluation without a result starts `for` anew." + advice,
                       call.span});
    } else if (windowShare(range - spacing.slowest, spacing.slowest, needed, time.compat) < 1) {
        out.push_back({FindingCode::WindowNoReserve, Severity::Note,
                       "One scrape that fails leaves a window of " + formatDuration(range) + " with too few samples"
                           + ofJob(spacing) + ": they are " + formatDuration(spacing.slowest) + " apart.",
                       call.span});
    }
    addSkipped(out, call, range, spacing, time);
    return out;
}

std::vector<Finding> lookbackFindings(const promql::Selector& selector, const SampleSpacing& spacing,
                                      const TimeConditions& time)
{
    if (spacing.slowest <= time.lookback) {
        return {};
    }
    const double gone
        = static_cast<double>((spacing.slowest - time.lookback).count()) / static_cast<double>(spacing.slowest.count());
    return {{FindingCode::GapsInLookback, Severity::MayMiss,
             "A sample counts for " + formatDuration(time.lookback) + ", and those" + ofJob(spacing) + " are "
                 + formatDuration(spacing.slowest) + " apart: " + percentWords(gone)
                 + " of the time there is none, and that starts `for` anew.",
             selector.span}};
}

std::vector<Finding> holdFindings(const Rule& rule, const TimeConditions& time)
{
    std::vector<Finding> out;
    const Duration every = time.evaluationInterval;
    if (every <= Duration{0}) {
        return out;
    }
    const Duration acts = (rule.holdFor + every - Duration{1}) / every * every;
    if (acts != rule.holdFor) {
        out.push_back({FindingCode::ForRounded,
                       Severity::Note,
                       "Evaluated every " + formatDuration(every) + ", a `for` of " + formatDuration(rule.holdFor)
                           + " acts as one of " + formatDuration(acts) + ".",
                       {}});
    }
    if (rule.keepFiringFor > Duration{0} && rule.keepFiringFor < every) {
        out.push_back({FindingCode::KeepFiringRounded,
                       Severity::Note,
                       "Evaluated every " + formatDuration(every) + ", a `keep_firing_for` of "
                           + formatDuration(rule.keepFiringFor) + " keeps the alert for one evaluation.",
                       {}});
    }
    return out;
}

std::vector<Finding> forgottenFindings(const Rule& rule, const promql::Call& call, Duration range,
                                       const SampleSpacing& spacing, const TimeConditions& time)
{
    const FunctionId id = call.function->id;
    const Duration counts = range - spacing.slowest;
    const bool forgets = rule.holdFor > Duration{0} && (id == FunctionId::Rate || id == FunctionId::Increase)
        && spacing.slowest > Duration{0} && counts > Duration{0} && counts <= rule.holdFor;
    if (!forgets) {
        return {};
    }
    return {{FindingCode::EventForgotten, Severity::Note,
             "A single event counts for " + formatDuration(counts)
                 + " (the range less the time between two samples) and `for` takes "
                 + formatDuration(std::max(rule.holdFor, time.evaluationInterval))
                 + ": only what goes on for longer raises the alert.",
             call.span}};
}

} // namespace checkwatch::rules
