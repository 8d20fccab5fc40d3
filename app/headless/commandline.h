#pragma once

#include "app/options.h"

#include <string>

/// What was asked for in a window, as somebody would type it in a shell: words that need it are quoted.
namespace checkwatch::app {

/// parseCommandLine() of it asks for the same backtest.
[[nodiscard]] std::string backtestCommand(const Options& options);
/// The same of a report.
[[nodiscard]] std::string reportCommand(const Options& options);

} // namespace checkwatch::app
