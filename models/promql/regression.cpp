#include "models/promql/window.h"

#include <cmath>
#include <limits>

namespace checkwatch::promql {
namespace {

struct Line
{
    double slope = 0;
    double intercept = 0;
};

bool isConstant(std::span<const metrics::Sample> samples)
{
    for (const metrics::Sample& sample : samples.subspan(1)) {
        if (sample.value != samples.front().value) {
            return false;
        }
    }
    return true;
}

/// Least squares; the intercept is the value at `zero`.
Line fit(std::span<const metrics::Sample> samples, base::Timestamp zero)
{
    if (isConstant(samples)) {
        const double y = samples.front().value;
        const double nan = std::numeric_limits<double>::quiet_NaN();
        return std::isinf(y) ? Line{nan, nan} : Line{0, y};
    }
    KahanSum x;
    KahanSum y;
    KahanSum xy;
    KahanSum xx;
    for (const metrics::Sample& sample : samples) {
        const double at = static_cast<double>((sample.time - zero).count()) / 1e3;
        x.add(at);
        y.add(sample.value);
        xy.add(at * sample.value);
        xx.add(at * at);
    }
    const auto n = static_cast<double>(samples.size());
    const double sumX = x.sum + x.compensation;
    const double sumY = y.sum + y.compensation;
    const double covariance = (xy.sum + xy.compensation) - sumX * sumY / n;
    const double spread = (xx.sum + xx.compensation) - sumX * sumX / n;
    const double slope = covariance / spread;
    return {slope, sumY / n - slope * sumX / n};
}

} // namespace

std::optional<double> derivative(const Window& window)
{
    if (window.samples.size() < 2) {
        return std::nullopt;
    }
    return fit(window.samples, window.samples.front().time).slope;
}

std::optional<double> predictLinear(const Window& window, double seconds)
{
    if (window.samples.size() < 2) {
        return std::nullopt;
    }
    const Line line = fit(window.samples, window.evaluated);
    return line.slope * seconds + line.intercept;
}

std::optional<double> holtWinters(const Window& window, double smoothing, double trendFactor)
{
    const auto& samples = window.samples;
    if (samples.size() < 2) {
        return std::nullopt;
    }
    double previous = 0;
    double level = samples[0].value;
    double trend = samples[1].value - samples[0].value;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const double scaled = smoothing * samples[i].value;
        if (i > 1) {
            trend = trendFactor * (level - previous) + (1 - trendFactor) * trend;
        }
        const double rest = (1 - smoothing) * (level + trend);
        previous = level;
        level = scaled + rest;
    }
    return level;
}

} // namespace checkwatch::promql
