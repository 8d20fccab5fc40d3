#include "ui/wall/takenup.h"

#include "ui/wall/worstwords.h"

namespace checkwatch::wall {

TakenUp::TakenUp(const fleet::Snapshot& snapshot, const fleet::Acknowledgements* known, const fleet::Silences* silences)
{
    const bool acknowledged = known != nullptr && !known->isEmpty();
    const bool silenced = silences != nullptr && !silences->isEmpty();
    if (!acknowledged && !silenced) {
        return;
    }
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (isListed(row)) {
                const fleet::ServerIdentity& who = *row.identity;
                bool& all = m_all.try_emplace({who.job, who.instance, who.proxy}, true).first->second;
                all = all
                    && ((acknowledged && known->of(snapshot, row) != nullptr)
                        || (silenced && silences->covers(who.id)));
            }
        }
    }
}

bool TakenUp::has(const fleet::BackendRow& backend) const
{
    const auto at = m_all.find({backend.job, backend.instance, backend.proxy});
    return at != m_all.end() && at->second;
}

} // namespace checkwatch::wall
