#pragma once

#include "app/headless/streams.h"
#include "models/session/backtest.h"

#include <QJsonObject>

#include <string>

namespace checkwatch::app {

/// What was backtested, for its report.
struct BacktestHeading
{
    std::string input; ///< as on the command line
    session::BacktestOptions options;
};

/// {"alerts": [{"labels": {…}, "transitions": [{"time": ms, "state": "pending|firing|inactive"}]}], "summary": {…}}
QJsonObject toJson(const session::Backtest& backtest, const BacktestHeading& heading);
/// The summary as tables.
void say(const session::Backtest& backtest, const BacktestHeading& heading, const Streams& streams);

} // namespace checkwatch::app
