#include "app/headless/commands.h"
#include "app/options.h"
#include "app/run/run.h"
#include "app/run/windowhelp.h"

#include <QApplication>

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

int runWithWindow(const Options& options, int argc, char** argv)
{
    if (!findDisplay(options)) {
        return 2;
    }
    const QApplication application(argc, argv);
    switch (options.command) {
    case Command::Replay: return runReplay(options);
    case Command::Wall: return runWall(options);
    default: return runWindow(options);
    }
}

} // namespace

int main(int argc, char** argv)
{
    int exitCode = 0;
    const auto options = parseCommandLine(argc, argv, exitCode);
    if (!options) {
        return exitCode;
    }
    if (options->command == Command::Report) {
        return runReport(*options, argc, argv);
    }
    return isHeadless(*options) ? runHeadless(*options, argc, argv) : runWithWindow(*options, argc, argv);
}
