#pragma once

#include "models/recording/reader.h"
#include "models/session/replay.h"

#include <string>
#include <vector>

namespace checkwatch::session {

/// The file of a recording: `path`, or the one that is written in that folder.
[[nodiscard]] std::string recordingFile(const std::string& path);

/// What a recording says of itself, without the servers.
RecordingFacts factsOf(recording::Reader& reader, const std::string& file);

/// The servers of its newest streams, one of each target, each once. Reads labels, no samples.
std::vector<fleet::ServerIdentity> serversIn(recording::Reader& reader);

} // namespace checkwatch::session
