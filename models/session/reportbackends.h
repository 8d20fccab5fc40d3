#pragma once

#include "models/session/incidentreport.h"

namespace checkwatch::session {

/// The backends that had no server at some time in [from, to], longest first. `stale`: a value holds until the next one,
/// and no longer than until nothing is known any more; of an exporter that is not in it for five minutes.
std::vector<BackendOutage> backendOutages(const tsdb::Querier& data, const StaleAfter& stale, base::Timestamp from,
                                          base::Timestamp to);

} // namespace checkwatch::session
