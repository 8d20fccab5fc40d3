#pragma once

#include "app/options.h"

#include <string>

namespace CLI {
class App;
}

/// What the commands of the command line share.
namespace checkwatch::app {

/// Values that CLI11 fills in as text and that become something else afterwards.
struct Raw
{
    std::string duration;
    std::string after;
    std::string size;
    std::string scrapeInterval;
    std::string evaluationInterval;
    std::string inter;
    std::string step;
    std::string minDown;
    std::string lead;
    std::string holdFor;
    std::string window;
    std::string variantScrapeInterval;
    std::string file; ///< the first of several words
    int compat = 0;
};

/// How --start, --end and --time may be written.
inline constexpr auto timeWords = "Unix seconds, RFC 3339, or an offset from the beginning, for example 10m";

/// Checks for CLI11: "" or what is wrong. A duration, or whole seconds; the second: more than 0.
std::string asDuration(const std::string& text);
std::string asInterval(const std::string& text);
/// REQUIRES: asDuration(text) is "".
base::Duration durationOf(const std::string& text);

/// --screenshot, --size, --after, --theme.
void addPictureOptions(CLI::App& command, Options& options, Raw& raw);
/// Those, --select and --query.
void addWindowOptions(CLI::App& command, Options& options, Raw& raw);
void addConfigOption(CLI::App& command, Options& options);
void addCompatOption(CLI::App& command, Raw& raw);
void addExperimentalOption(CLI::App& command, Options& options);

/// record, verify, backtest, report, seal and import.
void addRecordingCommands(CLI::App& app, Options& options, Raw& raw);

} // namespace checkwatch::app
