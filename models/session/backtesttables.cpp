#include "models/session/backtesttables.h"

#include "models/base/duration.h"
#include "models/base/timetext.h"

#include <algorithm>
#include <tuple>

namespace checkwatch::session {
namespace {

std::string orDash(const std::optional<base::Duration>& duration)
{
    return duration ? roundedDuration(*duration) : "-";
}

std::string behindText(const Tally& tally, Behind what)
{
    return std::to_string(tally.behind.at(static_cast<std::size_t>(what)));
}

/// A server, and what it is sorted by.
struct ServerCounts
{
    std::size_t server = 0;
    std::size_t missed = 0;
    std::size_t spells = 0;
    std::size_t fired = 0;
};

std::vector<ServerCounts> concerned(const Backtest& backtest)
{
    std::vector<ServerCounts> out;
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        ServerCounts counts{i};
        for (const RuleSetVerdict& set : backtest.sets) {
            counts.missed += set.byServer[i].missed;
            counts.fired += set.byServer[i].fired;
            counts.spells = set.byServer[i].missed + set.byServer[i].caught;
        }
        if (counts.spells + counts.fired > 0) {
            out.push_back(counts);
        }
    }
    std::ranges::stable_sort(out, [](const ServerCounts& a, const ServerCounts& b) {
        return std::tie(a.missed, a.spells, a.fired) > std::tie(b.missed, b.spells, b.fired);
    });
    return out;
}

} // namespace

std::string roundedDuration(base::Duration duration)
{
    using std::chrono::seconds;
    return base::formatDuration(duration < seconds{1} ? duration : std::chrono::round<seconds>(duration));
}

std::vector<std::string> shortNames(const Backtest& backtest)
{
    const auto last = [](const RuleSetVerdict& of) { return of.name.substr(of.name.rfind('/') + 1); };
    std::vector<std::string> out;
    for (const RuleSetVerdict& set : backtest.sets) {
        const auto same = std::ranges::count_if(backtest.sets,
                                                [&](const RuleSetVerdict& other) { return last(other) == last(set); });
        out.push_back(same > 1 ? set.name : last(set));
    }
    return out;
}

std::string nameOf(const ServerPast& server)
{
    return server.proxy + "/" + server.server;
}

std::vector<TableRow> totalRows(const Backtest& backtest, const std::vector<std::string>& names)
{
    std::vector<TableRow> rows;
    const auto row = [&](const char* words, const auto& cell) {
        TableRow& cells = rows.emplace_back(TableRow{words});
        for (const RuleSetVerdict& set : backtest.sets) {
            cells.push_back(cell(set));
        }
    };
    const auto number = [](std::size_t Tally::*field) {
        return [field](const RuleSetVerdict& set) { return std::to_string(set.all.*field); };
    };
    const auto behind
        = [](Behind what) { return [what](const RuleSetVerdict& set) { return behindText(set.all, what); }; };
    rows.push_back({""});
    rows.front().insert(rows.front().end(), names.begin(), names.end());
    row("times DOWN that were caught", number(&Tally::caught));
    row("times DOWN that were missed", number(&Tally::missed));
    row("from the first failure to firing, median", [](const auto& set) { return orDash(set.all.median()); });
    row("from the first failure to firing, worst", [](const auto& set) { return orDash(set.all.worst()); });
    row("alerts fired", number(&Tally::fired));
    row("  of a server that was DOWN meanwhile", behind(Behind::Down));
    row("  of a server that failed checks but was never DOWN", behind(Behind::FailingOnly));
    row("  of a server with nothing wrong", behind(Behind::Nothing));
    row("  about something else than one server", behind(Behind::NoServer));
    row("alerts that flapped: fired again within 15m", number(&Tally::flaps));
    row("alerts that were pending and never fired", number(&Tally::pendingOnly));
    return rows;
}

std::vector<TableRow> ruleRows(const RuleSetVerdict& set)
{
    std::vector<TableRow> rows{
        {"rule", "fired", "caught", "missed", "never DOWN", "nothing wrong", "flaps", "median", "worst"}};
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
        const Tally& tally = set.byRule[i];
        if (set.rules[i].rule->kind == rules::Rule::Kind::Alerting) {
            rows.push_back({set.rules[i].rule->name, std::to_string(tally.fired), std::to_string(tally.caught),
                            std::to_string(tally.missed), behindText(tally, Behind::FailingOnly),
                            behindText(tally, Behind::Nothing), std::to_string(tally.flaps), orDash(tally.median()),
                            orDash(tally.worst())});
        }
    }
    return rows;
}

std::vector<std::size_t> concernedServers(const Backtest& backtest)
{
    std::vector<std::size_t> out;
    for (const ServerCounts& counts : concerned(backtest)) {
        out.push_back(counts.server);
    }
    return out;
}

std::vector<TableRow> serverRows(const Backtest& backtest, const std::vector<std::string>& names)
{
    std::vector<TableRow> rows{{"server", "DOWN"}};
    for (const std::string& name : names) {
        rows.front().insert(rows.front().end(), {name + ": caught", "missed", "fired", "flaps"});
    }
    for (const ServerCounts& counts : concerned(backtest)) {
        TableRow& cells
            = rows.emplace_back(TableRow{nameOf(backtest.servers[counts.server]), std::to_string(counts.spells)});
        for (const RuleSetVerdict& set : backtest.sets) {
            const Tally& tally = set.byServer[counts.server];
            cells.insert(cells.end(),
                         {std::to_string(tally.caught), std::to_string(tally.missed), std::to_string(tally.fired),
                          std::to_string(tally.flaps)});
        }
    }
    return rows;
}

std::vector<TableRow> missedRows(const Backtest& backtest, const std::vector<std::string>& names)
{
    std::vector<TableRow> rows{{"missed", "DOWN since", "for", "by"}};
    for (std::size_t i = 0; i < backtest.spells.size(); ++i) {
        std::string missedBy;
        for (std::size_t set = 0; set < backtest.sets.size(); ++set) {
            missedBy += backtest.sets[set].catches[i] ? "" : (missedBy.empty() ? "" : ", ") + names[set];
        }
        const DownSpell& spell = backtest.spells[i];
        if (!missedBy.empty()) {
            rows.push_back({nameOf(backtest.servers[spell.server]), base::formatTime(spell.time.from),
                            roundedDuration(spell.time.to - spell.time.from) + (spell.time.goesOn ? " and on" : ""),
                            missedBy});
        }
    }
    return rows;
}

} // namespace checkwatch::session
