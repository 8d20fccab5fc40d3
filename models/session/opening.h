#pragma once

#include "models/recording/reader.h"

#include <optional>

namespace checkwatch::session {

/// Where somebody begins who opens a stretch of a recording: where something is.
struct Opening
{
    base::Timestamp time{}; ///< within the stretch
    std::optional<base::Timestamp>
        firstAlert; ///< the first health alert that fired, or where none did any; `time` then
};

/// Looks for it in [from, to]: the first alert that was recorded as firing, health alerts (checkwatch: health_alerts) before
/// all others; else the time by which every target of the beginning had been scraped once. Reads from the beginning until it
/// is found.
[[nodiscard]] Opening openingOf(recording::Reader& reader, base::Timestamp from, base::Timestamp to);

} // namespace checkwatch::session
