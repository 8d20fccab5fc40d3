#pragma once

#include "models/fleet/snapshot.h"
#include "models/tsdb/memorystore.h"

namespace checkwatch::scriptedsession {

/// What an exporter would have told about the servers of a snapshot in the half hour up to `now`, every 15 s:
/// haproxy_server_status and haproxy_server_check_failures_total, counters growing as the rows say.
void fillSamples(const fleet::Snapshot& snapshot, base::Timestamp now, tsdb::MemoryStore& store);

} // namespace checkwatch::scriptedsession
