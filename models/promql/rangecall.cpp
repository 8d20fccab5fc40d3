#include "models/promql/evaluation.h"

#include "models/base/numbers.h"
#include "models/promql/arithmetic.h"
#include "models/promql/rangefunction.h"

#include <algorithm>
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

/// What overWindow() gives for this many samples that are all the same finite number. REQUIRES: isChange(id).
std::optional<double> changeOfNothing(FunctionId id, std::uint32_t count)
{
    const bool counts = id == FunctionId::Resets || id == FunctionId::Changes;
    return counts || count > 1 ? std::optional(0.0) : std::nullopt;
}

constexpr std::size_t maxElementsAhead = 1UL << 20; ///< 32 MB
constexpr std::size_t fewestSteps = 4;              ///< below that it does not pay to work ahead

} // namespace

const StepsAhead::Step* Evaluation::ahead(const Call& call, base::Timestamp time)
{
    const auto at = m_ahead.find(&call);
    // The steps come one after the other; what asks for other times is inside a subquery.
    const base::Timestamp next = at == m_ahead.end() ? m_bounds.start : at->second.end();
    const Range* range = StepsAhead::movingRange(call);
    if (m_bounds.step == base::Duration{0} || range == nullptr || time != next || time > m_bounds.end) {
        return at == m_ahead.end() ? nullptr : at->second.find(time);
    }
    const auto selection = m_cache.get(m_data, *range->selector);
    const auto left = static_cast<std::size_t>((m_bounds.end - time) / m_bounds.step) + 1;
    const std::size_t count = std::min(left, maxElementsAhead / (selection->size() + 1));
    if (count < fewestSteps) {
        return nullptr;
    }
    const base::Duration open = windowBegin(time, base::Duration{0}) - time;
    StepsAhead& steps
        = m_ahead.insert_or_assign(&call, StepsAhead(call, time, m_bounds.step, count, open)).first->second;
    for (const tsdb::SeriesRef series : *selection) {
        steps.add(m_data, series);
        if (interrupted()) {
            return nullptr;
        }
    }
    return steps.find(time);
}

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
    const Expr& argument = unwrapped(*call.args[0]);
    if (!m_tape && isPlainOverWindow(id) && argument.kind == ExprKind::Range) {
        return overSelector(id, as<Range>(argument), time);
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

Items Evaluation::overSelector(FunctionId id, const Range& range, base::Timestamp time)
{
    const auto selection = m_cache.get(m_data, *range.selector);
    const base::Timestamp to = shifted(time, range.selector->shift);
    const base::Timestamp from = windowBegin(to, range.range);
    const bool drop = id != FunctionId::LastOverTime;
    Items items;
    items.reserve(selection->size());
    for (const tsdb::SeriesRef series : *selection) {
        std::optional<double> value;
        const auto constant = isChange(id) ? m_data.constantWindow(series, from, to) : std::nullopt;
        if (constant && std::isfinite(constant->value)) {
            value = changeOfNothing(id, constant->count);
            touch(constant->count + 1);
        } else {
            m_samples.clear();
            m_data.window(series, from, to, m_samples);
            value = m_samples.empty() ? std::nullopt : overWindow(id, {m_samples, to, range.range, time});
            touch(m_samples.size() + 1);
        }
        if (m_failed) {
            return {};
        }
        if (value) {
            items.push_back({&m_data.labels(series), *value, drop});
        }
    }
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
