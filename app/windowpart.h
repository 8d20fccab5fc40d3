#pragma once

#include "app/options.h"

namespace checkwatch::app {

/// Loads the part with the windows, and runs the command of `options` there (app/windowed.h). 2 where it cannot be loaded;
/// then it has been told on stderr.
int runWindowed(const Options& options, int argc, char** argv);

} // namespace checkwatch::app
