#include "models/promql/window.h"

#include <cmath>

namespace checkwatch::promql {
namespace {

double seconds(base::Duration duration)
{
    return static_cast<double>(duration.count()) / 1000;
}

void note(WindowNotes& notes, const metrics::Sample& before, const metrics::Sample& after)
{
    ++notes.resetCount;
    notes.lost += before.value;
    if (notes.resets.size() < WindowNotes::keptResets) {
        notes.resets.push_back({after.time, before.value, after.value});
    }
}

/// Last minus first, with what was lost at each reset added back.
template <bool tells>
double difference(std::span<const metrics::Sample> samples, bool counter, WindowNotes* notes)
{
    double result = samples.back().value - samples.front().value;
    if (!counter) {
        return result;
    }
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (samples[i].value < samples[i - 1].value) {
            result += samples[i - 1].value;
            if constexpr (tells) {
                note(*notes, samples[i - 1], samples[i]);
            }
        }
    }
    return result;
}

// The order of the operations is Prometheus': another order gives other last bits. One formula, compiled once with its
// record and once without, because it runs for every series of every rule.
template <bool tells>
double extrapolate(const Window& window, bool counter, bool perSecond, WindowNotes* notes)
{
    const auto& samples = window.samples;
    Extrapolation e;
    e.difference = difference<tells>(samples, counter, notes);
    e.toStart = seconds(samples.front().time - (window.end - window.range));
    e.toEnd = seconds(window.end - samples.back().time);
    e.sampled = seconds(samples.back().time - samples.front().time);
    e.average = e.sampled / static_cast<double>(samples.size() - 1);
    if (counter && e.difference > 0 && samples.front().value >= 0) {
        const double toZero = e.sampled * (samples.front().value / e.difference);
        if constexpr (tells) {
            e.fromZero = toZero < e.toStart;
        }
        e.toStart = toZero < e.toStart ? toZero : e.toStart;
    }
    const double threshold = e.average * 1.1;
    e.extent = e.sampled;
    e.extent += e.toStart < threshold ? e.toStart : e.average / 2;
    e.extent += e.toEnd < threshold ? e.toEnd : e.average / 2;
    e.factor = e.extent / e.sampled;
    if (perSecond) {
        e.factor /= seconds(window.range);
    }
    if constexpr (tells) {
        e.startFar = !(e.toStart < threshold);
        e.endFar = !(e.toEnd < threshold);
        notes->extrapolation = e;
    }
    return e.difference * e.factor;
}

} // namespace

std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond)
{
    return window.samples.size() < 2 ? std::nullopt
                                     : std::optional(extrapolate<false>(window, counter, perSecond, nullptr));
}

std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond, WindowNotes& notes)
{
    return window.samples.size() < 2 ? std::nullopt
                                     : std::optional(extrapolate<true>(window, counter, perSecond, &notes));
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

double resets(const Window& window, WindowNotes* notes)
{
    int count = 0;
    for (std::size_t i = 1; i < window.samples.size(); ++i) {
        const bool fell = window.samples[i].value < window.samples[i - 1].value;
        count += fell ? 1 : 0;
        if (fell && notes) {
            note(*notes, window.samples[i - 1], window.samples[i]);
        }
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
