#pragma once

#include "models/base/result.h"
#include "ui/common/format.h"

#include <QString>

namespace checkwatch::replay {

/// Where somebody is in a recording.
struct Place
{
    base::Timestamp from{}; ///< the recording
    base::Timestamp to{};
    base::Timestamp now{}; ///< the position
    common::Zone zone = common::Zone::Utc;
};

/// A time of the recording as people write it:
/// - "03:14", "03:14:25", "03:14:25.5": in the zone, of the day in the recording that is nearest to the position;
/// - "2026-11-21 03:14:25": in the zone;
/// - "+5m", "-90s", "+5" (seconds): from the position; "10m": from the beginning;
/// - Unix seconds and RFC 3339 as base::parseTime has them.
/// An error where it is none, or lies outside.
[[nodiscard]] base::Result<base::Timestamp> parseMoment(const QString& text, const Place& place);

} // namespace checkwatch::replay
