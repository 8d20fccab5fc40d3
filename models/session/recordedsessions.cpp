#include "models/session/recordedsessions.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using recording::RecordedStream;
using recording::RulesRecord;

/// A program knows its rules before its recorder has opened the file.
constexpr base::Duration longestOpening = std::chrono::minutes{2};

/// When the engine of a session began: with the first rules that lie behind whatever was recorded before.
Timestamp engineStart(Timestamp session, Timestamp before, const std::vector<RulesRecord>& rules)
{
    const Timestamp earliest = std::max(before + base::Duration{1}, session - longestOpening);
    const auto first = std::ranges::lower_bound(rules, earliest, {}, &RulesRecord::from);
    return first != rules.end() ? std::min(first->from, session) : session;
}

/// When engines began. A recorder begins anew behind a time in which it could not write, its engine does not.
std::vector<Timestamp> beginnings(recording::Reader& reader, const std::vector<RulesRecord>& rules)
{
    const std::vector<recording::RecordedGap> gaps = reader.gaps(Timestamp::min(), Timestamp::max());
    std::vector<Timestamp> out;
    for (const recording::SessionRecord& session : reader.sessions()) {
        const auto gap = std::ranges::find_if(gaps, [&](const auto& other) { return other.to == session.start; });
        const bool off = gap != gaps.end() && gap->reason == recording::nothingRecorded;
        if (gap != gaps.end() && !off && !out.empty()) {
            continue;
        }
        const Timestamp before = off ? gap->from : out.empty() ? base::fromUnixMs(0) : session.start;
        out.push_back(engineStart(session.start, before, rules));
    }
    return out;
}

} // namespace

std::vector<RecordedSession> recordedSessions(recording::Reader& reader, Timestamp from, Timestamp to)
{
    const std::vector<RulesRecord> rules = reader.rules(Timestamp::min(), to);
    std::vector<Timestamp> starts = beginnings(reader, rules);
    if (starts.empty() || starts.front() > reader.from()) {
        starts.insert(starts.begin(), std::min(from, reader.from())); // how it began is not known any more
    }
    std::vector<RecordedSession> out;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Timestamp next = i + 1 < starts.size() ? starts[i + 1] : Timestamp::max();
        RecordedSession session;
        session.whole = starts[i] >= from;
        session.start = std::max(starts[i], from);
        session.until = next == Timestamp::max() ? to : std::min(next - base::Duration{1}, to);
        for (const RecordedStream& stream : reader.streams()) {
            if (stream.record.begins < starts[i] || stream.record.begins >= next || stream.from > stream.to
                || stream.to < from || stream.from > to) {
                continue;
            }
            const bool ofTarget = stream.record.kind == recording::StreamRecord::Kind::Target;
            // A slot may lie within a millisecond, which has come when it is over.
            const Timestamp last = stream.to + base::Duration{ofTarget ? 0 : 1};
            session.end = std::max(session.end, std::min(last, to));
            if (ofTarget) {
                session.streams.push_back(stream.record.number);
            }
        }
        for (const RulesRecord& record : rules) {
            if (record.from <= session.start && (record.from >= starts[i] || i == 0)) {
                session.rules.assign(1, record);
            } else if (record.from > session.start && record.from < next) {
                session.rules.push_back(record);
            }
        }
        if (!session.streams.empty()) {
            out.push_back(std::move(session));
        }
    }
    return out;
}

} // namespace checkwatch::session
