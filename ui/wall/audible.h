#pragma once

#include "models/fleet/soundplan.h"
#include "ui/wall/worst.h"

#include <functional>

namespace checkwatch::wall {

/// The sound of an entry whose alert has this severity ("" where it has none); "none" for silence.
using SoundOf = std::function<std::string(WorstRow::Rank rank, const std::string& severity)>;

/// What of a list can be heard, in its order. What is not in the list, or is there without counting in the verdict, makes
/// no sound: its rank is no urgent one. Nor does what somebody has acknowledged. When something began is 0 where the list does not know it.
[[nodiscard]] std::vector<fleet::Audible> audibleOf(const WorstList& list, const fleet::Snapshot& snapshot,
                                                    const SoundOf& soundOf);

} // namespace checkwatch::wall
