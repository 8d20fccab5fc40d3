#pragma once

#include "models/recording/reader.h"
#include "models/tsdb/memorystore.h"

namespace checkwatch::session {

/// How far back Prometheus looks for the state of alerts after a restart (its outage tolerance), and so how much of the
/// past a new session begins with.
inline constexpr base::Duration outageTolerance = std::chrono::hours{1};

/// Puts the newest past of a recording into a store that is still empty, as if this program had never ended: rules see what
/// Prometheus would find in its own storage after a restart. Nothing after `now` is taken, whatever the recording says; of
/// a fleet so large that it would take long, less than the whole hour. Returns how many samples there were.
std::size_t preload(recording::Reader& reader, tsdb::MemoryStore& store, base::Timestamp now);

} // namespace checkwatch::session
