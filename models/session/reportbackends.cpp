#include "models/session/reportbackends.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;
using haproxy::Field;

/// Prometheus' lookback.
constexpr Duration otherwiseStale = std::chrono::minutes{5};

using Backend = std::pair<std::string, std::string>; ///< name, exporter
/// Series that say how many servers it can use.
struct Counts
{
    std::vector<tsdb::SeriesRef> active;
    std::vector<tsdb::SeriesRef> backups; ///< say nothing where `active` is not recorded
};

std::map<Backend, Counts> countsOf(const tsdb::Querier& data, const std::vector<ServerPast>& servers)
{
    std::set<std::string_view> backends; // that have servers at all: a page of statistics has none
    for (const ServerPast& server : servers) {
        backends.insert(server.proxy);
    }
    std::map<Backend, Counts> out;
    for (const tsdb::SeriesRef series : data.select({})) {
        const metrics::Labels& labels = data.labels(series);
        const auto place = haproxy::placeOf(labels);
        if (!place || !backends.contains(place->proxy)) {
            continue;
        }
        if (place->field == Field::ActiveServers || place->field == Field::CurrentServers) {
            out[{std::string(place->proxy), std::string(labels.get("instance"))}].active.push_back(series);
        } else if (place->field == Field::BackupServers) {
            out[{std::string(place->proxy), std::string(labels.get("instance"))}].backups.push_back(series);
        }
    }
    return out;
}

/// The sum at each scrape, ascending.
std::vector<metrics::Sample> usableServers(const tsdb::Querier& data, const Counts& counts, Timestamp from,
                                           Timestamp to)
{
    std::vector<metrics::Sample> all;
    for (const std::vector<tsdb::SeriesRef>* const several : {&counts.active, &counts.backups}) {
        for (const tsdb::SeriesRef series : *several) {
            data.window(series, from, to, all);
        }
    }
    std::ranges::stable_sort(all, {}, &metrics::Sample::time);
    std::vector<metrics::Sample> out;
    for (const metrics::Sample& sample : all) {
        if (!out.empty() && out.back().time == sample.time) {
            out.back().value += sample.value;
        } else {
            out.push_back(sample);
        }
    }
    return out;
}

BackendOutage outageOf(const Backend& backend, const std::vector<metrics::Sample>& usable, Duration stale,
                       Timestamp end)
{
    BackendOutage out{backend.first, backend.second};
    out.always = true;
    for (std::size_t i = 0; i < usable.size(); ++i) {
        const bool none = usable[i].value == 0;
        out.always = out.always && none;
        if (none && (i == 0 || usable[i - 1].value != 0)) {
            out.first = out.times == 0 ? usable[i].time : out.first;
            ++out.times;
        }
        const Timestamp next = i + 1 == usable.size() ? end : usable[i + 1].time;
        out.sum += none ? std::min(next - usable[i].time, stale) : Duration{0};
    }
    return out;
}

} // namespace

std::vector<BackendOutage> backendOutages(const tsdb::Querier& data, const std::vector<ServerPast>& servers,
                                          const StaleAfter& stale, Timestamp from, Timestamp to,
                                          const std::function<bool(double)>& goOn)
{
    std::vector<BackendOutage> out;
    const std::map<Backend, Counts> backends = countsOf(data, servers);
    std::size_t done = 0;
    for (const auto& [backend, counts] : backends) {
        if (!goOn(static_cast<double>(done++) / static_cast<double>(backends.size()))) {
            break;
        }
        if (counts.active.empty()) {
            continue;
        }
        const auto known = stale.find(backend.second);
        BackendOutage outage = outageOf(backend, usableServers(data, counts, from, to),
                                        known == stale.end() ? otherwiseStale : known->second, to);
        if (outage.times > 0) {
            out.push_back(std::move(outage));
        }
    }
    std::ranges::stable_sort(out, std::greater<>{}, &BackendOutage::sum);
    return out;
}

} // namespace checkwatch::session
