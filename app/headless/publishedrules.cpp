#include "app/headless/publishedrules.h"

#include "models/haproxy/metricmap.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::app {

std::vector<rules::Group> publishedRules(const config::Config& config, const tsdb::Querier& data,
                                         const std::vector<rules::Group>& present)
{
    std::vector<rules::Group> known = present;
    std::vector<rules::Group> out;
    std::vector<haproxy::Exporter> seen;
    for (const tsdb::SeriesRef series : data.select({})) {
        const auto place = haproxy::placeOf(data.labels(series));
        const bool of = place && place->scope == haproxy::Scope::Server;
        if (!of || std::ranges::find(seen, place->exporter) != seen.end()) {
            continue;
        }
        seen.push_back(place->exporter);
        for (rules::Group& group : session::builtinGroups(config, place->exporter, known)) {
            known.push_back(group);
            out.push_back(std::move(group));
        }
    }
    return out;
}

} // namespace checkwatch::app
