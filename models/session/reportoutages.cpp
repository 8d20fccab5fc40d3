#include "models/session/reportoutages.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

bool at(const std::vector<Outages::Outage>& outages, Timestamp time)
{
    return std::ranges::any_of(outages, [time](const auto& outage) { return outage.from <= time && time < outage.to; });
}

} // namespace

Outages::Outages(recording::Reader& reader, Timestamp from, Timestamp to)
{
    std::map<std::uint32_t, std::string> names;
    for (const recording::RecordedStream& stream : reader.streams()) {
        names[stream.record.number] = stream.record.labels.get("instance");
    }
    for (const recording::ScrapeRecord& scrape : reader.scrapes(from, to)) {
        std::vector<Outage>& outages = m_all[names[scrape.stream]];
        const bool known = !outages.empty() && outages.back().to == Timestamp::max();
        if (known && scrape.report.up) {
            outages.back().to = scrape.time;
        } else if (!known && !scrape.report.up) {
            outages.push_back({scrape.time, Timestamp::max(), scrape.report.error.message});
        }
    }
}

bool Outages::leaveUnknown(const metrics::Labels& alert, Timestamp time) const
{
    if (!alert.has("instance")) {
        return std::ranges::any_of(m_all, [time](const auto& of) { return at(of.second, time); });
    }
    const auto of = m_all.find(alert.get("instance"));
    return of != m_all.end() && at(of->second, time);
}

} // namespace checkwatch::session
