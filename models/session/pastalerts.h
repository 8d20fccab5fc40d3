#pragma once

#include "models/fleet/before.h"
#include "models/recording/reader.h"
#include "models/tsdb/querier.h"

#include <vector>

/// What a session that begins knows of the alerts of before, out of its recording.
namespace checkwatch::session {

/// Alerts that ended before `now` and would still be listed, had the program gone on: those that fired, and those whose
/// server went DOWN. `events`: what was recorded of that time, ascending. Of what is damaged less.
std::vector<fleet::PastAlert> pastAlerts(recording::Reader& reader, const std::vector<fleet::Event>& events,
                                         base::Timestamp now);

/// The labels, with alertname, of those that were firing at the newest evaluation in `samples`, which end at `now`, or were
/// when their exporters went away, by `events`.
std::vector<metrics::Labels> firingBefore(recording::Reader& reader, const std::vector<fleet::Event>& events,
                                          const tsdb::Querier& samples, base::Timestamp now);

} // namespace checkwatch::session
