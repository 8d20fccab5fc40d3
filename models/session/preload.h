#pragma once

#include "models/fleet/before.h"
#include "models/recording/reader.h"
#include "models/tsdb/memorystore.h"

#include <vector>

namespace checkwatch::session {

/// How far back Prometheus looks for the state of alerts after a restart (its outage tolerance), and so how much of the
/// past a new session begins with.
inline constexpr base::Duration outageTolerance = std::chrono::hours{1};

/// Puts the newest past of a recording into a store that is still empty, as if this program had never ended: rules see what
/// Prometheus would find in its own storage after a restart. Nothing after `now` is taken, whatever the recording says; of
/// a fleet so large that it would take long, less than the whole hour. Returns how many samples there were.
std::size_t preload(recording::Reader& reader, tsdb::MemoryStore& store, base::Timestamp now);

/// What a new session knows of the time before `now`, an hour of it. `samples`: what preload() has loaded.
fleet::Before before(recording::Reader& reader, const tsdb::MemoryStore& samples, base::Timestamp now);

/// What somebody had acknowledged before `now`, as far back as it is still of interest: whoever heard of it has recorded it,
/// and who begins now, and hears of it now, does not record it again.
std::vector<fleet::Event> acknowledgementsIn(recording::Reader& reader, base::Timestamp now);

} // namespace checkwatch::session
