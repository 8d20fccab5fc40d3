#include "models/session/restarts.h"

#include "models/haproxy/metricmap.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

Timestamp beganAt(Timestamp before, const metrics::Sample& shown)
{
    const double ms = shown.value * 1000;
    const bool between
        = ms > static_cast<double>(base::unixMs(before)) && ms < static_cast<double>(base::unixMs(shown.time));
    return between ? base::fromUnixMs(static_cast<std::int64_t>(ms)) : shown.time;
}

} // namespace

std::map<std::string, std::vector<Restart>> restartsIn(const tsdb::Querier& data, Timestamp from, Timestamp to)
{
    std::map<std::string, std::vector<Restart>> out;
    std::vector<metrics::Sample> samples;
    for (const tsdb::SeriesRef series : data.select({})) {
        const auto place = haproxy::placeOf(data.labels(series));
        if (!place || place->field != haproxy::Field::ProcessStart) {
            continue;
        }
        samples.clear();
        data.window(series, from, to, samples);
        std::vector<Restart>& restarts = out[std::string(data.labels(series).get("instance"))];
        for (std::size_t i = 1; i < samples.size(); ++i) {
            if (samples[i].value != samples[i - 1].value) {
                restarts.push_back({beganAt(samples[i - 1].time, samples[i]), samples[i].time});
            }
        }
        std::ranges::stable_sort(restarts, {}, &Restart::seen);
    }
    return out;
}

} // namespace checkwatch::session
