#pragma once

#include "models/config/config.h"

namespace checkwatch::app {

/// Where a configuration that names no folder is recorded: $XDG_STATE_HOME/checkwatch, else ~/.local/state/checkwatch.
void useUsualRecordingFolder(config::Config& config);

} // namespace checkwatch::app
