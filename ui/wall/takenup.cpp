#include "ui/wall/takenup.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/wordparts.h"
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

void takeUp(const WorstContext& context, WorstRow& entry, const fleet::Event* acknowledgement)
{
    if (acknowledgement != nullptr) {
        entry.acknowledged = true;
        entry.detail = joined({common::acknowledgedWords(*acknowledgement, context.zone), entry.detail});
    }
}

void takeUp(const WorstContext& context, WorstRow& entry, const fleet::Silence* silence, bool covered)
{
    if (silence == nullptr) {
        return;
    }
    entry.acknowledged = entry.acknowledged || covered;
    fleet::Silence brief = *silence;
    brief.comment.clear();
    entry.detail = joined({common::silencedWords(brief, context.now, context.zone), entry.detail,
                           common::display(silence->comment, 80).simplified()});
}

} // namespace checkwatch::wall
