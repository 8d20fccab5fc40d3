#pragma once

#include "app/options.h"

/// The one door into the part that has windows (checkwatch-window.so), which the program loads at run time: what needs no
/// window does not pay for Qt's widgets. Runs the command of `options` to its end and gives its exit code; makes the
/// application object itself, so there must be none yet. GUI thread.
extern "C" [[gnu::visibility("default")]] int checkwatchWindowed(const checkwatch::app::Options& options, int argc,
                                                                 char** argv);
