#include "ui/wall/unwantedouts.h"

namespace checkwatch::wall {

UnwantedOuts::UnwantedOuts(const fleet::Snapshot& snapshot, const Counted& counted)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.shown == fleet::Shown::Stale || !fleet::isOutUnwanted(row)) {
                continue;
            }
            const fleet::ServerIdentity& who = *row.identity;
            Of& of = m_of[{who.job, who.instance, who.proxy}];
            of.cause = of.out == 0 || of.cause == row.outCause ? row.outCause : fleet::OutCause::None;
            ++of.out;
            of.pending += counted.coverOf(row) == fleet::Cover::Pending ? 1 : 0;
        }
    }
}

UnwantedOuts::Of UnwantedOuts::of(const fleet::BackendRow& backend) const
{
    const auto at = m_of.find({backend.job, backend.instance, backend.proxy});
    return at == m_of.end() ? Of{} : at->second;
}

} // namespace checkwatch::wall
