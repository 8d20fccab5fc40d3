#include "ui/wall/cleared.h"

#include "ui/wall/exporterset.h"
#include "ui/wall/verdict.h"

#include <algorithm>

namespace checkwatch::wall {
namespace {

bool isCleared(const fleet::AlertRow& alert, base::Timestamp from)
{
    return alert.phase == fleet::AlertPhase::Resolved && base::unixMs(alert.alert.firedAt) != 0
        && alert.phaseSince > from;
}

} // namespace

std::unordered_set<fleet::ServerId> wellAmong(const fleet::Snapshot& snapshot,
                                              const std::unordered_set<fleet::ServerId>& servers, base::Timestamp now)
{
    std::unordered_set<fleet::ServerId> well;
    for (std::size_t i = 0; i < snapshot.blocks.size() && !servers.empty(); ++i) {
        if (i < snapshot.targets.size() && !isFresh(snapshot.targets[i], now)) {
            continue;
        }
        for (const fleet::ServerRow& row : snapshot.blocks[i]->rows) {
            if (row.shown == fleet::Shown::Up && servers.contains(row.identity->id)) {
                well.insert(row.identity->id);
            }
        }
    }
    return well;
}

std::vector<std::size_t> clearedAfter(const fleet::Snapshot& snapshot, base::Timestamp from, base::Timestamp now)
{
    std::vector<std::size_t> out;
    if (!snapshot.alerts) {
        return out;
    }
    std::unordered_set<fleet::ServerId> servers;
    for (std::size_t place = 0; place < snapshot.alerts->size(); ++place) {
        if (const fleet::AlertRow& alert = (*snapshot.alerts)[place]; isCleared(alert, from)) {
            out.push_back(place);
            servers.insert(alert.server);
        }
    }
    if (out.empty()) {
        return out;
    }
    const std::unordered_set<fleet::ServerId> well = wellAmong(snapshot, servers, now);
    const ExporterSet silent
        = exportersOf(snapshot, [&](const fleet::TargetRow& target) { return !isFresh(target, now); });
    std::erase_if(out, [&](std::size_t place) {
        const fleet::AlertRow& alert = (*snapshot.alerts)[place];
        return alert.server != fleet::noServer ? !well.contains(alert.server) : silent.has(alert);
    });
    return out;
}

} // namespace checkwatch::wall
