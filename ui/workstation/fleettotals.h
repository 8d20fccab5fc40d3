#pragma once

#include "models/fleet/snapshot.h"

#include <cstdint>
#include <functional>

namespace checkwatch::workstation {

/// The fleet in numbers. Each server counts once, but for one that is DOWN, or out by nobody's wish, and has a firing
/// alert: that is in both.
struct FleetTotals
{
    std::uint32_t servers = 0;
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t stale = 0;
    std::uint32_t wasDown = 0;   ///< of the stale ones
    std::uint32_t wasFiring = 0; ///< of the stale ones
    std::uint32_t out = 0;
    std::uint32_t outUnwanted = 0; ///< of those: by nobody's wish, as far as is known
    std::uint32_t unchecked = 0;   ///< by nobody, or not yet: what they are is not known
    std::uint32_t up = 0;
};

/// How one server counts, as one HAProxy shows it or several do: what is worst of it counts.
class ServerCount
{
public:
    /// `believed`: its exporter is not late; what was well and is not believed to be so still counts as stale.
    void add(const fleet::ServerRow& row, bool believed = true);
    void addTo(FleetTotals& totals) const;

private:
    bool m_down = false;
    bool m_firing = false;
    bool m_pending = false;
    bool m_stale = false;
    bool m_wasDown = false;
    bool m_wasFiring = false;
    bool m_out = false;
    bool m_outUnwanted = false;
    bool m_unchecked = false;
};

/// Whether what an exporter said last is taken for the present; none: as its rows say.
using Believed = std::function<bool(const fleet::TargetRow&)>;
/// Row by row: a server behind two HAProxies is two.
[[nodiscard]] FleetTotals totalsOf(const fleet::Snapshot& snapshot, const Believed& believed = {});

} // namespace checkwatch::workstation
