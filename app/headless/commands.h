#pragma once

#include "app/options.h"

#include <cstdio>

namespace checkwatch::app {

/// `checkwatch check config FILE`: 0 good, 1 refused.
int checkConfig(const Options& options, std::FILE* out);
/// `checkwatch check rules FILE…`: exit codes as promtool's: 0 good, 1 failed.
int checkRules(const Options& options, std::FILE* out);
/// `checkwatch query --exposition FILE EXPR`: prints the Prometheus API's JSON; 0 good, 1 no answer, 2 unreadable input.
int query(const Options& options, std::FILE* out);

} // namespace checkwatch::app
