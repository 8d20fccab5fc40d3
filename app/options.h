#pragma once

#include "models/base/time.h"
#include "models/promql/engine.h"
#include "models/rules/rulevariant.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace checkwatch::app {

enum class Command : std::uint8_t {
    Window,
    Wall,
    Demo,
    Replay,
    Watch,
    CheckConfig,
    CheckRules,
    TestRules,
    TestPromql,
    Query,
    Record,
    Verify,
    Backtest,
    Report,
    Seal,
    Import,
};

/// What the command line says.
struct Options
{
    Command command = Command::Window;
    std::string config; ///< --config
    bool demo = false;  ///< watch, replay, wall --demo
    bool json = false;
    std::optional<base::Duration> duration;
    std::optional<promql::Compat> compat;

    std::string screenshot; ///< --screenshot FILE.png
    bool sized = false;     ///< --size is given
    int width = 1600;
    int height = 1000;
    base::Duration after{10'000};
    std::string theme;      ///< "", "dark", "light" or "contrast"
    std::string select;     ///< server, backend/server or exporter/backend/server
    std::string openQuery;  ///< --query: shown in the window
    std::string screen;     ///< wall --screen NAME|N
    std::string platform;   ///< wall --platform NAME[:PARAMETERS], where there is no display
    std::string drill;      ///< wall --drill FILE|built-in
    bool testSound = false; ///< wall --test-sound

    std::string exposition; ///< query --exposition FILE
    std::string expression;
    std::string time; ///< --time, --start, --end as written: base::parseTime()
    std::string start;
    std::string end;
    std::optional<base::Duration> step;
    std::vector<std::string>
        files; ///< check rules FILE…, check config FILE, test … FILE…, verify FILE, query FILE, seal FILE, replay FILE
    std::string output;                   ///< seal FILE OUT, import OUT, report --output
    std::string prometheus;               ///< import --prometheus URL
    std::string httpConfig;               ///< import --http-config FILE
    std::vector<std::string> match;       ///< --match
    std::vector<std::string> openMetrics; ///< import --openmetrics FILE…
    std::vector<std::string> servers;     ///< --server: NAME or PROXY/NAME
    std::optional<base::Duration> lead;   ///< seal --lead
    std::vector<std::string> hashLabels;  ///< --hash-labels
    std::string hashKey;                  ///< --hash-key FILE
    std::string lint = "all";             ///< check rules: all, duplicate-rules or none
    bool lintFatal = false;
    std::string against; ///< check rules --against FILE|URL
    std::optional<base::Duration> scrapeInterval;
    std::optional<base::Duration> evaluationInterval;
    std::optional<base::Duration> inter; ///< of the checks; HAProxy's default otherwise
    int fall = 3;
    std::vector<std::string> ruleFiles; ///< backtest --rules, in order
    bool recordedRules = false;         ///< backtest: also the rules as they were recorded, before the files
    bool currentRules = false;          ///< backtest: also the rules of the configuration, between them
    std::vector<std::string> alerts;    ///< backtest --alert: of the rules only these
    rules::RuleVariant variant;         ///< backtest: tried beside each set of rules
    std::optional<base::Duration> variantScrapeInterval; ///< backtest: what the variant sees
    base::Duration minDown{15'000};                      ///< backtest: shorter times DOWN do not count
    bool experimental = false;                           ///< PromQL that Prometheus 3 has behind a flag
};

/// Reads the command line. Empty optional: the program should end with `exitCode` (help was printed, or wrong use).
std::optional<Options> parseCommandLine(int argc, char** argv, int& exitCode);

/// True for commands that open no window.
bool isHeadless(const Options& options);

} // namespace checkwatch::app
