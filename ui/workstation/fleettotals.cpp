#include "ui/workstation/fleettotals.h"

#include "models/fleet/shown.h"

namespace checkwatch::workstation {

using fleet::Shown;

void ServerCount::add(const fleet::ServerRow& row, bool believed)
{
    const bool down = haproxy::isDown(row.state);
    const bool firing = row.was == Shown::Firing || row.was == Shown::DownFiring;
    if (row.shown == Shown::Stale || (!believed && row.shown == Shown::Up)) {
        m_stale = true;
        m_wasDown = m_wasDown || down;
        m_wasFiring = m_wasFiring || firing;
        return;
    }
    m_down = m_down || down;
    m_firing = m_firing || firing;
    m_pending = m_pending || row.was == Shown::Pending;
    m_out = m_out || row.was == Shown::Out;
    m_outUnwanted = m_outUnwanted || fleet::isOutUnwanted(row);
    m_unchecked = m_unchecked || row.was == Shown::Unverified || row.was == Shown::Unchecked;
}

void ServerCount::addTo(FleetTotals& totals) const
{
    ++totals.servers;
    totals.down += m_down ? 1 : 0;
    totals.firing += m_firing ? 1 : 0;
    const bool unwanted = m_outUnwanted && !m_down;
    totals.outUnwanted += unwanted ? 1 : 0;
    totals.out += unwanted ? 1 : 0;
    if (m_down || m_firing || unwanted) {
        return;
    }
    if (m_pending) {
        ++totals.pending;
    } else if (m_stale) {
        ++totals.stale;
        totals.wasDown += m_wasDown ? 1 : 0;
        totals.wasFiring += m_wasFiring ? 1 : 0;
    } else {
        ++(m_out ? totals.out : m_unchecked ? totals.unchecked : totals.up);
    }
}

FleetTotals totalsOf(const fleet::Snapshot& snapshot, const Believed& believed)
{
    FleetTotals totals;
    for (std::size_t i = 0; i < snapshot.blocks.size(); ++i) {
        const bool believe = !believed || i >= snapshot.targets.size() || believed(snapshot.targets[i]);
        for (const fleet::ServerRow& row : snapshot.blocks[i]->rows) {
            ServerCount count;
            count.add(row, believe);
            count.addTo(totals);
        }
    }
    return totals;
}

} // namespace checkwatch::workstation
