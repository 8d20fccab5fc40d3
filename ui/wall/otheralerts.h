#pragma once

#include "ui/wall/counted.h"

#include <cstdint>
#include <vector>

namespace checkwatch::wall {

/// Alerts that fire or are pending and that no server's own look tells of, as places in Snapshot::alerts, in their order: those
/// of backends, of exporters and of the fleet, and those of a server that are not about its health, unless it is DOWN, out by
/// nobody's wish, or as loud by itself. Pending ones of an exporter that is late say nothing that its silence does not.
/// `counted`: what counts in the verdict is not hidden by what does not.
[[nodiscard]] std::vector<std::size_t> otherAlerts(const fleet::Snapshot& snapshot, const Counted& counted);

/// How many of them count in the verdict.
struct OtherAlerts
{
    std::uint32_t firing = 0;
    std::uint32_t firingBelow = 0; ///< of those: of servers and backends
    std::uint32_t pending = 0;
    std::uint32_t notCounted = 0; ///< firing
};
[[nodiscard]] OtherAlerts countOthers(const fleet::Snapshot& snapshot, const Counted& counted);

} // namespace checkwatch::wall
