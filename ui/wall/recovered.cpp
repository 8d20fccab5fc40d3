#include "ui/wall/recovered.h"

#include "ui/common/text.h"
#include "ui/wall/verdict.h"
#include "ui/wall/worstwords.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace checkwatch::wall {

using fleet::Shown;

namespace {

bool saysDown(std::string_view stateName)
{
    const auto state = haproxy::serverStateNamed(stateName);
    return state && haproxy::isDown(*state);
}

/// As from warming up to UP, or through one failed check: when it was DOWN last is said by an event before.
bool staysWell(const fleet::Event& event)
{
    return !event.before.empty() && !saysDown(event.before) && !saysDown(event.after);
}

} // namespace

std::vector<Recovered> recoveredAfter(const fleet::Snapshot& snapshot, base::Timestamp from, base::Timestamp now)
{
    std::vector<Recovered> out;
    if (!snapshot.events) {
        return out;
    }
    constexpr auto other = static_cast<std::size_t>(-1);
    std::unordered_map<fleet::ServerId, std::size_t> known; ///< place in `out`, of whose newest event it is
    for (const fleet::Event& event : std::views::reverse(*snapshot.events)) {
        if (event.kind != fleet::EventKind::ServerState || staysWell(event)) {
            continue;
        }
        const auto [at, newest] = known.emplace(event.server, other);
        if (!newest && at->second != other) {
            Recovered& server = out[at->second];
            server.down = server.down.count() == 0 && saysDown(event.after) && !saysDown(event.before)
                ? server.at - event.time
                : server.down;
        } else if (newest && event.time > from && saysDown(event.before) && !saysDown(event.after)) {
            at->second = out.size();
            out.push_back({nullptr, event.time, {}});
        }
    }
    for (std::size_t i = 0; i < snapshot.blocks.size() && !out.empty(); ++i) {
        const bool believed = i >= snapshot.targets.size() || isFresh(snapshot.targets[i], now);
        for (const fleet::ServerRow& row : snapshot.blocks[i]->rows) {
            const auto at = known.find(row.identity->id);
            if (at != known.end() && at->second != other && believed && row.shown == Shown::Up) {
                out[at->second].row = &row;
            }
        }
    }
    std::erase_if(out, [](const Recovered& server) { return server.row == nullptr; });
    return out;
}

WorstRow recoveredEntry(const WorstContext& context, const Recovered& server)
{
    const fleet::ServerIdentity& who = *server.row->identity;
    WorstRow entry;
    entry.rank = WorstRow::Rank::Cleared;
    entry.glyph = common::Glyph::Hollow;
    entry.name = titleWords(who.proxy, who.server);
    entry.age = QStringLiteral("well for ") + common::counting(context.now - server.at);
    entry.ageInk = common::Role::Muted;
    const QString was = QStringLiteral("was DOWN")
        + (server.down.count() > 0 ? QStringLiteral(" for ") + common::counting(server.down) : QString());
    const QString exporter = exporterWords(context, who.job, who.instance);
    entry.detail = exporter.isEmpty() ? was : exporter + QStringLiteral(" · ") + was;
    entry.server = who.id;
    return entry;
}

} // namespace checkwatch::wall
