#pragma once

#include "models/fleet/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace checkwatch::wall {

class Counted;

/// Alerts that fire or are pending and that no server's own look tells of: those of backends, of exporters and of the fleet,
/// and those of a server that are not about its health, unless it is DOWN, out by nobody's wish, or says by itself something
/// as loud and as severe. Pending ones of an exporter that is late say nothing that its silence does not.
struct OtherAlerts
{
    std::vector<std::size_t> places; ///< in Snapshot::alerts, in their order
    std::uint32_t firing = 0;        ///< of those that count in the verdict
    std::uint32_t firingBelow = 0;   ///< of those: of servers and backends
    std::uint32_t pending = 0;       ///< of those that count in the verdict
    std::uint32_t notCounted = 0;    ///< firing
};
/// `counted`: what counts in the verdict is not hidden by what does not. A snapshot has as many alerts as it likes: this is
/// made once for each (Counted::others()).
[[nodiscard]] OtherAlerts otherAlerts(const fleet::Snapshot& snapshot, const Counted& counted);

} // namespace checkwatch::wall
