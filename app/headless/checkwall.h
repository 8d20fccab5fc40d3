#pragma once

#include "models/config/config.h"
#include "models/rules/rulefile.h"

#include <string>
#include <vector>

namespace checkwatch::app {

/// The filters of the `wall:` block, whose language the configuration itself does not know. Every error comes in one
/// message, a line each: "line 12: filter "state:down": state: goes by …"; where = the file.
[[nodiscard]] base::Result<void> checkWall(const config::Config& config);

/// Loads a file for a wall: what is wrong with any of it is an error.
base::Result<config::Config> loadChecked(const std::string& path);

/// Filters that ask for labels which no target of the configuration has: a sentence each. Such a wall would be empty.
[[nodiscard]] std::vector<std::string> filterNotices(const config::Config& config);

/// Names and severities in verdict_alerts that none of the rules has, the built-in ones among them: a sentence each.
[[nodiscard]] std::vector<std::string> verdictNotices(const config::Config& config, std::vector<rules::Group> groups);

} // namespace checkwatch::app
