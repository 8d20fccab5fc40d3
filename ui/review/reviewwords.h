#pragma once

#include "models/session/backtesttables.h"
#include "models/session/review.h"

#include <QString>

/// What backtest and report say; raw text in them has passed the gateway.
namespace checkwatch::review {

/// "7 times DOWN: A caught 5, B 7 · with nothing wrong A fired 0, B 2 times · …".
[[nodiscard]] QString verdictWords(const session::BacktestAnswer& answer);
/// Rules that could not be evaluated at some time, in all sets.
[[nodiscard]] std::size_t failedRules(const session::Backtest& backtest);
/// The rules of all sets in one table, those of the same name one under the other; the set comes second.
[[nodiscard]] std::vector<session::TableRow> ruleRowsOf(const session::Backtest& backtest);
[[nodiscard]] QString errorWords(const base::Error& error);
/// Where it is, or why it is not.
[[nodiscard]] QString writtenWords(const session::FileWritten& written);
[[nodiscard]] QString emptyRecordingWords();

} // namespace checkwatch::review
