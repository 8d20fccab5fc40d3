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
double difference(std::span<const metrics::Sample> samples, bool counter, WindowNotes* notes)
{
    double result = samples.back().value - samples.front().value;
    for (std::size_t i = 1; counter && i < samples.size(); ++i) {
        if (samples[i].value < samples[i - 1].value) {
            result += samples[i - 1].value;
            if (notes) {
                note(*notes, samples[i - 1], samples[i]);
            }
        }
    }
    return result;
}

// The order of the operations is Prometheus': another order gives other last bits.
Extrapolation extrapolate(const Window& window, bool counter, bool perSecond, WindowNotes* notes)
{
    const auto& samples = window.samples;
    Extrapolation e;
    e.difference = difference(samples, counter, notes);
    e.toStart = seconds(samples.front().time - (window.end - window.range));
    e.toEnd = seconds(window.end - samples.back().time);
    e.sampled = seconds(samples.back().time - samples.front().time);
    e.average = e.sampled / static_cast<double>(samples.size() - 1);
    if (counter && e.difference > 0 && samples.front().value >= 0) {
        const double toZero = e.sampled * (samples.front().value / e.difference);
        e.fromZero = toZero < e.toStart;
        e.toStart = e.fromZero ? toZero : e.toStart;
    }
    const double threshold = e.average * 1.1;
    e.startFar = !(e.toStart < threshold);
    e.endFar = !(e.toEnd < threshold);
    e.extent = e.sampled;
    e.extent += e.startFar ? e.average / 2 : e.toStart;
    e.extent += e.endFar ? e.average / 2 : e.toEnd;
    e.factor = e.extent / e.sampled;
    if (perSecond) {
        e.factor /= seconds(window.range);
    }
    return e;
}

} // namespace

std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond, WindowNotes* notes)
{
    if (window.samples.size() < 2) {
        return std::nullopt;
    }
    const Extrapolation e = extrapolate(window, counter, perSecond, notes);
    if (notes) {
        notes->extrapolation = e;
    }
    return e.difference * e.factor;
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
