#pragma once

#include "ui/replay/strippainter.h"

namespace checkwatch::replay {

/// Lines and names of the times along the bottom.
void paintAxis(QPainter& painter, const StripPicture& picture, const common::Theme& theme);
/// Reloads, changes of the rules, notes and bookmarks: a line across the lanes, and its name where there is room for it.
void paintMarks(QPainter& painter, const StripPicture& picture, const common::Theme& theme);

} // namespace checkwatch::replay
