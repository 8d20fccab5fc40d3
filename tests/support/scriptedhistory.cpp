#include "models/session/explainrule.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/vectorquerier.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::scriptedsession {

using fleet::Shown;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const fleet::AlertRow* alertOf(const fleet::ServerRow& row, const fleet::Snapshot& snapshot)
{
    return row.alert >= 0 ? &(*snapshot.alerts)[static_cast<std::size_t>(row.alert)] : nullptr;
}

/// The same for the same inputs, without looking random at rest.
double wobble(base::Timestamp time, std::uint32_t seed)
{
    const double t = base::unixSeconds(time) + seed * 17.0;
    return std::sin(t / 3.1) * 0.6 + std::sin(t / 7.7) * 0.5;
}

double increaseAt(const fleet::ServerRow& row, const fleet::AlertRow* alert, base::Timestamp time)
{
    const auto since = [&](base::Timestamp start) { return static_cast<double>((time - start).count()) / 1000.0; };
    switch (row.shown) {
    case Shown::Firing: {
        const double ago = since(alert->alert.activeAt);
        return ago < 0 ? 0 : std::min(1.0, ago / 60) * row.increase + (ago > 60 ? wobble(time, row.identity->id) : 0);
    }
    case Shown::Pending: return since(alert->alert.activeAt) < 0 ? 0 : row.increase;
    case Shown::DownRuleSilent:
    case Shown::DownFiring: {
        const double ago = since(row.since);
        return ago < -5 ? 0 : ago < 55 ? 3.05 : nan;
    }
    case Shown::Stale: return since(sceneTime - seconds{48}) > 0 ? nan : 0;
    case Shown::Out: return row.failuresCounted ? 0 : nan;
    default: return row.identity->id % 6 == 4 && std::abs(since(sceneTime - minutes{25})) < 30 ? 1.1 : 0;
    }
}

void addSpans(fleet::ServerHistory& history, const fleet::ServerRow& row, const fleet::AlertRow* alert,
              base::Timestamp from, base::Timestamp to)
{
    using fleet::SpanKind;
    if (row.shown == Shown::DownRuleSilent || row.shown == Shown::DownFiring)
        history.spans.push_back({SpanKind::NotCounted, std::max(from, row.since), to});
    else if (row.shown == Shown::Out && !row.failuresCounted)
        history.spans.push_back({SpanKind::NotCounted, std::max(from, sceneTime - minutes{26}), to});
    else if (row.shown == Shown::Stale)
        history.spans.push_back({SpanKind::Stale, sceneTime - seconds{48}, to});
    if (alert == nullptr)
        return;
    const bool firing = alert->phase == fleet::AlertPhase::Firing;
    history.spans.push_back(
        {SpanKind::Pending, std::max(from, alert->alert.activeAt), firing ? alert->alert.firedAt : to});
    if (firing)
        history.spans.push_back({SpanKind::Firing, std::max(from, alert->alert.firedAt), to});
}

} // namespace

fleet::ServerHistory historyOf(const fleet::ServerRow& row, const fleet::Snapshot& snapshot, base::Timestamp from,
                               base::Timestamp to, base::Duration step)
{
    fleet::ServerHistory history;
    history.server = row.identity->id;
    const fleet::AlertRow* alert = alertOf(row, snapshot);
    const base::Timestamp end = std::min(to, sceneTime);
    for (base::Timestamp t = from; t <= end; t += std::max(step, base::Duration{100}))
        history.increase.push_back({t, increaseAt(row, alert, t)});
    addSpans(history, row, alert, from, end);
    return history;
}

fleet::Explanation explanationOf(const fleet::ServerRow& row, const fleet::Snapshot& snapshot)
{
    fleet::Explanation why;
    why.question.server = row.identity->id;
    why.evaluatedAt = sceneTime - seconds{1};
    why.interval = why.scrapeInterval = seconds{5};
    why.holdFor = minutes{1};
    why.ruleName = "HaproxyServerHealthcheckFailure";
    why.expression = "increase(haproxy_server_check_failures_total[1m]) > 0";
    const base::Timestamp from = why.evaluatedAt - minutes{4};
    const bool failing = row.shown == Shown::Firing || row.shown == Shown::Pending;
    support::VectorQuerier data;
    std::vector<metrics::Sample> samples;
    for (int i = 0; i <= 48; ++i)
        samples.push_back({from + i * seconds{5}, row.failuresTotal - (failing ? std::floor((48 - i) * 0.77) : 0)});
    const metrics::Labels labels{
        {"instance", row.identity->instance}, {"proxy", row.identity->proxy}, {"server", row.identity->server}};
    data.add(metrics::LabelsBuilder(labels).set("__name__", "haproxy_server_check_failures_total").build(), samples);
    promql::EngineOptions options;
    options.explainTimeout = minutes{1};
    promql::Engine engine(options);
    session::explainRule(engine, data, {*promql::parse(why.expression), why.evaluatedAt, labels, seconds{5}}, why);
    why.spans = historyOf(row, snapshot, from, why.evaluatedAt, seconds{5}).spans;
    if (const fleet::AlertRow* alert = alertOf(row, snapshot)) {
        why.alert = alert->alert;
        why.firesAt = alert->firesAt;
    }
    why.annotations = {{"summary", "HAProxy server healthcheck failure"}};
    why.cannotTell
        = {"At 5 s scrapes and fall 3 × 2 s it catches a server that keeps flapping, as now.",
           "It would not fire for a server that dies and stays dead: 3 failures in 4 s leave the window before "
           "one minute has passed.",
           "DOWN servers are therefore shown on their own."};
    return why;
}

} // namespace checkwatch::scriptedsession
