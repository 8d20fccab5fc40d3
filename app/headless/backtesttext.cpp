#include "app/headless/backtest.h"
#include "app/headless/printable.h"
#include "app/headless/table.h"
#include "models/base/duration.h"
#include "models/base/timetext.h"
#include "models/session/backtesttables.h"

#include <algorithm>

namespace checkwatch::app {
namespace {

using session::Backtest;
using session::TableRow;

constexpr std::size_t mostServers = 40;
constexpr std::size_t mostMissed = 20;

void sayHeading(const Backtest& backtest, const BacktestHeading& heading, const Streams& streams)
{
    streams.say(
        printable(QString::fromStdString("Backtest of " + heading.input + ": " + base::formatTime(backtest.start)
                                         + " to " + base::formatTime(backtest.end) + " ("
                                         + session::roundedDuration(backtest.end - backtest.start) + "), "
                                         + std::to_string(backtest.servers.size()) + " servers"))
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

/// The head and at most `most` rows.
void sayRows(const std::vector<TableRow>& rows, std::size_t most, const Streams& streams)
{
    Table table;
    for (std::size_t i = 0; i < std::min(rows.size(), most + 1); ++i) {
        table.add(rows[i]);
    }
    table.say(streams);
    if (rows.size() > most + 1) {
        streams.say("  … and " + std::to_string(rows.size() - most - 1) + " more; --json has all of them");
    }
}

} // namespace

void say(const Backtest& backtest, const BacktestHeading& heading, const Streams& streams)
{
    const std::vector<std::string> names = session::shortNames(backtest);
    sayHeading(backtest, heading, streams);
    streams.say("");
    const auto totals = session::totalRows(backtest, names);
    sayRows(totals, totals.size(), streams);
    for (const session::RuleSetVerdict& set : backtest.sets) {
        streams.say("");
        streams.say(printable(QString::fromStdString(set.name)).toStdString());
        sayRows(session::ruleRows(set), set.rules.size(), streams);
    }
    streams.say("");
    sayRows(session::serverRows(backtest, names), mostServers, streams);
    if (const auto missed = session::missedRows(backtest, names); missed.size() > 1) {
        streams.say("");
        sayRows(missed, mostMissed, streams);
    }
}

} // namespace checkwatch::app
