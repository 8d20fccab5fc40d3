#include "models/session/reportservers.h"

#include "models/session/reportcauses.h"
#include "models/session/reportoutages.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

/// Who had trouble, or an alert.
std::vector<ServerName> concernedServers(const Backtest& backtest)
{
    std::vector<ServerName> out;
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        const ServerPast& past = backtest.servers[i];
        if (!past.down.empty() || !past.failures.empty() || backtest.sets.front().byServer[i].fired > 0) {
            out.push_back({past.proxy, past.server});
        }
    }
    return out;
}

std::vector<StateSpan>::const_iterator firstKnown(const ServerHistory& history)
{
    return std::ranges::find_if(history.spans,
                                [](const StateSpan& span) { return span.state != haproxy::ServerState::Unknown; });
}

/// By exporter: since when anything is known of its servers, of which most may be well and have no history.
std::map<std::string, Timestamp> knownSince(const std::vector<ServerHistory>& histories, recording::Reader& reader,
                                            Timestamp start, Timestamp end)
{
    std::map<std::uint32_t, std::string> instances;
    for (const recording::RecordedStream& stream : reader.streams()) {
        instances[stream.record.number] = stream.record.labels.get("instance");
    }
    std::map<std::string, Timestamp> out;
    for (const recording::ScrapeRecord& scrape : reader.scrapes(start, end)) {
        if (scrape.report.up) {
            out.try_emplace(instances[scrape.stream], scrape.time);
        }
    }
    for (const ServerHistory& history : histories) {
        if (const auto known = firstKnown(history); known != history.spans.end()) {
            const auto [at, isNew] = out.try_emplace(history.instance, known->from);
            at->second = std::min(at->second, known->from);
        }
    }
    return out;
}

/// Trouble that is the first thing known of a server began at a time that nobody knows: it is of the start, as far as anybody
/// can tell; but not where its exporter told of others before, as of one that was added. `since`: of knownSince().
std::optional<Timestamp> firstTrouble(const ServerHistory& history, const std::map<std::string, Timestamp>& since)
{
    if (const auto known = firstKnown(history); known != history.spans.end() && isTrouble(*known)) {
        return known->from > since.at(history.instance) ? known->from : history.spans.front().from;
    }
    std::optional<Timestamp> first;
    if (!history.failures.empty()) {
        first = history.failures.front();
    }
    const auto down = std::ranges::find_if(history.spans, isTrouble);
    if (down != history.spans.end() && (!first || down->from < *first)) {
        first = down->from;
    }
    return first;
}

void addTimes(ReportedServer& server)
{
    std::map<haproxy::ServerState, Duration> times;
    for (const StateSpan& span : server.history.spans) {
        times[span.state] += span.to - span.from;
    }
    server.timeIn.assign(times.begin(), times.end());
    std::ranges::stable_sort(server.timeIn, std::greater<>{}, [](const auto& entry) { return entry.second; });
}

Duration downTime(const ReportedServer& server)
{
    Duration sum{0};
    for (const auto& [state, time] : server.timeIn) {
        sum += haproxy::isDown(state) ? time : Duration{0};
    }
    return sum;
}

/// The first of each backend, as far as it is known: of those that had trouble at the start already, and of those that one
/// scrape showed together, nobody can tell.
void markFirstOut(std::vector<ReportedServer>& servers, Timestamp start)
{
    std::map<std::string, Timestamp> first;
    std::map<std::string, std::size_t> count; // of those that were
    for (const ReportedServer& server : servers) {
        const Timestamp trouble = server.firstTrouble.value_or(Timestamp::max());
        const auto [known, isNew] = first.try_emplace(server.history.proxy, trouble);
        std::size_t& those = count[server.history.proxy];
        those = isNew || trouble < known->second ? 1 : those + (trouble == known->second ? 1 : 0);
        known->second = std::min(known->second, trouble);
    }
    for (ReportedServer& server : servers) {
        server.firstOut = server.firstTrouble && *server.firstTrouble > start
            && *server.firstTrouble == first.at(server.history.proxy) && count.at(server.history.proxy) == 1;
    }
}

} // namespace

std::vector<ReportedServer> reportedServers(recording::Reader& reader, const tsdb::Querier& data,
                                            const Backtest& backtest, const std::function<bool(double)>& goOn)
{
    const RuleSetVerdict& rules = backtest.sets.front();
    std::vector<ReportedServer> out;
    std::vector<ServerHistory> histories
        = serverHistories(data, concernedServers(backtest), backtest.start, backtest.end, staleAfterIn(reader), goOn);
    std::map<std::pair<std::string, std::string>, std::vector<const Firing*>> firings; // by backend and server
    for (const Firing& firing : rules.firings) {
        for (const std::size_t i : firing.servers) {
            firings[{backtest.servers[i].proxy, backtest.servers[i].server}].push_back(&firing);
        }
    }
    const FailureLines lines(reader, backtest.start, backtest.end);
    const std::map<std::string, Timestamp> since = knownSince(histories, reader, backtest.start, backtest.end);
    for (ServerHistory& history : histories) {
        ReportedServer server;
        server.firstTrouble = firstTrouble(history, since);
        server.history = std::move(history);
        addTimes(server);
        addCause(server, lines);
        for (const Firing* const firing : firings[{server.history.proxy, server.history.server}]) {
            const std::string_view instance = rules.alerts[firing->alert].labels.get("instance");
            if (instance.empty() || instance == server.history.instance) {
                server.firing.push_back(*firing);
            }
        }
        out.push_back(std::move(server));
    }
    markFirstOut(out, backtest.start);
    std::ranges::stable_sort(out, [](const ReportedServer& a, const ReportedServer& b) {
        return std::pair(downTime(a), a.history.failures.size()) > std::pair(downTime(b), b.history.failures.size());
    });
    return out;
}

} // namespace checkwatch::session
