#pragma once

#include "app/options.h"

namespace checkwatch::app {

class ReplayView;

/// What --screenshot and --select want of a replay: selects, waits for what that asks of the engine, takes the picture and
/// ends the application.
void shootReplay(ReplayView& view, const Options& options);

} // namespace checkwatch::app
