#include "ui/wall/audible.h"

#include "ui/wall/worstwords.h"

#include <unordered_map>

namespace checkwatch::wall {
namespace {

using Rank = WorstRow::Rank;

/// Whether an entry is about an alert that its server's own entry does not tell of.
bool isBeside(const fleet::AlertRow* alert)
{
    return alert != nullptr && !(alert->subject == fleet::SubjectKind::Server && alert->health);
}

/// Names are not enough: several exporters may have a server of one name. An alert that comes back is the same one, under a
/// number of its own.
std::string keyOf(const WorstRow& row, const fleet::AlertRow* alert)
{
    const bool ofServer = row.rank == Rank::Down || (row.rank != Rank::Outage && !isBeside(alert));
    if (ofServer && row.server != fleet::noServer) {
        return "server " + std::to_string(row.server);
    }
    if (alert != nullptr) {
        return "alert " + std::to_string(alert->alert.identity->labels.hash());
    }
    return (row.rank == Rank::Outage ? "outage " : "") + (row.of.empty() ? row.name.toStdString() : row.of);
}

/// Since when the servers that a list names are as they are. There are few of them among 50,000.
std::unordered_map<fleet::ServerId, base::Timestamp> serversSince(const WorstList& list,
                                                                  const fleet::Snapshot& snapshot)
{
    std::unordered_map<fleet::ServerId, base::Timestamp> since;
    for (const WorstRow& row : list.rows) {
        if (row.rank == Rank::Down && row.server != fleet::noServer) {
            since[row.server] = {};
        }
    }
    if (since.empty()) {
        return since;
    }
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (const auto at = since.find(row.identity->id); at != since.end()) {
                at->second = row.since;
            }
        }
    }
    return since;
}

} // namespace

std::vector<fleet::Audible> audibleOf(const WorstList& list, const fleet::Snapshot& snapshot, const SoundOf& soundOf)
{
    const auto since = serversSince(list, snapshot);
    std::vector<fleet::Audible> out;
    for (const WorstRow& row : list.rows) {
        const fleet::AlertRow* const alert = alertAt(snapshot, row.alert);
        const std::string sound = soundOf(row.rank, alert != nullptr ? alert->severity : std::string());
        if (sound == "none" || row.acknowledged) { // somebody has seen it
            continue;
        }
        base::Timestamp began{};
        if (const auto at = since.find(row.server); row.rank == Rank::Down && at != since.end()) {
            began = at->second;
        } else if (row.rank == Rank::Firing && alert != nullptr) {
            began = alert->alert.firedAt;
        }
        out.push_back({keyOf(row, alert), static_cast<std::uint8_t>(row.rank), sound, began});
    }
    return out;
}

} // namespace checkwatch::wall
