#include "models/promql/evaluation.h"

#include "models/base/numbers.h"
#include "models/promql/arithmetic.h"
#include "models/promql/rangefunction.h"

#include <array>
#include <charconv>
#include <cmath>

namespace checkwatch::promql {
namespace {

/// Go's %f.
std::string withSixDigits(double value)
{
    if (!std::isfinite(value)) {
        return base::formatFloat(value, 'f');
    }
    std::array<char, 320> text{};
    const auto [end, code] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 6);
    return {text.data(), end};
}

/// NaN passes, as in Prometheus.
bool isFraction(double factor)
{
    return !(factor <= 0 || factor >= 1);
}

} // namespace

Items Evaluation::rangeCall(const Call& call, base::Timestamp time)
{
    const FunctionId id = call.function->id;
    switch (id) {
    case FunctionId::QuantileOverTime: return quantileOverTime(call, time);
    case FunctionId::AbsentOverTime: return absentOverTime(call, time);
    case FunctionId::DoubleExponentialSmoothing:
    case FunctionId::HoltWinters: return holtWintersCall(call, time);
    default: break;
    }
    if (const StepsAhead::Step* step = ahead(call, time)) {
        touch(step->touched);
        return step->items;
    }
    const bool drop = id != FunctionId::LastOverTime;
    const double seconds = id == FunctionId::PredictLinear ? scalar(*call.args[1], time) : 0;
    Items items;
    ranges(*call.args[0], time, [&](const Item& series, const Window& window) {
        WindowNotes* const notes = m_tape ? &m_tape->step().windows[series.origin].notes : nullptr;
        const auto value
            = id == FunctionId::PredictLinear ? predictLinear(window, seconds) : overWindow(id, window, notes);
        if (value) {
            items.push_back({series.labels, *value, drop || series.dropName, series.origin});
        }
    });
    return items;
}

Items Evaluation::quantileOverTime(const Call& call, base::Timestamp time)
{
    const double q = scalar(*call.args[0], time);
    std::vector<double> values;
    Items items;
    ranges(*call.args[1], time, [&](const Item& series, const Window& window) {
        values.clear();
        for (const metrics::Sample& sample : window.samples) {
            values.push_back(sample.value);
        }
        items.push_back({series.labels, quantile(q, values), true, series.origin});
    });
    return items;
}

Items Evaluation::absentOverTime(const Call& call, base::Timestamp time)
{
    bool present = false;
    ranges(*call.args[0], time, [&](const Item&, const Window&) { present = true; });
    if (present) {
        return {};
    }
    return {{keep(labelsForAbsent(*call.args[0])), 1}};
}

Items Evaluation::holtWintersCall(const Call& call, base::Timestamp time)
{
    const double smoothing = scalar(*call.args[1], time);
    const double trend = scalar(*call.args[2], time);
    Items items;
    ranges(*call.args[0], time, [&](const Item& series, const Window& window) {
        if (!isFraction(smoothing)) {
            return fail("invalid smoothing factor. Expected: 0 < sf < 1, got: " + withSixDigits(smoothing));
        }
        if (!isFraction(trend)) {
            return fail("invalid trend factor. Expected: 0 < tf < 1, got: " + withSixDigits(trend));
        }
        if (const auto value = holtWinters(window, smoothing, trend)) {
            items.push_back({series.labels, *value, true, series.origin});
        }
    });
    return items;
}

} // namespace checkwatch::promql
