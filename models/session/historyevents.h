#pragma once

#include "models/fleet/history.h"

#include <vector>

namespace checkwatch::session {

/// Of `events` those from `from` to `to` that a chart of these servers marks: about one of them, or about none at all.
[[nodiscard]] std::vector<fleet::Event> historyEvents(const std::vector<fleet::Event>& events,
                                                      const std::vector<fleet::ServerId>& servers, base::Timestamp from,
                                                      base::Timestamp to);

} // namespace checkwatch::session
