#pragma once

#include "models/fleet/snapshot.h"
#include "ui/workstation/fleetcounts.h"

#include <vector>

namespace checkwatch::wall {

/// A quarter of a minute of the last hour.
struct TrendColumn
{
    bool seen = false; ///< false: nobody watched
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t stale = 0;
    std::uint32_t most = 0;  ///< servers that were not well at one time
    double failures = 0;     ///< of all servers in a minute, as far as counted
    bool notCounted = false; ///< some server's failures were not: it was DOWN or stale

    [[nodiscard]] std::uint32_t notWell() const { return down + firing + pending + stale; }
};

/// Is it getting worse: servers that were not well over the last hour, the most in each quarter of a minute. Who was first one
/// thing and then another, or is two things at once, is one server, and counts as the worse. Bounded.
class Trend
{
public:
    static constexpr base::Duration column{15'000};
    static constexpr std::size_t columns = 240;

    void take(const fleet::Snapshot& snapshot, const workstation::FleetTotals& totals);
    /// The oldest first; the newest is that of `now`. Always `columns` of them.
    [[nodiscard]] std::vector<TrendColumn> upTo(base::Timestamp now) const;

private:
    [[nodiscard]] static std::int64_t numberOf(base::Timestamp time);

    std::int64_t m_newest = 0; ///< number of the newest column since the epoch; 0 = none
    std::vector<TrendColumn> m_ring = std::vector<TrendColumn>(columns);
};

} // namespace checkwatch::wall
