#pragma once

#include "models/recording/reader.h"

#include <vector>

namespace checkwatch::recording {

/// What was told once before `at` and still held then, of the session that ran at `at`: how each Alertmanager was, and the
/// silences that were not over. Their times are the own ones; ascending. None where nothing was recording at `at`.
std::vector<fleet::Event> standingEvents(Reader& reader, base::Timestamp at);

} // namespace checkwatch::recording
