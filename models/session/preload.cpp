#include "models/session/preload.h"

#include "models/fleet/acknowledgement.h"
#include "models/recording/toldlines.h"
#include "models/session/pastalerts.h"

#include <functional>
#include <unordered_set>

namespace checkwatch::session {
namespace {

using recording::RecordedStream;

/// About a second's work.
constexpr std::uint64_t mostSamples = 20'000'000;
/// What rules need at the least: Prometheus' lookback, and the ranges that are usual.
constexpr base::Duration shortPast = std::chrono::minutes{10};

/// What is told again by who begins now, or says what holds and not what happened.
bool isOfThen(const fleet::Event& event)
{
    using fleet::EventKind;
    return event.kind != EventKind::Acknowledged && event.kind != EventKind::Silenced
        && event.kind != EventKind::Alertmanager && event.kind != EventKind::RunbookStep;
}

std::uint64_t samplesSince(const recording::Reader& reader, base::Timestamp from)
{
    std::uint64_t sum = 0;
    for (const RecordedStream& stream : reader.streams()) {
        for (const recording::Block& block : stream.blocks) {
            for (const recording::FrameEntry& shelf : block.shelves) {
                sum += block.to >= from ? shelf.identity.entries : 0;
            }
        }
    }
    return sum;
}

} // namespace

Preload::Preload(recording::Reader& reader, tsdb::MemoryStore& store, base::Timestamp now)
    : m_reader(reader), m_store(store), m_oldest(now - outageTolerance), m_newest(now - base::Duration{1}),
      m_oldestOfTargets(samplesSince(reader, m_oldest) <= mostSamples ? m_oldest : now - shortPast)
{
}

bool Preload::advance()
{
    if (!m_batches) {
        return beginStream();
    }
    if (const auto batch = m_batches->next()) {
        m_store.append(m_group, *batch);
    } else {
        m_store.closeGroup(m_group);
        m_batches.reset();
    }
    return true;
}

/// The next one that has something to say of that time; false: there is none.
bool Preload::beginStream()
{
    while (m_next < m_reader.streams().size()) {
        const RecordedStream& stream = m_reader.streams()[m_next++];
        const bool rules = stream.record.kind == recording::StreamRecord::Kind::RuleGroup;
        const base::Timestamp from = rules ? m_oldest : m_oldestOfTargets;
        if (stream.to >= from && stream.from <= m_newest) {
            m_batches.emplace(m_reader, stream, from, m_newest);
            m_group = m_store.addGroup();
            return true;
        }
    }
    return false;
}

fleet::Before before(recording::Reader& reader, const tsdb::MemoryStore& samples, base::Timestamp now)
{
    fleet::Before out;
    out.events = reader.events(now - outageTolerance, now - base::Duration{1});
    std::erase_if(out.events, std::not_fn(isOfThen));
    out.ended = pastAlerts(reader, out.events, now);
    out.firing = firingBefore(reader, out.events, samples, now);
    const std::unordered_set<metrics::Labels> firing(out.firing.begin(), out.firing.end());
    std::erase_if(out.ended,
                  [&](const fleet::PastAlert& past) { return firing.contains(past.alert.identity->labels); });
    out.told = recording::toldLines(reader, samples, now);
    return out;
}

std::vector<fleet::Event> acknowledgementsIn(recording::Reader& reader, base::Timestamp now)
{
    std::vector<fleet::Event> events = reader.events(now - fleet::acknowledgementsKept, now);
    std::erase_if(events, [](const fleet::Event& event) { return event.kind != fleet::EventKind::Acknowledged; });
    for (fleet::Event& event : events) {
        event.time = now;
    }
    return events;
}

} // namespace checkwatch::session
