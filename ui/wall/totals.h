#pragma once

#include "models/fleet/vantages.h"
#include "ui/workstation/fleettotals.h"

namespace checkwatch::wall {

/// The numbers of a snapshot as they stand at `now`. What was well and whose exporter is late counts as stale.
[[nodiscard]] workstation::FleetTotals totalsByServer(const fleet::Snapshot& snapshot, base::Timestamp now);
/// The same where a server that several HAProxies see is one: it counts as what is worst of it. `vantages`: of the snapshot.
[[nodiscard]] workstation::FleetTotals totalsAcross(const fleet::Snapshot& snapshot, base::Timestamp now,
                                                    const fleet::Vantages& vantages);

} // namespace checkwatch::wall
