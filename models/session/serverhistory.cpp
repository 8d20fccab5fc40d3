#include "models/session/serverhistory.h"

#include "models/haproxy/metricmap.h"
#include "models/session/restarts.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::CheckStatus;
using haproxy::Field;
using haproxy::ServerFacts;
using metrics::Sample;

constexpr base::Duration historyPiece = std::chrono::minutes{5};
/// A value counts until the next one, but no longer than this (Prometheus' lookback).
constexpr base::Duration lookback = std::chrono::minutes{5};

/// Whether data is too old is looked at once a second: a scrape that comes so late was not missed by anybody.
constexpr base::Duration glance = std::chrono::seconds{1};

/// One series of a server, and its newest value.
struct Part
{
    tsdb::SeriesRef series = 0;
    haproxy::MetricPlace place;
    std::vector<Sample> samples{}; ///< of the piece at hand
    std::size_t next = 0;
    std::optional<Sample> now{};
};

void addTo(ServerFacts& facts, const haproxy::MetricPlace& place, double value)
{
    facts.exporter = place.exporter;
    switch (place.field) {
    case Field::Status:
        facts.status = value == 1 ? static_cast<haproxy::ServerStatus>(place.code) : facts.status;
        break;
    case Field::StatusNumber: facts.status = haproxy::statusFromNumber(value); break;
    case Field::ServerUp: facts.status = value == 1 ? haproxy::ServerStatus::Up : haproxy::ServerStatus::NotUp; break;
    case Field::CheckStatus:
        facts.hasCheckStatus = true;
        facts.check = value == 1 ? static_cast<CheckStatus>(place.code) : facts.check;
        break;
    case Field::CheckStatusNumber:
        facts.hasCheckStatus = true;
        facts.check = haproxy::checkStatusFromNumber(value);
        break;
    case Field::CheckFailures: facts.checkFailures = value; break;
    case Field::Weight: facts.weight = value; break;
    case Field::Throttle: facts.throttle = value; break;
    default: break;
    }
}

class Follower
{
public:
    Follower(ServerHistory history, base::Duration staleAfter, const std::vector<Restart>& restarts)
        : m_history(std::move(history)), m_staleAfter(staleAfter), m_restarts(restarts)
    {
    }

    void add(tsdb::SeriesRef series, const haproxy::MetricPlace& place)
    {
        Part part{series, place};
        part.place.proxy = part.place.server = part.place.version = {}; // views into labels
        m_parts.push_back(std::move(part));
    }

    void read(const tsdb::Querier& data, Timestamp from, Timestamp to)
    {
        for (Part& part : m_parts) {
            part.samples.clear();
            part.next = 0;
            data.window(part.series, from, to, part.samples);
        }
        while (const auto time = nextTime()) {
            take(*time);
        }
    }

    ServerHistory finish(Timestamp to)
    {
        silence(to);
        if (!m_history.spans.empty()) {
            m_history.spans.back().to = to;
        }
        return std::move(m_history);
    }

    void begin(Timestamp from) { m_history.spans.push_back({from, from}); }

private:
    [[nodiscard]] std::optional<Timestamp> nextTime() const
    {
        std::optional<Timestamp> next;
        for (const Part& part : m_parts) {
            if (part.next < part.samples.size()) {
                const Timestamp time = part.samples[part.next].time;
                next = next ? std::min(*next, time) : time;
            }
        }
        return next;
    }

    void take(Timestamp time)
    {
        silence(time - glance);
        ServerFacts facts;
        for (Part& part : m_parts) {
            if (part.next < part.samples.size() && part.samples[part.next].time == time) {
                const Sample& sample = part.samples[part.next++];
                if (part.place.field == Field::CheckFailures) {
                    countFailures(part, sample);
                }
                part.now = sample;
            }
            if (part.now && time - part.now->time <= lookback) {
                addTo(facts, part.place, part.now->value);
            }
        }
        m_last = time;
        enter(haproxy::deriveState(facts), facts.check, time);
    }

    void countFailures(const Part& part, const Sample& sample)
    {
        const double before = !part.now                     ? sample.value
            : restartedBetween(part.now->time, sample.time) ? 0
                                                            : part.now->value;
        if (sample.value > before || (sample.value < before && sample.value > 0)) {
            m_history.failures.push_back(sample.time);
            m_history.failedChecks.push_back(sample.value > before ? sample.value - before : sample.value);
        }
    }

    /// A counter that has come as far as before shows no reset by itself.
    [[nodiscard]] bool restartedBetween(Timestamp before, Timestamp time) const
    {
        const auto next = std::ranges::upper_bound(m_restarts, before, {}, &Restart::seen);
        return next != m_restarts.end() && next->seen <= time;
    }

    /// Nothing was heard since the newest scrape, and that is too long ago: as a live view said then.
    void silence(Timestamp time)
    {
        if (m_last && time - *m_last > m_staleAfter) {
            enter(haproxy::ServerState::Unknown, CheckStatus::Unknown, *m_last + m_staleAfter);
        }
    }

    void enter(haproxy::ServerState state, CheckStatus check, Timestamp time)
    {
        StateSpan& now = m_history.spans.back();
        const CheckStatus failing = haproxy::isFailure(check) ? check : CheckStatus::Unknown;
        if (now.state != state) {
            now.to = time;
            m_history.spans.push_back({time, time, state, failing});
            return;
        }
        now.failing = now.failing == CheckStatus::Unknown ? failing : now.failing;
    }

    ServerHistory m_history;
    base::Duration m_staleAfter;
    std::vector<Restart> m_restarts;
    std::vector<Part> m_parts;
    std::optional<Timestamp> m_last;
};

void cutBefore(Timestamp from, ServerHistory& history)
{
    for (StateSpan& span : history.spans) {
        span.from = std::max(span.from, from);
    }
    std::erase_if(history.spans, [](const StateSpan& span) { return span.to <= span.from; });
    const auto first = std::ranges::lower_bound(history.failures, from);
    history.failedChecks.erase(history.failedChecks.begin(),
                               history.failedChecks.begin() + (first - history.failures.begin()));
    history.failures.erase(history.failures.begin(), first);
}

} // namespace

bool isTrouble(const StateSpan& span) noexcept
{
    return haproxy::isDown(span.state) || span.state == haproxy::ServerState::UpGoingDown;
}

std::vector<ServerHistory> serverHistories(const tsdb::Querier& data, const std::vector<ServerName>& servers,
                                           Timestamp from, Timestamp to, const StaleAfter& stale,
                                           const std::function<bool(double)>& goOn)
{
    const std::set<ServerName> wanted(servers.begin(), servers.end());
    auto restarts = restartsIn(data, from - lookback, to);
    std::map<std::tuple<std::string, std::string, std::string>, Follower> followers;
    for (const tsdb::SeriesRef series : data.select({})) {
        const metrics::Labels& labels = data.labels(series);
        const auto place = haproxy::placeOf(labels);
        if (!place || place->scope != haproxy::Scope::Server) {
            continue;
        }
        const ServerName name{std::string(place->proxy), std::string(place->server)};
        if (wanted.contains(name)) {
            std::string instance(labels.get("instance"));
            const auto key = std::tuple(instance, name.proxy, name.server);
            const auto known = stale.find(instance);
            const auto [at, added] = followers.try_emplace(
                key,
                Follower({std::move(instance), name.proxy, name.server, {}, {}, {}},
                         known == stale.end() ? lookback : known->second, restarts[std::get<0>(key)]));
            if (added) {
                at->second.begin(from - lookback);
            }
            at->second.add(series, *place);
        }
    }
    // What a server was in at the beginning it had come into before.
    for (Timestamp begin = from - lookback; begin <= to; begin += historyPiece) {
        if (!goOn(static_cast<double>(std::max<std::int64_t>((begin - from).count(), 0))
                  / static_cast<double>((to - from).count() + 1))) {
            break;
        }
        for (auto& [key, follower] : followers) {
            follower.read(data, begin, std::min(to, begin + historyPiece - base::Duration{1}));
        }
    }
    std::vector<ServerHistory> out;
    for (auto& [key, follower] : followers) {
        out.push_back(follower.finish(to));
        cutBefore(from, out.back());
    }
    return out;
}

} // namespace checkwatch::session
