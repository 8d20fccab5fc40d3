#pragma once

#include "models/session/backtest.h"

#include <string>
#include <vector>

/// What a backtest found as tables for people: the same rows on a terminal and in a window. The first row is the head; the
/// first cell of a row says what it is about, the others are counts and times. Names out of files and recordings are raw.
namespace checkwatch::session {

using TableRow = std::vector<std::string>;

/// Whole seconds are enough for people, from a second on: "1m5s", "250ms".
[[nodiscard]] std::string roundedDuration(base::Duration duration);
/// What the sets are called in a head: their files without the folders, unless two are called so.
[[nodiscard]] std::vector<std::string> shortNames(const Backtest& backtest);
/// "backend/server"
[[nodiscard]] std::string nameOf(const ServerPast& server);

/// One column a set. `names`: of the sets, as in the tables below.
[[nodiscard]] std::vector<TableRow> totalRows(const Backtest& backtest, const std::vector<std::string>& names);
/// The alerting rules of a set.
[[nodiscard]] std::vector<TableRow> ruleRows(const RuleSetVerdict& set);
/// Servers that were DOWN for long enough or had an alert, most missed first; indices into Backtest::servers.
[[nodiscard]] std::vector<std::size_t> concernedServers(const Backtest& backtest);
/// Of those, in that order.
[[nodiscard]] std::vector<TableRow> serverRows(const Backtest& backtest, const std::vector<std::string>& names);
/// Times DOWN that no set caught, or not every one.
[[nodiscard]] std::vector<TableRow> missedRows(const Backtest& backtest, const std::vector<std::string>& names);

} // namespace checkwatch::session
