#pragma once

#include "app/headless/backtest.h"
#include "app/headless/recordedinput.h"

#include <functional>
#include <memory>
#include <vector>

/// A backtest as the command line asks for it: the same for who types it and for the window.
namespace checkwatch::app {

/// What is going to be tried, read and checked.
struct PreparedBacktest
{
    std::shared_ptr<RecordedInput> input;
    std::vector<session::RuleSetUnderTest> sets;
    BacktestHeading heading;
};

/// Reads the recording and the rules: as they were recorded, as they are now, then the files; and beside each what the
/// variant makes of it. An error says what of that cannot be used.
base::Result<PreparedBacktest> prepareBacktest(const Options& options);
/// The same of a recording that is open already.
base::Result<PreparedBacktest> prepareBacktest(const Options& options, std::shared_ptr<RecordedInput> input);

/// Runs it; `goOn` and `earlier` as in session::backtest().
base::Result<session::Backtest> runBacktest(const PreparedBacktest& prepared, const std::function<bool(double)>& goOn,
                                            const session::EarlierBacktest* earlier = nullptr);

} // namespace checkwatch::app
