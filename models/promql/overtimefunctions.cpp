#include "models/promql/window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::promql {

void KahanSum::add(double x)
{
    const double t = sum + x;
    compensation += std::fabs(sum) >= std::fabs(x) ? (sum - t) + x : (x - t) + sum;
    sum = t;
}

double sumOverTime(const Window& window)
{
    KahanSum total;
    for (const metrics::Sample& sample : window.samples) {
        total.add(sample.value);
    }
    return std::isinf(total.sum) ? total.sum : total.sum + total.compensation;
}

double avgOverTime(const Window& window)
{
    KahanSum mean;
    double count = 0;
    for (const metrics::Sample& sample : window.samples) {
        const double v = sample.value;
        ++count;
        if (std::isinf(mean.sum)) {
            const bool sameInfinity = std::isinf(v) && (mean.sum > 0) == (v > 0);
            if (sameInfinity || std::isfinite(v)) {
                continue;
            }
        }
        mean.add(v / count - mean.sum / count);
    }
    return std::isinf(mean.sum) ? mean.sum : mean.sum + mean.compensation;
}

double minOverTime(const Window& window)
{
    double least = window.samples.front().value;
    for (const metrics::Sample& sample : window.samples) {
        if (sample.value < least || std::isnan(least)) {
            least = sample.value;
        }
    }
    return least;
}

double maxOverTime(const Window& window)
{
    double most = window.samples.front().value;
    for (const metrics::Sample& sample : window.samples) {
        if (sample.value > most || std::isnan(most)) {
            most = sample.value;
        }
    }
    return most;
}

double variance(const Window& window)
{
    KahanSum mean;
    KahanSum squares;
    double count = 0;
    for (const metrics::Sample& sample : window.samples) {
        ++count;
        const double delta = sample.value - (mean.sum + mean.compensation);
        mean.add(delta / count);
        squares.add(delta * (sample.value - (mean.sum + mean.compensation)));
    }
    return (squares.sum + squares.compensation) / count;
}

double quantile(double q, std::vector<double>& values)
{
    if (values.empty() || std::isnan(q)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (q < 0 || q > 1) {
        return q < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    }
    std::sort(values.begin(), values.end(), [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
    const auto n = static_cast<double>(values.size());
    const double rank = q * (n - 1);
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(n - 1, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1 - weight) + values[static_cast<std::size_t>(upper)] * weight;
}

double medianDeviation(const Window& window)
{
    constexpr double half = 0.5;
    std::vector<double> values;
    for (const metrics::Sample& sample : window.samples) {
        values.push_back(sample.value);
    }
    const double median = quantile(half, values);
    for (double& value : values) {
        value = std::fabs(value - median);
    }
    return quantile(half, values);
}

} // namespace checkwatch::promql
