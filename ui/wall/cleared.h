#pragma once

#include "models/fleet/snapshot.h"

#include <unordered_set>
#include <vector>

namespace checkwatch::wall {

/// Which of `servers` are well as far as is known at `now`: UP, nothing said of their health, and their exporter not late.
[[nodiscard]] std::unordered_set<fleet::ServerId>
wellAmong(const fleet::Snapshot& snapshot, const std::unordered_set<fleet::ServerId>& servers, base::Timestamp now);

/// Alerts that fired and ended after `from`, as places in Snapshot::alerts: of servers that are well, and of backends and
/// exporters that are not silent. What went wrong in another way since, or is not known any more, is not over.
[[nodiscard]] std::vector<std::size_t> clearedAfter(const fleet::Snapshot& snapshot, base::Timestamp from,
                                                    base::Timestamp now);

} // namespace checkwatch::wall
