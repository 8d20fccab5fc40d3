#include "models/rules/alertingrule.h"

#include <unordered_map>

/// What becomes of `for` over a restart; formulas and constants from Prometheus' rules/group.go, RestoreForState
/// (guides: prometheus 3.5).
namespace checkwatch::rules {
namespace {

constexpr base::Duration outageTolerance = std::chrono::hours{1};
constexpr base::Duration gracePeriod = std::chrono::minutes{10};

base::Timestamp wholeSeconds(base::Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time);
}

/// When an alert counts as active since: it was active from `since` and last seen at `down`.
base::Timestamp activeAt(base::Timestamp since, base::Timestamp down, base::Duration holdFor, base::Timestamp now)
{
    const base::Duration remaining = holdFor - (down - since);
    if (remaining <= base::Duration{0}) {
        return since; // it was firing: the next evaluation sets it to firing again
    }
    if (remaining < gracePeriod) {
        return now + gracePeriod - holdFor;
    }
    return since + (now - down); // the outage does not count
}

} // namespace

void AlertingRule::restore(const RuleContext& context, const tsdb::Querier& past, base::Timestamp now)
{
    if (m_rule->holdFor < gracePeriod || m_list.empty()) {
        return;
    }
    const std::vector matchers{metrics::Matcher::equal(std::string(metrics::metricNameLabel), "ALERTS_FOR_STATE"),
                               metrics::Matcher::equal("alertname", m_rule->name)};
    std::unordered_map<metrics::Labels, tsdb::SeriesRef> states;
    for (const tsdb::SeriesRef series : past.select(matchers)) {
        states.emplace(past.labels(series), series);
    }
    for (const std::uint32_t slot : m_list) {
        Alert& alert = context.table.alerts[slot];
        const auto state = alert.state == AlertState::Inactive
            ? states.end()
            : states.find(m_labels.ofSeries(alert.identity->labels, "ALERTS_FOR_STATE", {}));
        if (state == states.end()) {
            continue;
        }
        const auto last = past.newest(state->second, now - outageTolerance, now);
        if (!last || !(last->value > -1e15 && last->value < 1e15)) {
            continue; // too long ago, or not active any more: a staleness marker is a NaN
        }
        const base::Timestamp since{std::chrono::seconds{static_cast<std::int64_t>(last->value)}};
        alert.activeAt = activeAt(since, wholeSeconds(last->time), m_rule->holdFor, now);
    }
}

} // namespace checkwatch::rules
