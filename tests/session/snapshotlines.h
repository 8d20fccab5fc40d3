#pragma once

#include "models/fleet/snapshot.h"

#include <string>
#include <vector>

namespace checkwatch::recordedlife {

/// What a snapshot says, a line for each thing; without what tells nothing about the fleet (numbers of this process, how
/// long an evaluation took).
[[nodiscard]] std::vector<std::string> describe(const fleet::Snapshot& snapshot);

} // namespace checkwatch::recordedlife
