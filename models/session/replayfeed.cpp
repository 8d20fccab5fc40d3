#include "models/session/replayfeed.h"

#include "models/recording/standingevents.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using metrics::ScrapeBatch;
using recording::longestScrape;
using recording::RecordedStream;
using recording::ScrapeRecord;

constexpr base::Duration feedPiece = std::chrono::minutes{10};

sources::Target targetFrom(const RecordedStream& stream)
{
    sources::Target target;
    target.url = stream.record.url;
    target.labels = stream.record.labels;
    target.config.jobName = stream.record.labels.get("job");
    target.config.interval = std::max(stream.record.interval, base::Duration{1});
    target.config.timeout = stream.record.timeout;
    // Scrapes lie on a grid of their interval; where it lies says when the next one would have been.
    const std::chrono::nanoseconds begins = stream.record.begins.time_since_epoch();
    target.offsetHash = static_cast<std::uint64_t>((begins % target.config.interval).count());
    return target;
}

bool sameTarget(const sources::Target& a, const sources::Target& b)
{
    return a.labels == b.labels && a.url == b.url;
}

/// Whether a target that ends left this behind.
bool areMarkers(const ScrapeBatch& batch)
{
    return std::ranges::all_of(batch.column,
                               [](double value) { return metrics::isStale(value) || metrics::isMissing(value); });
}

} // namespace

ReplayFeed::ReplayFeed(recording::Reader& reader, RecordedSession session)
    : m_reader(reader), m_session(std::move(session)), m_loaded(m_session.start - longestScrape),
      m_arrived(m_session.whole ? Timestamp::min() : m_session.start),
      m_eventsTold(m_session.start - base::Duration{m_session.whole ? 0 : 1})
{
    findTargets();
    loadEvents();
}

void ReplayFeed::refreshed(RecordedSession session)
{
    m_session = std::move(session);
    findTargets();
    loadEvents();
    m_scrapes.clear();
    m_nextScrape = 0;
    m_loaded = std::max(m_session.start, m_arrived) - longestScrape;
    for (std::uint32_t target = 0; target < m_columns.size(); ++target) {
        if (m_columns[target].isOpen()) {
            m_columns[target].open(m_reader, streamOf(m_columns[target].stream()),
                                   m_newest[target] + base::Duration{1});
        }
    }
}

void ReplayFeed::findTargets()
{
    for (const std::uint32_t number : m_session.streams) {
        sources::Target target = targetFrom(streamOf(number));
        const auto known
            = std::ranges::find_if(m_targets, [&](const sources::Target& other) { return sameTarget(other, target); });
        const auto place = static_cast<std::uint32_t>(known - m_targets.begin());
        target.id = place;
        m_targetOf[number] = place;
        if (known == m_targets.end()) {
            m_targets.push_back(std::move(target));
            m_columns.emplace_back();
            m_newest.push_back(Timestamp::min());
        }
    }
}

/// Those that the engine cannot find out by itself.
void ReplayFeed::loadEvents()
{
    m_events.clear();
    if (m_eventsTold < m_session.start) { // what was told before still holds
        m_events = recording::standingEvents(m_reader, m_session.start);
        std::ranges::for_each(m_events, [this](fleet::Event& event) { event.time = m_session.start; });
    }
    std::ranges::move(m_reader.events(m_eventsTold + base::Duration{1}, m_session.until), std::back_inserter(m_events));
    m_nextEvent = 0;
    std::erase_if(m_events, [](const fleet::Event& event) {
        const bool removal = event.kind == fleet::EventKind::TargetDown && event.detail == fleet::targetRemoved;
        return event.kind != fleet::EventKind::Clock && event.kind != fleet::EventKind::Configuration
            && event.kind != fleet::EventKind::LogLine && event.kind != fleet::EventKind::RunbookStep
            && event.kind != fleet::EventKind::Acknowledged && event.kind != fleet::EventKind::Silenced
            && event.kind != fleet::EventKind::Alertmanager && !removal;
    });
}

void ReplayFeed::loadScrapes()
{
    const auto byArrival = [](const ScrapeRecord& a, const ScrapeRecord& b) { return a.received < b.received; };
    while (m_loaded <= m_session.end
           && (m_nextScrape == m_scrapes.size() || m_scrapes[m_nextScrape].received >= m_loaded)) {
        m_scrapes.erase(m_scrapes.begin(), m_scrapes.begin() + static_cast<std::ptrdiff_t>(m_nextScrape));
        m_nextScrape = 0;
        for (ScrapeRecord& record : m_reader.scrapes(m_loaded, m_loaded + feedPiece - base::Duration{1})) {
            const auto target = m_targetOf.find(record.stream);
            if (target != m_targetOf.end() && record.time > m_newest[target->second] && record.received >= m_arrived) {
                m_scrapes.push_back(std::move(record));
            }
        }
        std::ranges::stable_sort(m_scrapes, byArrival);
        m_loaded += feedPiece;
    }
}

const RecordedStream& ReplayFeed::streamOf(std::uint32_t number) const
{
    return *std::ranges::lower_bound(m_reader.streams(), number, {},
                                     [](const RecordedStream& stream) { return stream.record.number; });
}

std::optional<ScrapeBatch> ReplayFeed::markersOf(std::uint32_t target)
{
    auto markers = m_columns[target].rest();
    return markers && areMarkers(*markers) ? std::move(markers) : std::nullopt;
}

bool ReplayFeed::removedBefore(std::uint32_t target, Timestamp time) const
{
    return std::any_of(
        m_events.begin() + static_cast<std::ptrdiff_t>(m_nextEvent), m_events.end(), [&](const fleet::Event& event) {
            return event.time <= time && event.kind == fleet::EventKind::TargetDown && targetOf(event) == target;
        });
}

/// Goes over to another stream of a target. Where the target ended with the one before, that comes first.
void ReplayFeed::takeStream(std::uint32_t target, std::uint32_t stream, ReplayAction& action)
{
    action.kind = Kind::Reading;
    TargetColumns& columns = m_columns[target];
    auto markers = columns.isOpen() ? markersOf(target) : std::nullopt;
    if (removedBefore(target, action.time)) {
        m_left[target] = std::move(markers).value_or(ScrapeBatch{});
        columns.numberAnew();
    } else if (markers) {
        columns.numberAnew();
        action.kind = Kind::TargetEnds;
        action.batch = std::move(*markers);
    }
    const Timestamp from = m_session.whole ? Timestamp::min() : m_session.start - longestScrape;
    columns.open(m_reader, streamOf(stream), from);
}

std::optional<ReplayAction> ReplayFeed::takeScrape()
{
    for (loadScrapes(); m_nextScrape < m_scrapes.size(); loadScrapes()) {
        ScrapeRecord& record = m_scrapes[m_nextScrape];
        ReplayAction action;
        action.target = m_targetOf.at(record.stream);
        action.time = record.received;
        if (m_columns[action.target].stream() != record.stream || !m_columns[action.target].isOpen()) {
            takeStream(action.target, record.stream, action);
            return action;
        }
        if (m_columns[action.target].begin()) {
            action.kind = Kind::Reading;
            return action;
        }
        ++m_nextScrape;
        if (auto batch = m_columns[action.target].at(record.time)) {
            m_newest[action.target] = record.time;
            m_arrived = record.received;
            action.batch = std::move(*batch);
            action.batch.report = std::move(record.report);
            return action;
        }
    }
    return std::nullopt;
}

std::optional<std::uint32_t> ReplayFeed::targetOf(const fleet::Event& event) const
{
    const auto found = std::ranges::find_if(m_targets, [&](const sources::Target& target) {
        return target.labels.get("job") == event.job && target.labels.get("instance") == event.instance;
    });
    return found == m_targets.end() ? std::nullopt
                                    : std::optional(static_cast<std::uint32_t>(found - m_targets.begin()));
}

ReplayAction ReplayFeed::takeEvent()
{
    ReplayAction action;
    action.event = m_events[m_nextEvent++];
    action.time = m_eventsTold = action.event.time;
    action.kind = Kind::Event;
    if (action.event.kind == fleet::EventKind::TargetDown) {
        if (const auto target = targetOf(action.event)) {
            action.kind = Kind::TargetRemoved;
            action.target = *target;
            if (const auto left = m_left.find(*target); left != m_left.end()) {
                action.batch = std::move(left->second);
                m_left.erase(left);
            } else {
                action.batch = markersOf(*target).value_or(ScrapeBatch{});
                m_columns[*target] = {};
            }
        }
    }
    return action;
}

bool ReplayFeed::begins(std::size_t target, Timestamp time) const
{
    const config::ScrapeConfig& config = m_targets[target].config;
    const Timestamp latest = time + config.interval + std::chrono::seconds{1};
    return std::ranges::any_of(m_session.streams, [&](std::uint32_t number) {
        const Timestamp begins = streamOf(number).record.begins;
        return m_targetOf.at(number) == target && begins <= latest && (begins >= time || !m_session.whole);
    });
}

std::optional<ReplayAction> ReplayFeed::next()
{
    if (!m_waiting) {
        m_waiting = takeScrape();
    }
    const Timestamp scrape = m_waiting ? m_waiting->time : Timestamp::max();
    const auto& rules = m_session.rules;
    const Timestamp change = m_nextRules < rules.size() ? rules[m_nextRules].from : Timestamp::max();
    const Timestamp event = m_nextEvent < m_events.size() ? m_events[m_nextEvent].time : Timestamp::max();
    if (m_waiting && scrape <= change && scrape <= event) {
        return std::exchange(m_waiting, std::nullopt);
    }
    if (m_nextRules < rules.size() && change <= event) {
        ReplayAction action;
        action.kind = Kind::Rules;
        action.time = change;
        action.rules = &rules[m_nextRules++];
        return action;
    }
    return m_nextEvent < m_events.size() ? std::optional(takeEvent()) : std::nullopt;
}

} // namespace checkwatch::session
