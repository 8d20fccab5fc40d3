#pragma once

#include "ui/replay/strippainter.h"

#include <optional>

namespace checkwatch::replay {

/// The lanes that are in sight, with their names.
void paintLanes(QPainter& painter, const StripPicture& picture, const common::Theme& theme);

/// The lane at a height; nullopt beside them.
[[nodiscard]] std::optional<int> laneAt(const StripPicture& picture, int y);
/// What stands out on a lane at a time, within `reach` of it where nothing is exactly there; null: nothing.
[[nodiscard]] const fleet::TimelineSpan* spanAt(const fleet::TimelineLane& lane, base::Timestamp time,
                                                base::Duration reach);

} // namespace checkwatch::replay
