#include "ui/replay/namedspan.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {

constexpr base::Duration around = std::chrono::minutes{15};

using Stretch = std::pair<base::Timestamp, base::Timestamp>;

/// Of one server, or of all, ascending.
std::vector<Stretch> stretchesOf(const fleet::Timeline& timeline, fleet::ServerId server)
{
    std::vector<Stretch> out;
    for (const fleet::TimelineLane& lane : timeline.lanes) {
        if (lane.kind != fleet::TimelineLane::Kind::Server || (server != fleet::noServer && lane.server != server))
            continue;
        for (const fleet::TimelineSpan& span : lane.spans) {
            if (span.shown != fleet::Shown::Stale && span.shown != fleet::Shown::Out)
                out.emplace_back(span.from, span.to);
        }
    }
    std::ranges::sort(out);
    return out;
}

} // namespace

std::optional<NamedSpan> incidentAround(const fleet::Timeline& timeline, base::Timestamp at, fleet::ServerId server,
                                        const Place& place)
{
    std::vector<Stretch> stretches = stretchesOf(timeline, server);
    if (stretches.empty() && server != fleet::noServer)
        stretches = stretchesOf(timeline, fleet::noServer);
    std::optional<Stretch> incident;
    for (const auto& [from, to] : stretches) {
        if (incident && from - incident->second <= around) {
            incident->second = std::max(incident->second, to);
        } else if (!incident || incident->second + around < at) {
            incident = {from, to};
        }
    }
    if (!incident || at < incident->first - around || at > incident->second + around)
        return std::nullopt;
    return NamedSpan{NamedSpan::Kind::Incident, QStringLiteral("The incident here"),
                     std::max(place.from, incident->first - around), std::min(place.to, incident->second + around)};
}

std::vector<NamedSpan> spansAt(const Place& place, const fleet::Timeline* timeline, const StripRange& inSight,
                               fleet::ServerId server)
{
    std::vector<NamedSpan> out{{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")}};
    if (!inSight.whole())
        out.push_back(
            {NamedSpan::Kind::InSight, QStringLiteral("In sight on the timeline"), inSight.from(), inSight.to()});
    const auto incident = timeline != nullptr ? incidentAround(*timeline, place.now, server, place) : std::nullopt;
    if (incident)
        out.push_back(*incident);
    return out;
}

} // namespace checkwatch::replay
