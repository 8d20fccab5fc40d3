#pragma once

#include "app/options.h"
#include "models/config/config.h"

namespace checkwatch::app {

/// `checkwatch watch`. Needs a QCoreApplication.
int runWatch(const Options& options);

/// `checkwatch record`. Needs a QCoreApplication.
int runRecord(const Options& options);

/// `checkwatch report`, with an application of its own: it needs fonts, and no display.
int runReport(const Options& options, int argc, char** argv);

/// The workstation window: `checkwatch` and `checkwatch demo`. Needs a QApplication.
int runWindow(const Options& options);

/// `checkwatch wall`: full screen, for nobody to touch. Needs a QApplication.
int runWall(const Options& options);

/// `checkwatch replay FILE` and `--demo`: a recording in a window, no network. Needs a QApplication.
int runReplay(const Options& options);

/// The configuration for exporters named by hand or by the demo: 5 s intervals everywhere.
config::Config quickConfig(const std::string& job, const std::vector<std::string>& hostPorts);

} // namespace checkwatch::app
