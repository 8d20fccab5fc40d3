#include "models/promql/evaluation.h"

namespace checkwatch::promql {
namespace {

/// The series that a subquery's steps put together.
struct Gathered
{
    Item series;
    std::vector<metrics::Sample> samples;
};

/// The first multiple of `step` that is not before `from`.
std::int64_t firstStep(std::int64_t from, std::int64_t step)
{
    std::int64_t first = from / step * step;
    if (first < from) {
        first += step;
    }
    return first;
}

} // namespace

base::Timestamp Evaluation::shifted(base::Timestamp time, const TimeShift& shift) const
{
    switch (shift.at) {
    case At::None: return time - shift.offset;
    case At::Time: return shift.time - shift.offset;
    case At::Start: return (m_bounds.whole ? m_bounds.whole->first : m_bounds.start) - shift.offset;
    case At::End: return (m_bounds.whole ? m_bounds.whole->second : m_bounds.end) - shift.offset;
    }
    return time;
}

base::Timestamp Evaluation::windowBegin(base::Timestamp end, base::Duration length) const
{
    const base::Duration open{m_options.compat == Compat::Prometheus3 ? 1 : 0};
    return end - length + open;
}

Items Evaluation::select(const Selector& selector, base::Timestamp time, bool ownTimes)
{
    const auto selection = m_cache.get(m_data, selector);
    const base::Timestamp to = shifted(time, selector.shift);
    const base::Timestamp from = windowBegin(to, m_options.lookback);
    Items items;
    items.reserve(selection->size());
    looked(from, to);
    for (const tsdb::SeriesRef series : *selection) {
        const auto newest = m_data.newest(series, from, to);
        touch(1);
        if (m_failed) {
            break;
        }
        const std::uint32_t number = m_tape ? m_tape->addSelected(series, newest) : 0;
        if (newest && !metrics::isStale(newest->value)) {
            const double value = ownTimes ? base::unixSeconds(newest->time) : newest->value;
            items.push_back({&m_data.labels(series), value, false, number});
        }
    }
    return items;
}

void Evaluation::looked(base::Timestamp from, base::Timestamp to)
{
    if (m_tape) {
        m_tape->step().from = from;
        m_tape->step().to = to;
    }
}

void Evaluation::ranges(const Expr& expr, base::Timestamp time, const Visit& visit)
{
    const Expr& inner = unwrapped(expr);
    if (m_tape) {
        m_tape->begin(inner, time);
    }
    if (inner.kind == ExprKind::Range) {
        selectorRanges(as<Range>(inner), time, visit);
    } else {
        subqueryRanges(as<Subquery>(inner), time, visit);
    }
    if (m_tape) {
        m_tape->end();
    }
}

void Evaluation::selectorRanges(const Range& range, base::Timestamp time, const Visit& visit)
{
    const auto selection = m_cache.get(m_data, *range.selector);
    const base::Timestamp to = shifted(time, range.selector->shift);
    const base::Timestamp from = windowBegin(to, range.range);
    looked(from, to);
    for (const tsdb::SeriesRef series : *selection) {
        m_samples.clear();
        m_data.window(series, from, to, m_samples);
        touch(m_samples.size() + 1);
        if (m_failed) {
            return;
        }
        const Window window{m_samples, to, range.range, time};
        Item item{&m_data.labels(series)};
        item.origin = m_tape ? m_tape->addWindow(item, series, window) : 0;
        if (!m_samples.empty()) {
            visit(item, window);
        }
    }
}

void Evaluation::subqueryRanges(const Subquery& node, base::Timestamp time, const Visit& visit)
{
    const base::Timestamp to = shifted(time, node.shift);
    const base::Timestamp from = windowBegin(to, node.range);
    const std::int64_t step = (node.step.count() != 0 ? node.step : m_options.defaultSubqueryStep).count();
    looked(from, to);
    KeyIndex index;
    std::vector<Gathered> gathered;
    std::string key;
    m_duplicates.enterSubquery();
    for (std::int64_t at = firstStep(base::unixMs(from), step); at <= base::unixMs(to) && !m_failed; at += step) {
        for (const Item& item : vector(*node.inner, base::fromUnixMs(at))) {
            key.clear();
            appendKeyWithout(key, item, {});
            const auto [number, isNew] = index.insert(key);
            if (isNew) {
                gathered.push_back({item, {}});
            }
            gathered[number].samples.push_back({base::fromUnixMs(at), item.value});
        }
    }
    m_duplicates.leaveSubquery();
    for (Gathered& series : gathered) {
        if (m_failed) {
            return;
        }
        const Window window{series.samples, to, node.range, time};
        series.series.origin = m_tape ? m_tape->addWindow(series.series, tsdb::noSeries, window) : 0;
        visit(series.series, window);
    }
}

} // namespace checkwatch::promql
