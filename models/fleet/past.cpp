#include "models/fleet/past.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace checkwatch::fleet {
namespace {

using base::Duration;
using base::Timestamp;
using haproxy::Field;
using metrics::Sample;

constexpr std::array statusFamilies{"haproxy_server_status", "haproxy_server_up"};

std::vector<tsdb::SeriesRef> seriesOf(const tsdb::Querier& samples, const char* name)
{
    const metrics::Matcher matcher = metrics::Matcher::equal("__name__", name);
    return samples.select({&matcher, 1});
}

/// Whether a value of this series says by itself that HAProxy counts no failures of its server.
bool silences(const haproxy::MetricPlace& place, double value)
{
    using haproxy::ServerStatus;
    switch (place.field) {
    case Field::ServerUp: return value != 1;
    case Field::StatusNumber: {
        const ServerStatus status = haproxy::statusFromNumber(value);
        return status == ServerStatus::Down || status == ServerStatus::Maint;
    }
    case Field::Status: {
        const auto status = static_cast<ServerStatus>(place.code);
        return value == 1 && (status == ServerStatus::Down || status == ServerStatus::Maint);
    }
    default: return false;
    }
}

/// A series begins (+1) or ceases (-1) to silence its server.
using Change = std::pair<Timestamp, int>;

void addChanges(const tsdb::Querier& samples, tsdb::SeriesRef series, const haproxy::MetricPlace& place, Timestamp from,
                Timestamp to, std::vector<Change>& out)
{
    if (const auto constant = samples.constantWindow(series, from, to)) {
        if (silences(place, constant->value)) {
            out.emplace_back(constant->first, 1);
        }
        return;
    }
    std::vector<Sample> window;
    samples.window(series, from, to, window);
    bool before = false;
    for (const Sample& sample : window) {
        const bool now = silences(place, sample.value);
        if (now != before) {
            out.emplace_back(sample.time, now ? 1 : -1);
        }
        before = now;
    }
}

SpanLog spansOf(std::vector<Change> changes)
{
    std::ranges::sort(changes);
    SpanLog log;
    int silent = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        silent += changes[i].second;
        if (i + 1 == changes.size() || changes[i + 1].first != changes[i].first) {
            log.set(changes[i].first, silent > 0 ? spanbit::notCounted : std::uint8_t{0});
        }
    }
    return log;
}

/// Stretches of more than two intervals (and 10 s) without a good scrape, the last one up to now.
SpanLog gapsOf(const std::vector<Sample>& ups, Timestamp to)
{
    Duration interval = Duration::max();
    for (std::size_t i = 1; i < ups.size(); ++i) {
        interval = std::min(interval, ups[i].time - ups[i - 1].time);
    }
    SpanLog log;
    std::optional<Timestamp> good;
    const auto gap = [&](Timestamp until) {
        return good
            && until - *good
            > std::max<Duration>(2 * std::min<Duration>(interval, std::chrono::hours{1}), std::chrono::seconds{10});
    };
    for (const Sample& up : ups) {
        if (up.value != 1) {
            continue;
        }
        if (gap(up.time)) {
            log.set(*good + interval, spanbit::stale);
            log.set(up.time, 0);
        }
        good = up.time;
    }
    if (gap(to)) {
        log.set(*good + std::min<Duration>(interval, to - *good), spanbit::stale);
    }
    return log;
}

} // namespace

Past::Past(const tsdb::Querier& samples, Timestamp from, Timestamp to)
{
    addServers(samples, from, to);
    addTargets(samples, from, to);
}

void Past::addServers(const tsdb::Querier& samples, Timestamp from, Timestamp to)
{
    std::map<ServerKey, std::vector<Change>> changes;
    for (const char* const family : statusFamilies) {
        for (const tsdb::SeriesRef series : seriesOf(samples, family)) {
            const metrics::Labels& labels = samples.labels(series);
            const auto place = haproxy::placeOf(labels);
            if (!place || place->scope != haproxy::Scope::Server) {
                continue;
            }
            std::vector<Change> found;
            addChanges(samples, series, *place, from, to, found);
            if (!found.empty()) {
                auto& all = changes[{std::string(labels.get("job")), std::string(labels.get("instance")),
                                     std::string(place->proxy), std::string(place->server)}];
                all.insert(all.end(), found.begin(), found.end());
            }
        }
    }
    for (auto& [server, found] : changes) {
        m_servers.emplace(server, spansOf(std::move(found)));
    }
}

void Past::addTargets(const tsdb::Querier& samples, Timestamp from, Timestamp to)
{
    for (const tsdb::SeriesRef series : seriesOf(samples, "up")) {
        std::vector<Sample> ups;
        samples.window(series, from, to, ups);
        const metrics::Labels& labels = samples.labels(series);
        if (!ups.empty()) {
            m_targets.insert_or_assign({std::string(labels.get("job")), std::string(labels.get("instance"))},
                                       TargetPast{ups.front().time, gapsOf(ups, to)});
        }
    }
}

SpanLog Past::takeServer(const ServerIdentity& server)
{
    const auto known = m_servers.find({server.job, server.instance, server.proxy, server.server});
    return known == m_servers.end() ? SpanLog() : std::move(m_servers.extract(known).mapped());
}

std::optional<TargetPast> Past::takeTarget(const std::string& job, const std::string& instance)
{
    const auto known = m_targets.find({job, instance});
    if (known == m_targets.end()) {
        return std::nullopt;
    }
    return std::move(m_targets.extract(known).mapped());
}

} // namespace checkwatch::fleet
