#include "models/promql/stepsahead.h"

#include "models/promql/rangefunction.h"

namespace checkwatch::promql {

const Range* StepsAhead::movingRange(const Call& call)
{
    const Expr& argument = unwrapped(*call.args.front());
    if (!isPlainOverWindow(call.function->id) || argument.kind != ExprKind::Range) {
        return nullptr;
    }
    const auto& range = as<Range>(argument);
    return range.selector->shift.at == At::None ? &range : nullptr;
}

StepsAhead::StepsAhead(const Call& call, base::Timestamp begin, base::Duration step, std::size_t count,
                       base::Duration open)
    : m_call(&call), m_range(movingRange(call)), m_begin(begin), m_step(step), m_open(open), m_steps(count)
{
}

const StepsAhead::Step* StepsAhead::find(base::Timestamp time) const
{
    const bool within = time >= m_begin && time < end() && (time - m_begin) % m_step == base::Duration{0};
    return within ? &m_steps[static_cast<std::size_t>((time - m_begin) / m_step)] : nullptr;
}

void StepsAhead::add(const tsdb::Querier& data, tsdb::SeriesRef series)
{
    const FunctionId id = m_call->function->id;
    const bool drop = id != FunctionId::LastOverTime;
    const metrics::Labels* labels = &data.labels(series);
    base::Timestamp time = m_begin;
    base::Timestamp to = m_begin - m_range->selector->shift.offset;
    m_samples.clear();
    data.window(series, to - m_range->range + m_open, end() - m_step - m_range->selector->shift.offset, m_samples);
    auto first = m_samples.cbegin();
    auto last = first; // behind it
    for (Step& step : m_steps) {
        const base::Timestamp from = to - m_range->range + m_open;
        while (last != m_samples.cend() && last->time <= to) {
            ++last;
        }
        while (first != last && first->time < from) {
            ++first;
        }
        step.touched += static_cast<std::size_t>(last - first) + 1;
        if (first != last) {
            if (const auto value = overWindow(id, {{first, last}, to, m_range->range, time})) {
                step.items.push_back({labels, *value, drop});
            }
        }
        time += m_step;
        to += m_step;
    }
}

} // namespace checkwatch::promql
