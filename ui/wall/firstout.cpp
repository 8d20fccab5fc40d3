#include "ui/wall/firstout.h"

#include "ui/common/statewords.h"

namespace checkwatch::wall {
namespace {

/// What counts as gone wrong; of a stale server, what it was.
bool isWrong(const fleet::ServerRow& row)
{
    const fleet::Shown shown = common::effective(row);
    return shown == fleet::Shown::DownRuleSilent || shown == fleet::Shown::DownFiring || shown == fleet::Shown::Firing
        || shown == fleet::Shown::Pending;
}

base::Timestamp wrongSince(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    const bool covered
        = row.alert >= 0 && snapshot.alerts && static_cast<std::size_t>(row.alert) < snapshot.alerts->size();
    if (!covered) {
        return row.since;
    }
    const base::Timestamp active = (*snapshot.alerts)[static_cast<std::size_t>(row.alert)].alert.activeAt;
    const bool down = common::effective(row) != fleet::Shown::Firing && common::effective(row) != fleet::Shown::Pending;
    return down && base::unixMs(row.since) != 0 ? std::min(row.since, active) : active;
}

} // namespace

void FirstOut::take(const fleet::Snapshot& snapshot)
{
    std::map<Key, First> now;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (!isWrong(row)) {
                continue;
            }
            const fleet::ServerIdentity& who = *row.identity;
            const Key key{who.job, who.instance, who.proxy};
            First& first = now[key];
            ++first.wrong;
            const base::Timestamp since = wrongSince(snapshot, row);
            if (first.wrong == 1 || since < first.since) {
                first = {who.id, who.server, since, first.wrong};
            } else if (since == first.since) {
                first.name.clear(); // within one scrape, or both before anybody watched
            }
        }
    }
    for (auto& [key, first] : now) {
        if (const auto before = m_first.find(key); before != m_first.end()) {
            const std::size_t wrong = first.wrong;
            first = before->second; // also where that one is well again
            first.wrong = wrong;
        }
    }
    m_first = std::move(now);
}

const std::string& FirstOut::of(const fleet::BackendRow& backend) const
{
    static const std::string none;
    const auto at = m_first.find({backend.job, backend.instance, backend.proxy});
    return at == m_first.end() ? none : at->second.name;
}

bool FirstOut::ledOthers(const fleet::ServerIdentity& who) const
{
    const auto at = m_first.find({who.job, who.instance, who.proxy});
    return at != m_first.end() && at->second.server == who.id && !at->second.name.empty() && at->second.wrong > 1;
}

} // namespace checkwatch::wall
