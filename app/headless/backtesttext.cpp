#include "app/headless/backtest.h"
#include "app/headless/printable.h"
#include "app/headless/table.h"
#include "models/base/duration.h"
#include "models/base/timetext.h"

#include <algorithm>

namespace checkwatch::app {
namespace {

using session::Backtest;
using session::Behind;
using session::RuleSetVerdict;
using session::Tally;

constexpr std::size_t mostServers = 40;
constexpr std::size_t mostMissed = 20;

/// Whole seconds are enough for people, from a second on.
std::string durationText(base::Duration duration)
{
    using std::chrono::seconds;
    return base::formatDuration(duration < seconds{1} ? duration : std::chrono::round<seconds>(duration));
}

std::string orDash(const std::optional<base::Duration>& duration)
{
    return duration ? durationText(*duration) : "-";
}

std::string behindText(const Tally& tally, Behind what)
{
    return std::to_string(tally.behind.at(static_cast<std::size_t>(what)));
}

std::string nameOf(const session::ServerPast& server)
{
    return server.proxy + "/" + server.server;
}

/// What a set is called in a table: its file without the folders, unless two are called so.
std::string shortName(const Backtest& backtest, const RuleSetVerdict& set)
{
    const auto last = [](const RuleSetVerdict& of) { return of.name.substr(of.name.rfind('/') + 1); };
    const auto same
        = std::ranges::count_if(backtest.sets, [&](const RuleSetVerdict& other) { return last(other) == last(set); });
    return same > 1 ? set.name : last(set);
}

void sayHeading(const Backtest& backtest, const BacktestHeading& heading, const Streams& streams)
{
    streams.say(printable(QString::fromStdString(
                              "Backtest of " + heading.input + ": " + base::formatTime(backtest.start) + " to "
                              + base::formatTime(backtest.end) + " (" + durationText(backtest.end - backtest.start)
                              + "), " + std::to_string(backtest.servers.size()) + " servers"))
                    .toStdString());
    streams.say("Evaluated every " + base::formatDuration(heading.options.rules.interval)
                + " where a group says nothing else, with the windows of Prometheus "
                + std::to_string(static_cast<int>(heading.options.rules.promql.compat)));
    if (heading.options.scrapeInterval > base::Duration{0}) {
        streams.say("The rules see only what scrapes every " + base::formatDuration(heading.options.scrapeInterval)
                    + " would have seen");
    }
    streams.say(std::to_string(backtest.spells.size()) + " times a server was DOWN for at least "
                + base::formatDuration(heading.options.minDown));
}

void sayTotals(const Backtest& backtest, const Streams& streams)
{
    Table table;
    const auto row = [&](const char* words, const auto& cell) {
        std::vector<std::string> cells{words};
        for (const RuleSetVerdict& set : backtest.sets) {
            cells.push_back(cell(set));
        }
        table.add(std::move(cells));
    };
    const auto number = [](std::size_t Tally::*field) {
        return [field](const RuleSetVerdict& set) { return std::to_string(set.all.*field); };
    };
    const auto behind
        = [](Behind what) { return [what](const RuleSetVerdict& set) { return behindText(set.all, what); }; };
    row("", [&backtest](const RuleSetVerdict& set) { return shortName(backtest, set); });
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
    table.say(streams);
}

void sayRules(const RuleSetVerdict& set, const Streams& streams)
{
    streams.say("");
    streams.say(printable(QString::fromStdString(set.name)).toStdString());
    Table table;
    table.add({"rule", "fired", "caught", "missed", "never DOWN", "nothing wrong", "flaps", "median", "worst"});
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
        const Tally& tally = set.byRule[i];
        if (set.rules[i].rule->kind == rules::Rule::Kind::Alerting) {
            table.add({set.rules[i].rule->name, std::to_string(tally.fired), std::to_string(tally.caught),
                       std::to_string(tally.missed), behindText(tally, Behind::FailingOnly),
                       behindText(tally, Behind::Nothing), std::to_string(tally.flaps), orDash(tally.median()),
                       orDash(tally.worst())});
        }
    }
    table.say(streams);
}

/// Servers that something happened to, most missed first.
void sayServers(const Backtest& backtest, const Streams& streams)
{
    struct Row
    {
        std::size_t server = 0;
        std::size_t missed = 0;
        std::size_t spells = 0;
        std::size_t fired = 0;
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        Row row{i};
        for (const RuleSetVerdict& set : backtest.sets) {
            row.missed += set.byServer[i].missed;
            row.fired += set.byServer[i].fired;
            row.spells = set.byServer[i].missed + set.byServer[i].caught;
        }
        if (row.spells + row.fired > 0) {
            rows.push_back(row);
        }
    }
    std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
        return std::tie(a.missed, a.spells, a.fired) > std::tie(b.missed, b.spells, b.fired);
    });
    Table table;
    std::vector<std::string> head{"server", "DOWN"};
    for (const RuleSetVerdict& set : backtest.sets) {
        head.insert(head.end(), {shortName(backtest, set) + ": caught", "missed", "fired", "flaps"});
    }
    table.add(head);
    for (std::size_t i = 0; i < std::min(rows.size(), mostServers); ++i) {
        std::vector<std::string> cells{nameOf(backtest.servers[rows[i].server]), std::to_string(rows[i].spells)};
        for (const RuleSetVerdict& set : backtest.sets) {
            const Tally& tally = set.byServer[rows[i].server];
            cells.insert(cells.end(),
                         {std::to_string(tally.caught), std::to_string(tally.missed), std::to_string(tally.fired),
                          std::to_string(tally.flaps)});
        }
        table.add(std::move(cells));
    }
    streams.say("");
    table.say(streams);
    if (rows.size() > mostServers) {
        streams.say("  … and " + std::to_string(rows.size() - mostServers) + " more; --json has all of them");
    }
}

/// Times DOWN that no set caught, or not every one.
void sayMissed(const Backtest& backtest, const Streams& streams)
{
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < backtest.spells.size(); ++i) {
        std::string missedBy;
        for (const RuleSetVerdict& set : backtest.sets) {
            missedBy += set.catches[i] ? "" : (missedBy.empty() ? "" : ", ") + shortName(backtest, set);
        }
        const session::DownSpell& spell = backtest.spells[i];
        if (!missedBy.empty()) {
            rows.push_back({nameOf(backtest.servers[spell.server]), base::formatTime(spell.time.from),
                            durationText(spell.time.to - spell.time.from) + (spell.time.goesOn ? " and on" : ""),
                            missedBy});
        }
    }
    if (rows.empty()) {
        return;
    }
    streams.say("");
    Table table;
    table.add({"missed", "DOWN since", "for", "by"});
    for (std::size_t i = 0; i < std::min(rows.size(), mostMissed); ++i) {
        table.add(rows[i]);
    }
    table.say(streams);
    if (rows.size() > mostMissed) {
        streams.say("  … and " + std::to_string(rows.size() - mostMissed) + " more; --json has all of them");
    }
}

} // namespace

void say(const Backtest& backtest, const BacktestHeading& heading, const Streams& streams)
{
    sayHeading(backtest, heading, streams);
    streams.say("");
    sayTotals(backtest, streams);
    for (const RuleSetVerdict& set : backtest.sets) {
        sayRules(set, streams);
    }
    sayServers(backtest, streams);
    sayMissed(backtest, streams);
}

} // namespace checkwatch::app
