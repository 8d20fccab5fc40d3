#include "app/headless/commands.h"
#include "app/options.h"
#include "app/run/run.h"
#include "app/windowpart.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace {

using namespace checkwatch::app;

int runHeadless(const Options& options, int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    switch (options.command) {
    case Command::Watch: return runWatch(options);
    case Command::CheckConfig: return checkConfig(options, stdout);
    case Command::CheckRules: return checkRules(options, Streams{});
    case Command::TestRules: return testRules(options, Streams{});
    case Command::TestPromql: return testPromql(options, Streams{});
    case Command::Query: return query(options, stdout);
    case Command::Record: return runRecord(options);
    case Command::Seal: return seal(options, Streams{});
    case Command::Import: return importSamples(options, Streams{});
    case Command::Verify: return verify(options, Streams{});
    case Command::Backtest: return backtest(options, Streams{});
    case Command::Report:
    case Command::Window:
    case Command::Wall:
    case Command::Demo:
    case Command::Replay: break;
    }
    return 2;
}

/// What somebody asked for and did not get is no success, whatever it says.
int printed(int exitCode)
{
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
        return exitCode;
    }
    std::fputs("checkwatch: standard output: not all could be written; is the disk full?\n", stderr);
    return std::max(exitCode, 2);
}

} // namespace

int main(int argc, char** argv)
{
    int exitCode = 0;
    const auto options = parseCommandLine(argc, argv, exitCode);
    if (!options) {
        return exitCode;
    }
    const bool headless = isHeadless(*options) && options->command != Command::Report;
    return headless ? printed(runHeadless(*options, argc, argv)) : runWindowed(*options, argc, argv);
}
