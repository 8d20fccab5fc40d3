#pragma once

#include "models/recording/reader.h"
#include "models/session/replay.h"

#include <string>

namespace checkwatch::session {

/// The file of a recording: `path`, or the one that is written in that folder.
[[nodiscard]] std::string recordingFile(const std::string& path);

/// What a recording says of itself. Reads labels of one stream of each target, no samples.
RecordingFacts factsOf(recording::Reader& reader, const std::string& file);

} // namespace checkwatch::session
