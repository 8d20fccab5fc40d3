#include "models/session/downspells.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::Field;
using metrics::Sample;

/// Read at a time, of all series: each part of a recording is unpacked once, and who sweeps keeps little.
constexpr base::Duration spellPiece = std::chrono::minutes{1};
/// Without a sample for so long nothing is known (Prometheus' lookback).
constexpr base::Duration silence = std::chrono::minutes{5};

/// Whether a value of this series says that its server is DOWN; nullopt for series that say nothing about that.
std::optional<double> downValue(const haproxy::MetricPlace& place)
{
    switch (place.field) {
    case Field::Status:
        return place.code == static_cast<std::uint8_t>(haproxy::ServerStatus::Down) ? std::optional(1.0) : std::nullopt;
    case Field::StatusNumber:
    case Field::ServerUp: return 0.0;
    default: return std::nullopt;
    }
}

/// One series on its way through time.
struct Watched
{
    tsdb::SeriesRef series = 0;
    std::size_t server = 0;
    std::optional<double> down; ///< the value that means it; unset for a counter of failures
    std::optional<Sample> last;
    std::vector<DownTime> spans;

    void takeDown(const Sample& sample)
    {
        const bool isDown = sample.value == *down;
        const bool wasDown = last && last->value == *down;
        if (wasDown && (isDown || sample.time - last->time <= silence)) {
            spans.back().to = sample.time;
        } else if (isDown) {
            spans.push_back({sample.time, sample.time, !last, false});
        }
    }
    void end(Timestamp to)
    {
        if (down && last && last->value == *down && to - last->time <= silence) {
            spans.back().goesOn = true;
        }
    }
    /// True where checks have failed since the last sample.
    [[nodiscard]] bool hasFailed(const Sample& sample) const
    {
        // After a reset the counter began at 0.
        return last && (sample.value > last->value || (sample.value < last->value && sample.value > 0));
    }
};

class PastReader
{
public:
    explicit PastReader(const tsdb::Querier& data) : m_data(data)
    {
        for (const tsdb::SeriesRef series : data.select({})) {
            const auto place = haproxy::placeOf(data.labels(series));
            if (place && place->scope == haproxy::Scope::Server) {
                watch(series, *place);
            }
        }
    }

    void read(Timestamp from, Timestamp to)
    {
        for (Watched& watched : m_watched) {
            m_samples.clear();
            m_data.window(watched.series, from, to, m_samples);
            for (const Sample& sample : m_samples) {
                if (watched.down) {
                    watched.takeDown(sample);
                } else if (watched.hasFailed(sample)) {
                    m_pasts[watched.server].failures.push_back(sample.time);
                }
                watched.last = sample;
            }
        }
    }

    std::vector<ServerPast> take(Timestamp to)
    {
        for (Watched& watched : m_watched) {
            watched.end(to);
            auto& down = m_pasts[watched.server].down;
            down.insert(down.end(), watched.spans.begin(), watched.spans.end());
        }
        for (ServerPast& past : m_pasts) {
            std::ranges::sort(past.failures);
            past.failures.erase(std::ranges::unique(past.failures).begin(), past.failures.end());
            join(past.down);
        }
        std::ranges::sort(m_pasts, {}, [](const ServerPast& past) { return std::tie(past.proxy, past.server); });
        return std::move(m_pasts);
    }

private:
    void watch(tsdb::SeriesRef series, const haproxy::MetricPlace& place)
    {
        const std::pair key(std::string(place.proxy), std::string(place.server));
        const auto [known, added] = m_numbers.try_emplace(key, m_pasts.size());
        if (added) {
            m_pasts.push_back({key.first, key.second, {}, {}, {}});
        }
        std::vector<std::string>& instances = m_pasts[known->second].instances;
        const std::string instance(m_data.labels(series).get("instance"));
        if (const auto at = std::ranges::lower_bound(instances, instance); at == instances.end() || *at != instance) {
            instances.insert(at, instance);
        }
        const auto down = downValue(place);
        if (down || place.field == Field::CheckFailures) {
            m_watched.push_back({series, known->second, down, {}, {}});
        }
    }

    /// The union of spans out of several sources.
    static void join(std::vector<DownTime>& spans)
    {
        std::ranges::sort(spans, {}, &DownTime::from);
        std::vector<DownTime> joined;
        for (const DownTime& span : spans) {
            if (!joined.empty() && span.from <= joined.back().to) {
                joined.back().to = std::max(joined.back().to, span.to);
                joined.back().goesOn = joined.back().goesOn || span.goesOn;
            } else {
                joined.push_back(span);
            }
        }
        spans = std::move(joined);
    }

    const tsdb::Querier& m_data;
    std::map<std::pair<std::string, std::string>, std::size_t> m_numbers; ///< of the pasts, by backend and name
    std::vector<ServerPast> m_pasts;
    std::vector<Watched> m_watched;
    std::vector<Sample> m_samples;
};

/// The first of the failed checks that ended at `down`, none of them before `after`.
Timestamp firstFailureOf(const ServerPast& past, Timestamp down, Timestamp after)
{
    Timestamp first = down;
    auto at = std::ranges::upper_bound(past.failures, down);
    while (at != past.failures.begin() && *(at - 1) >= after && first - *(at - 1) <= failuresTogether) {
        first = *--at;
    }
    return first;
}

} // namespace

std::vector<ServerPast> serverPasts(const tsdb::Querier& data, Timestamp from, Timestamp to,
                                    const std::function<bool(double)>& goOn)
{
    PastReader reader(data);
    for (Timestamp begin = from; begin <= to; begin += spellPiece) {
        if (!goOn(static_cast<double>((begin - from).count()) / static_cast<double>((to - from).count() + 1))) {
            break;
        }
        reader.read(begin, std::min(to, begin + spellPiece - base::Duration{1}));
    }
    return reader.take(to);
}

std::vector<DownSpell> downSpells(const std::vector<ServerPast>& pasts, base::Duration atLeast)
{
    std::vector<DownSpell> out;
    for (std::size_t server = 0; server < pasts.size(); ++server) {
        Timestamp after = Timestamp::min();
        for (const DownTime& time : pasts[server].down) {
            if (time.to - time.from >= atLeast) {
                out.push_back({server, firstFailureOf(pasts[server], time.from, after), time});
                after = time.to;
            }
        }
    }
    std::ranges::stable_sort(out, {}, [](const DownSpell& spell) { return spell.time.from; });
    return out;
}

bool wasDown(const ServerPast& past, Timestamp from, Timestamp to)
{
    const auto after = std::ranges::lower_bound(past.down, from, {}, &DownTime::to);
    return after != past.down.end() && after->from <= to;
}

bool hadTrouble(const ServerPast& past, Timestamp from, Timestamp to)
{
    const auto failure = std::ranges::lower_bound(past.failures, from);
    return (failure != past.failures.end() && *failure <= to) || wasDown(past, from, to);
}

} // namespace checkwatch::session
