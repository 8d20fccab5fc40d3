#pragma once

#include "models/session/incidentreport.h"

namespace checkwatch::session {

/// The backends of these servers that had none to use at some time in [from, to], longest first. `stale`: a value holds
/// until the next one, and no longer than until nothing is known any more; of an exporter that is not in it for five
/// minutes. Ends where `goOn` says no; it is asked with the share that is done.
std::vector<BackendOutage> backendOutages(const tsdb::Querier& data, const std::vector<ServerPast>& servers,
                                          const StaleAfter& stale, base::Timestamp from, base::Timestamp to,
                                          const std::function<bool(double)>& goOn);

} // namespace checkwatch::session
