#pragma once

#include "models/recording/reader.h"

#include <vector>

namespace checkwatch::session {

/// A stretch of a recording in which one program watched without a break, and so with one engine.
struct RecordedSession
{
    base::Timestamp start{}; ///< of its engine
    base::Timestamp end{};   ///< of its samples
    base::Timestamp until{}; ///< the last time that may be its own: what else happened came until then
    bool whole = false;      ///< its beginning lies in the stretch that was asked for
    std::vector<recording::RulesRecord> rules; ///< ascending; the first holds from the start on
    std::vector<std::uint32_t> streams;        ///< numbers of the targets' streams, ascending
};

/// The sessions that have something within [from, to], ascending. One that began before `from` starts there. A recorder
/// that could not write for a while goes on in the same session.
std::vector<RecordedSession> recordedSessions(recording::Reader& reader, base::Timestamp from, base::Timestamp to);

} // namespace checkwatch::session
