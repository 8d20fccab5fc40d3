#include "models/session/preload.h"

#include "models/fleet/acknowledgement.h"
#include "models/recording/batchreader.h"
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

std::size_t preload(recording::Reader& reader, tsdb::MemoryStore& store, base::Timestamp now)
{
    const base::Timestamp oldest = now - outageTolerance;
    const base::Timestamp ofTargets = samplesSince(reader, oldest) <= mostSamples ? oldest : now - shortPast;
    for (const RecordedStream& stream : reader.streams()) {
        const bool rules = stream.record.kind == recording::StreamRecord::Kind::RuleGroup;
        const base::Timestamp from = rules ? oldest : ofTargets;
        if (stream.to < from || stream.from > now) {
            continue;
        }
        recording::BatchReader batches(reader, stream, from, now);
        const tsdb::GroupId group = store.addGroup();
        while (const auto batch = batches.next()) {
            store.append(group, *batch);
        }
        store.closeGroup(group);
    }
    return store.stats().samples;
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
