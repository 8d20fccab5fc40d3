#pragma once

#include "models/config/config.h"
#include "models/runbooks/library.h"

namespace checkwatch::app {

/// The built-in runbooks, overlaid by the folders the configuration names (each *.md is the runbook of the alert it is
/// named after). Unreadable files are told in `notices`, one sentence each.
runbooks::Library loadRunbooks(const config::Config& config, std::vector<std::string>& notices);

} // namespace checkwatch::app
