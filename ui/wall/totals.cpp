#include "ui/wall/totals.h"

#include "ui/wall/verdict.h"

#include <vector>

namespace checkwatch::wall {

workstation::FleetTotals totalsByServer(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    return workstation::totalsOf(snapshot, [now](const fleet::TargetRow& target) { return isFresh(target, now); });
}

workstation::FleetTotals totalsAcross(const fleet::Snapshot& snapshot, base::Timestamp now,
                                      const fleet::Vantages& vantages)
{
    std::vector<char> fresh;
    fresh.reserve(snapshot.targets.size());
    for (const fleet::TargetRow& target : snapshot.targets) {
        fresh.push_back(isFresh(target, now) ? 1 : 0);
    }
    workstation::FleetTotals totals;
    for (std::uint32_t server = 0; server < vantages.servers(); ++server) {
        workstation::ServerCount count;
        for (const fleet::RowPlace place : vantages.of(server)) {
            count.add(snapshot.blocks[place.block]->rows[place.row],
                      place.block >= fresh.size() || fresh[place.block] != 0);
        }
        count.addTo(totals);
    }
    return totals;
}

} // namespace checkwatch::wall
