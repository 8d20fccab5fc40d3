#include "models/promql/window.h"

#include <cmath>

namespace checkwatch::promql {
namespace {

double seconds(base::Duration duration)
{
    return static_cast<double>(duration.count()) / 1000;
}

/// Last minus first, with what was lost at each reset added back.
double difference(std::span<const metrics::Sample> samples, bool counter)
{
    double result = samples.back().value - samples.front().value;
    for (std::size_t i = 1; counter && i < samples.size(); ++i) {
        if (samples[i].value < samples[i - 1].value) {
            result += samples[i - 1].value;
        }
    }
    return result;
}

} // namespace

// The order of the operations is Prometheus': another order gives other last bits.
std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond)
{
    const auto& samples = window.samples;
    if (samples.size() < 2) {
        return std::nullopt;
    }
    const double result = difference(samples, counter);
    double toStart = seconds(samples.front().time - (window.end - window.range));
    double toEnd = seconds(window.end - samples.back().time);
    const double sampled = seconds(samples.back().time - samples.front().time);
    const double average = sampled / static_cast<double>(samples.size() - 1);
    if (counter && result > 0 && samples.front().value >= 0) {
        const double toZero = sampled * (samples.front().value / result);
        toStart = toZero < toStart ? toZero : toStart;
    }
    const double threshold = average * 1.1;
    double extent = sampled;
    extent += toStart < threshold ? toStart : average / 2;
    extent += toEnd < threshold ? toEnd : average / 2;
    double factor = extent / sampled;
    if (perSecond) {
        factor /= seconds(window.range);
    }
    return result * factor;
}

std::optional<double> lastDifference(const Window& window, bool counter)
{
    const auto& samples = window.samples;
    if (samples.size() < 2) {
        return std::nullopt;
    }
    const metrics::Sample& last = samples.back();
    const metrics::Sample& previous = samples[samples.size() - 2];
    if (last.time == previous.time) {
        return std::nullopt;
    }
    const double change = counter && last.value < previous.value ? last.value : last.value - previous.value;
    return counter ? change / seconds(last.time - previous.time) : change;
}

double resets(const Window& window)
{
    int count = 0;
    for (std::size_t i = 1; i < window.samples.size(); ++i) {
        count += window.samples[i].value < window.samples[i - 1].value ? 1 : 0;
    }
    return count;
}

double changes(const Window& window)
{
    int count = 0;
    for (std::size_t i = 1; i < window.samples.size(); ++i) {
        const double now = window.samples[i].value;
        const double before = window.samples[i - 1].value;
        count += now != before && !(std::isnan(now) && std::isnan(before)) ? 1 : 0;
    }
    return count;
}

} // namespace checkwatch::promql
