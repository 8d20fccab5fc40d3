#include "app/headless/commands.h"
#include "app/options.h"
#include "app/run/run.h"
#include "app/windowpart.h"

#include <QCoreApplication>

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

} // namespace

int main(int argc, char** argv)
{
    int exitCode = 0;
    const auto options = parseCommandLine(argc, argv, exitCode);
    if (!options) {
        return exitCode;
    }
    const bool headless = isHeadless(*options) && options->command != Command::Report;
    return headless ? runHeadless(*options, argc, argv) : runWindowed(*options, argc, argv);
}
