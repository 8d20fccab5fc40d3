#pragma once

#include "models/fleet/before.h"
#include "models/recording/batchreader.h"
#include "models/tsdb/memorystore.h"

#include <optional>
#include <vector>

namespace checkwatch::session {

/// How far back Prometheus looks for the state of alerts after a restart (its outage tolerance), and so how much of the
/// past a new session begins with.
inline constexpr base::Duration outageTolerance = std::chrono::hours{1};

/// Puts the newest past of a recording into a store that is still empty, as if this program had never ended: rules see what
/// Prometheus would find in its own storage after a restart. Only what is older than `now` is taken, whatever the recording
/// says; of a fleet so large that it would take long, less than the whole hour. Piece by piece; meanwhile the reader may
/// not be refreshed. One thread.
class Preload
{
public:
    Preload(recording::Reader& reader, tsdb::MemoryStore& store, base::Timestamp now);
    /// One piece: the labels of a stream, or what it has of one time. False where nothing is left.
    bool advance();

private:
    bool beginStream();

    recording::Reader& m_reader;
    tsdb::MemoryStore& m_store;
    const base::Timestamp m_oldest;
    const base::Timestamp m_newest;
    const base::Timestamp m_oldestOfTargets;
    std::size_t m_next = 0; ///< stream
    tsdb::GroupId m_group{};
    std::optional<recording::BatchReader> m_batches;
};

/// What a new session knows of the time before `now`, an hour of it. `samples`: what Preload has put there.
fleet::Before before(recording::Reader& reader, const tsdb::MemoryStore& samples, base::Timestamp now);

/// What somebody had acknowledged before `now`, as far back as it is still of interest: whoever heard of it has recorded it,
/// and who begins now, and hears of it now, does not record it again.
std::vector<fleet::Event> acknowledgementsIn(recording::Reader& reader, base::Timestamp now);

} // namespace checkwatch::session
