#include "models/session/reportoutages.h"

#include "models/fleet/staleness.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

/// A scrape is not further from the one before: whether an exporter could be read is known at the beginning.
constexpr base::Duration longestInterval = std::chrono::minutes{5};

bool at(const std::vector<Outages::Outage>& outages, Timestamp time)
{
    return std::ranges::any_of(outages,
                               [time](const auto& outage) { return outage.from <= time && time < outage.heard; });
}

} // namespace

Outages::Outages(recording::Reader& reader, Timestamp from, Timestamp to)
{
    std::map<std::uint32_t, Target> targets;
    for (const recording::RecordedStream& stream : reader.streams()) {
        const metrics::Labels& labels = stream.record.labels;
        targets[stream.record.number] = {std::string(labels.get("instance")), std::string(labels.get("job"))};
    }
    for (const recording::ScrapeRecord& scrape : reader.scrapes(from, to)) {
        std::vector<Outage>& outages = m_all[targets[scrape.stream]];
        const bool known = !outages.empty() && outages.back().to == Timestamp::max();
        if (known && scrape.report.up) {
            outages.back().to = scrape.time;
            outages.back().heard = std::clamp(scrape.received, scrape.time, scrape.time + recording::longestScrape);
        } else if (!known && !scrape.report.up) {
            outages.push_back({scrape.time, Timestamp::max(), Timestamp::max(), scrape.report.error.message});
        }
    }
}

bool Outages::leaveUnknown(const metrics::Labels& alert, Timestamp time) const
{
    const auto fits = [&alert](const char* label, const std::string& value) {
        return !alert.has(label) || alert.get(label) == value;
    };
    return alert.has("instance") && std::ranges::any_of(m_all, [&](const auto& of) {
               return fits("instance", of.first.first) && fits("job", of.first.second) && at(of.second, time);
           });
}

std::string Outages::awayAt(Timestamp time) const
{
    const auto away = std::ranges::find_if(m_all, [time](const auto& of) { return at(of.second, time); });
    return away == m_all.end() ? std::string() : away->first.first;
}

std::map<std::string, base::Duration> unreadTimes(recording::Reader& reader, Timestamp from, Timestamp to)
{
    std::map<std::string, base::Duration> out;
    const Outages outages(reader, from - longestInterval, to);
    for (const auto& [target, times] : outages.all()) {
        for (const Outages::Outage& outage : times) {
            const base::Duration length = std::min(outage.to, to) - std::max(outage.from, from);
            if (length > base::Duration{0}) {
                out[target.first] += length;
            }
        }
    }
    return out;
}

StaleAfter staleAfterIn(const recording::Reader& reader)
{
    StaleAfter out;
    for (const recording::RecordedStream& stream : reader.streams()) {
        if (stream.record.kind == recording::StreamRecord::Kind::Target && stream.record.interval > base::Duration{0}) {
            base::Duration& longest = out[std::string(stream.record.labels.get("instance"))];
            longest = std::max(longest, fleet::staleAfter(stream.record.interval));
        }
    }
    return out;
}

} // namespace checkwatch::session
