#pragma once

#include "models/tsdb/querier.h"

#include <map>
#include <string>
#include <vector>

namespace checkwatch::session {

/// HAProxy was reloaded or restarted.
struct Restart
{
    base::Timestamp began{}; ///< the new process, by its own clock, if that fits between two scrapes; else as `seen`
    base::Timestamp seen{};  ///< the first scrape of it
};

/// By exporter (instance), ascending: those between scrapes in [from, to].
std::map<std::string, std::vector<Restart>> restartsIn(const tsdb::Querier& data, base::Timestamp from,
                                                       base::Timestamp to);

} // namespace checkwatch::session
