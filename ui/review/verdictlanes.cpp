#include "ui/review/verdictlanes.h"

#include "models/session/backtesttables.h"

#include <algorithm>
#include <map>

namespace checkwatch::review {

using Kind = VerdictSpan::Kind;

namespace {

using session::Backtest;

/// Where the spans of a firing go: its servers' lanes, or the one of no server.
std::vector<std::size_t> lanesOf(const session::Firing& firing, const std::map<std::size_t, std::size_t>& laneOf,
                                 std::size_t ofNone)
{
    std::vector<std::size_t> out;
    for (const std::size_t server : firing.servers) {
        if (const auto lane = laneOf.find(server); lane != laneOf.end())
            out.push_back(lane->second);
    }
    return firing.servers.empty() ? std::vector{ofNone} : out;
}

void addSet(const Backtest& backtest, std::size_t number, const std::map<std::size_t, std::size_t>& laneOf,
            std::vector<VerdictLane>& lanes)
{
    const session::RuleSetVerdict& set = backtest.sets[number];
    for (const session::Firing& firing : set.firings) {
        const std::string& alert = set.rules[set.alerts[firing.alert].rule].rule->name;
        for (const std::size_t lane : lanesOf(firing, laneOf, lanes.size() - 1)) {
            if (firing.pendingAt < firing.firedAt)
                lanes[lane].sets[number].push_back({Kind::Pending, firing.pendingAt, firing.firedAt, alert});
            lanes[lane].sets[number].push_back({Kind::Firing, firing.firedAt, firing.endedAt, alert});
        }
    }
    for (std::size_t i = 0; i < backtest.spells.size(); ++i) {
        const session::DownSpell& spell = backtest.spells[i];
        if (!set.catches[i])
            lanes[laneOf.at(spell.server)].sets[number].push_back({Kind::Missed, spell.time.from, spell.time.to});
    }
}

VerdictLane laneFor(const session::ServerPast& past, std::size_t sets, base::Duration minDown)
{
    VerdictLane lane{past.proxy, past.server, {}, {}, past.failures};
    lane.sets.resize(sets);
    for (const session::DownTime& down : past.down) {
        const bool counts = down.to - down.from >= minDown;
        lane.down.push_back({counts ? Kind::Down : Kind::ShortDown, down.from, down.to});
    }
    return lane;
}

} // namespace

std::vector<VerdictLane> verdictLanes(const Backtest& backtest, base::Duration minDown)
{
    std::vector<VerdictLane> lanes;
    std::map<std::size_t, std::size_t> laneOf; // by server
    for (const std::size_t server : session::concernedServers(backtest)) {
        laneOf[server] = lanes.size();
        lanes.push_back(laneFor(backtest.servers[server], backtest.sets.size(), minDown));
    }
    VerdictLane& none = lanes.emplace_back();
    none.sets.resize(backtest.sets.size());
    for (std::size_t set = 0; set < backtest.sets.size(); ++set)
        addSet(backtest, set, laneOf, lanes);
    for (VerdictLane& lane : lanes) {
        for (auto& spans : lane.sets)
            std::ranges::stable_sort(spans, {}, &VerdictSpan::from);
    }
    if (std::ranges::all_of(lanes.back().sets, [](const auto& spans) { return spans.empty(); }))
        lanes.pop_back();
    return lanes;
}

QString setName(std::size_t set)
{
    return QString(QChar('A' + static_cast<char>(set)));
}

} // namespace checkwatch::review
