#include "app/windowed.h"

#include "app/run/run.h"
#include "app/run/windowhelp.h"

#include <QApplication>

using namespace checkwatch::app;

int checkwatchWindowed(const Options& options, int argc, char** argv)
{
    if (options.command == Command::Report) {
        return runReport(options, argc, argv);
    }
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
