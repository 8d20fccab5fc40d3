#pragma once

#include "models/session/incidentreport.h"

namespace checkwatch::session {

/// The servers that something happened to, as each exporter tells it, longest DOWN first. `goOn` as in backtest().
std::vector<ReportedServer> reportedServers(recording::Reader& reader, const tsdb::Querier& data,
                                            const Backtest& backtest, const std::function<bool(double)>& goOn);

} // namespace checkwatch::session
