#include "models/session/reportincrease.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

constexpr std::int64_t chartSteps = 240;

struct Charted
{
    ReportedServer* server = nullptr;
    std::optional<tsdb::SeriesRef> counter;
};

void findCounters(std::vector<Charted>& charted, const tsdb::Querier& data)
{
    for (const tsdb::SeriesRef series : data.select({})) {
        const metrics::Labels& labels = data.labels(series);
        const auto place = haproxy::placeOf(labels);
        if (!place || place->field != haproxy::Field::CheckFailures || place->scope != haproxy::Scope::Server) {
            continue;
        }
        const auto of = std::ranges::find_if(charted, [&](const Charted& one) {
            const ServerHistory& history = one.server->history;
            return std::tie(history.proxy, history.server, history.instance)
                == std::tuple(place->proxy, place->server, labels.get("instance"));
        });
        if (of != charted.end()) {
            of->counter = series;
        }
    }
}

std::vector<fleet::Span> spansNotCounted(const ServerHistory& history)
{
    std::vector<fleet::Span> out;
    for (const StateSpan& span : history.spans) {
        if (haproxy::isDown(span.state) || span.state == haproxy::ServerState::Maint) {
            out.push_back({fleet::SpanKind::NotCounted, span.from, span.to});
        }
    }
    return out;
}

} // namespace

bool addIncreases(IncidentReport& report, const tsdb::Querier& data, const std::function<bool(double)>& goOn)
{
    std::vector<Charted> charted;
    charted.reserve(report.servers.size());
    for (ReportedServer& server : report.servers) {
        charted.push_back({&server, {}});
    }
    std::ranges::stable_sort(charted, std::greater<>{},
                             [](const Charted& one) { return one.server->history.failures.size(); });
    charted.resize(std::min(charted.size(), chartedServers));
    findCounters(charted, data);
    const Duration step = std::max<Duration>((report.end - report.start) / chartSteps, std::chrono::seconds{1});
    // By time and not by server: whoever reads a recording goes through it once then.
    for (Timestamp time = report.start; time <= report.end; time += step) {
        if (!goOn(static_cast<double>((time - report.start).count())
                  / static_cast<double>((report.end - report.start).count() + 1))) {
            return false;
        }
        for (const Charted& one : charted) {
            const auto value = one.counter
                ? promql::increase(data, *one.counter, report.headline.range, time, report.headline.compat)
                : std::nullopt;
            one.server->increase.push_back({time, value.value_or(std::numeric_limits<double>::quiet_NaN())});
        }
    }
    for (const Charted& one : charted) {
        blankUncounted(one.server->increase, spansNotCounted(one.server->history));
    }
    return true;
}

} // namespace checkwatch::session
