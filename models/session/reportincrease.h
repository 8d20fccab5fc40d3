#pragma once

#include "models/session/incidentreport.h"

namespace checkwatch::session {

/// How many servers are drawn one by one.
inline constexpr std::size_t chartedServers = 6;

/// Failures per window of the few servers with the most failed checks, as report.headline counts them, over its whole time.
/// `goOn` is told the share that is done, 0 to 1; false where it said no.
bool addIncreases(IncidentReport& report, const tsdb::Querier& data, const std::function<bool(double)>& goOn);

} // namespace checkwatch::session
