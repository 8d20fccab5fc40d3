#include "models/session/headline.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

bool notCounted(const std::vector<fleet::Span>& spans, Timestamp time)
{
    return std::any_of(spans.begin(), spans.end(), [&](const fleet::Span& span) {
        return span.kind == fleet::SpanKind::NotCounted && span.from <= time && time <= span.to;
    });
}

Timestamp firstMultiple(Timestamp from, Duration step)
{
    const auto ms = base::unixMs(from);
    const auto size = step.count();
    return base::fromUnixMs((ms + size - 1) / size * size);
}

} // namespace

Headline headlineOf(const rules::Rule* rule, promql::Compat compat)
{
    Headline headline;
    headline.compat = compat;
    if (rule == nullptr) {
        headline.expr = *promql::parse(headline.expression);
        return headline;
    }
    headline.name = rule->name;
    headline.expression = rule->query;
    headline.expr = rule->expr;
    headline.holdFor = rule->holdFor;
    static const re2::RE2 form("increase\\([^\\[\\]]*\\[([0-9a-z]+)\\]\\)\\s*>=?\\s*([0-9.eE+-]+)");
    std::string range;
    std::string threshold;
    if (re2::RE2::FullMatch(rule->query, form, &range, &threshold)) {
        if (const auto parsed = base::parseDuration(range); parsed.ok()) {
            headline.range = *parsed;
        }
        headline.threshold = base::parseFloat(threshold).value_or(0);
    }
    return headline;
}

void addIncrease(const Headline& headline, const tsdb::Querier& data, std::optional<tsdb::SeriesRef> counter,
                 const HistoryTimes& times, fleet::ServerHistory& history)
{
    if (!counter || times.step.count() <= 0) {
        return;
    }
    Timestamp time = firstMultiple(times.from, times.step);
    for (const auto& value :
         promql::increases(data, *counter, headline.range, {time, times.to, times.step}, headline.compat)) {
        history.increase.push_back({time, value.value_or(std::numeric_limits<double>::quiet_NaN())});
        time += times.step;
    }
    blankUncounted(history.increase, history.spans);
}

void blankUncounted(std::vector<fleet::Point>& points, const std::vector<fleet::Span>& spans)
{
    for (fleet::Point& point : points) {
        if (point.value == 0 && notCounted(spans, point.time)) {
            point.value = std::numeric_limits<double>::quiet_NaN();
        }
    }
}

} // namespace checkwatch::session
