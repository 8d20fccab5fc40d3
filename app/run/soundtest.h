#pragma once

#include "app/options.h"

namespace checkwatch::app {

/// `checkwatch wall --test-sound`: plays each sound of the configuration, or those that come with the program, once and
/// says which. 1 where one was not to be played, with the reason on stderr. Needs a QApplication.
int testSound(const Options& options);

} // namespace checkwatch::app
