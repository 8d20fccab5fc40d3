#include "models/session/reportbackends.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <map>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;
using haproxy::Field;

/// Prometheus' lookback.
constexpr Duration otherwiseStale = std::chrono::minutes{5};

using Backend = std::pair<std::string, std::string>; ///< name, exporter
using Usable = std::map<Timestamp, double>;          ///< servers at each scrape: active ones and backups

std::map<Backend, Usable> usableServers(const tsdb::Querier& data, Timestamp from, Timestamp to)
{
    std::map<Backend, Usable> out;
    std::vector<metrics::Sample> samples;
    for (const tsdb::SeriesRef series : data.select({})) {
        const metrics::Labels& labels = data.labels(series);
        const auto place = haproxy::placeOf(labels);
        if (!place
            || (place->field != Field::ActiveServers && place->field != Field::BackupServers
                && place->field != Field::CurrentServers)) {
            continue;
        }
        samples.clear();
        data.window(series, from, to, samples);
        Usable& usable = out[{std::string(place->proxy), std::string(labels.get("instance"))}];
        for (const metrics::Sample& sample : samples) {
            usable[sample.time] += sample.value;
        }
    }
    return out;
}

BackendOutage outageOf(const Backend& backend, const Usable& usable, Duration stale, Timestamp end)
{
    BackendOutage out{backend.first, backend.second};
    bool before = false;
    out.always = true;
    for (auto at = usable.begin(); at != usable.end(); ++at) {
        const bool none = at->second == 0;
        out.always = out.always && none;
        if (none && !before) {
            out.first = out.times == 0 ? at->first : out.first;
            ++out.times;
        }
        const Timestamp next = std::next(at) == usable.end() ? end : std::next(at)->first;
        out.sum += none ? std::min(next - at->first, stale) : Duration{0};
        before = none;
    }
    return out;
}

} // namespace

std::vector<BackendOutage> backendOutages(const tsdb::Querier& data, const StaleAfter& stale, Timestamp from,
                                          Timestamp to)
{
    std::vector<BackendOutage> out;
    for (const auto& [backend, usable] : usableServers(data, from, to)) {
        const auto known = stale.find(backend.second);
        const BackendOutage outage
            = outageOf(backend, usable, known == stale.end() ? otherwiseStale : known->second, to);
        if (outage.times > 0) {
            out.push_back(outage);
        }
    }
    std::ranges::stable_sort(out, std::greater<>{}, &BackendOutage::sum);
    return out;
}

} // namespace checkwatch::session
