#include "models/promql/stepsahead.h"

#include "models/promql/evaluation.h"
#include "models/promql/rangefunction.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

constexpr std::size_t maxElementsAhead = 1UL << 20; ///< 16 to 32 MB
constexpr std::size_t fewestSteps = 4;              ///< below that it does not pay

/// The range where all of it lies in the samples and moves with the steps.
const Range* movingRange(const Call& call)
{
    const Expr& argument = unwrapped(*call.args.front());
    if (!isPlainOverWindow(call.function->id) || argument.kind != ExprKind::Range) {
        return nullptr;
    }
    const auto& range = as<Range>(argument);
    return range.selector->shift.at == At::None ? &range : nullptr;
}

} // namespace

const StepsAhead::Step* Evaluation::ahead(const Call& call, base::Timestamp time)
{
    if (m_bounds.step == base::Duration{0}) {
        return nullptr;
    }
    StepsAhead& steps = m_ahead[&call];
    // The steps come one after the other; what asks for other times is inside a subquery.
    const bool next = steps.empty() ? time == m_bounds.start : time == steps.end;
    if (next) {
        workAhead(call, time, steps);
    }
    return steps.find(time, m_bounds.step);
}

void Evaluation::workAhead(const Call& call, base::Timestamp time, StepsAhead& ahead)
{
    ahead = {};
    const Range* range = movingRange(call);
    if (range == nullptr || time > m_bounds.end) {
        return;
    }
    const auto selection = m_cache.get(m_data, *range->selector);
    const auto left = static_cast<std::size_t>((m_bounds.end - time) / m_bounds.step) + 1;
    const std::size_t count = std::min(left, maxElementsAhead / (selection->size() + 1));
    if (count < fewestSteps) {
        return;
    }
    ahead.begin = time;
    ahead.end = time + m_bounds.step * static_cast<std::int64_t>(count);
    ahead.steps.resize(count);
    for (const tsdb::SeriesRef series : *selection) {
        alongSeries(call, *range, series, ahead);
        if (interrupted()) {
            return;
        }
    }
}

void Evaluation::alongSeries(const Call& call, const Range& range, tsdb::SeriesRef series, StepsAhead& ahead)
{
    const FunctionId id = call.function->id;
    const bool drop = id != FunctionId::LastOverTime;
    const metrics::Labels* labels = &m_data.labels(series);
    const base::Timestamp firstEnd = shifted(ahead.begin, range.selector->shift);
    m_samples.clear();
    m_data.window(series, windowBegin(firstEnd, range.range), shifted(ahead.end - m_bounds.step, range.selector->shift),
                  m_samples);
    std::size_t begin = 0;
    std::size_t end = 0;
    base::Timestamp time = ahead.begin;
    base::Timestamp to = firstEnd;
    for (StepsAhead::Step& step : ahead.steps) {
        const base::Timestamp from = windowBegin(to, range.range);
        while (end < m_samples.size() && m_samples[end].time <= to) {
            ++end;
        }
        while (begin < end && m_samples[begin].time < from) {
            ++begin;
        }
        step.touched += end - begin + 1;
        if (begin < end) {
            const std::span<const metrics::Sample> samples(m_samples.data() + begin, end - begin);
            if (const auto value = overWindow(id, {samples, to, range.range, time})) {
                step.items.push_back({labels, *value, drop});
            }
        }
        time += m_bounds.step;
        to += m_bounds.step;
    }
}

} // namespace checkwatch::promql
