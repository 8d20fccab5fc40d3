#pragma once

#include "models/metrics/sample.h"
#include "models/promql/extrapolation.h"
#include "models/promql/functions.h"

#include <optional>
#include <span>
#include <vector>

namespace checkwatch::promql {

/// What a function over a range is given for one series: at least one sample, and where the window lies.
struct Window
{
    std::span<const metrics::Sample> samples;
    base::Timestamp end{}; ///< of the window, after offset and @
    base::Duration range{0};
    base::Timestamp evaluated{}; ///< the evaluation time itself
};

/// rate, increase, delta (guides: prometheus 2.3). nullopt with fewer than two samples.
std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond);
/// The same, telling how it came to that.
std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond, WindowNotes& notes);
/// irate, idelta.
std::optional<double> lastDifference(const Window& window, bool counter);
double resets(const Window& window, WindowNotes* notes = nullptr);
double changes(const Window& window);

/// sum, avg, min, max, stddev, stdvar over time (guides: prometheus 2.4).
double sumOverTime(const Window& window);
double avgOverTime(const Window& window);
double minOverTime(const Window& window);
double maxOverTime(const Window& window);
double variance(const Window& window);
/// The median of the distances from the median.
double medianDeviation(const Window& window);

std::optional<double> derivative(const Window& window);
std::optional<double> predictLinear(const Window& window, double seconds);
/// REQUIRES: both factors between 0 and 1.
std::optional<double> holtWinters(const Window& window, double smoothing, double trend);

/// The q-quantile (guides: prometheus 2.4); sorts `values`, NaN first.
double quantile(double q, std::vector<double>& values);

/// A Kahan-Neumaier sum: `sum + compensation` is the value.
struct KahanSum
{
    double sum = 0;
    double compensation = 0;

    void add(double x);
};

} // namespace checkwatch::promql
