#include "app/headless/commands.h"
#include "app/options.h"
#include "app/run/run.h"
#include "app/windowed.h"

#include <QCoreApplication>

#include <cstdio>
#include <dlfcn.h>

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

/// Lazily, as the program itself is: most of what the part refers to is never called in one run.
int runWindowed(const Options& options, int argc, char** argv)
{
    void* const part = dlopen("checkwatch-window.so", RTLD_LAZY | RTLD_LOCAL);
    void* const door = part ? dlsym(part, "checkwatchWindowed") : nullptr;
    if (door == nullptr) {
        std::fprintf(stderr, "checkwatch: the part with the windows cannot be loaded (%s): install the package anew\n",
                     dlerror());
        return 2;
    }
    return reinterpret_cast<decltype(&checkwatchWindowed)>(door)(options, argc, argv);
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
