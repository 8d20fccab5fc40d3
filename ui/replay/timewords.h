#pragma once

#include "models/fleet/timeline.h"
#include "ui/common/format.h"

#include <QString>

/// Times, lengths and stretches of a recording in words.
namespace checkwatch::replay {

/// "Sat 21 Nov 03:14:25 UTC"; "local" for the local zone.
[[nodiscard]] QString momentWords(base::Timestamp time, common::Zone zone);
/// A tick of an axis whose ticks are `step` apart: "03:14:25", "03:14", "21 Nov".
[[nodiscard]] QString tickWords(base::Timestamp time, base::Duration step, common::Zone zone);
/// How long something is: "30 s", "45 min", "24 h", "14 days".
[[nodiscard]] QString lengthWords(base::Duration length);
/// "DOWN · no alert", "firing", "does not answer" of a stretch on a lane.
[[nodiscard]] QString spanWords(const fleet::TimelineSpan& span, fleet::TimelineLane::Kind kind);
/// "HAProxy reloaded", "note: deploy finished", "bookmark"; through the gateway.
[[nodiscard]] QString markWords(const fleet::TimelineMark& mark);

} // namespace checkwatch::replay
