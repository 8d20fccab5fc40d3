#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>

namespace checkwatch::fleet {

enum class RecordingMode : std::uint8_t {
    Off,       ///< not asked for
    Recording, ///< everything up to a few seconds ago is on the disk
    Paused,    ///< it cannot be written now, `reason` says why; it goes on by itself
    ReadOnly,  ///< another program records here
};

/// How the recording of a session stands.
struct RecordingState
{
    RecordingMode mode = RecordingMode::Off;
    base::Timestamp since{};   ///< of the mode
    std::uint64_t bytes = 0;   ///< of the file
    std::string path;          ///< of the file
    std::string reason;        ///< one sentence, where it does not record
    std::string trouble;       ///< one sentence, where it records but cannot do all of what it should
    std::uint64_t dropped = 0; ///< scrapes that were not recorded, since the start
};

} // namespace checkwatch::fleet
