#pragma once

#include "models/recording/reader.h"

#include <vector>

namespace checkwatch::recording {

/// Where samples were recorded that cannot be read: their frames are damaged, as far as the reader has found out, or those
/// that say what they are. The reason is the damage, as damageText() has it. One thread at a time.
std::vector<RecordedGap> lostSamples(const Reader& reader);

} // namespace checkwatch::recording
