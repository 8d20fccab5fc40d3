#pragma once

#include "ui/wall/composer.h"

/// What tells a drill from the truth, whatever else is on the screen.
namespace checkwatch::wall {

/// What a wall shows: what is; a failure that is played; the end of that, when it shows nothing.
enum class Standing : std::uint8_t { Live, Drill, DrillOver };

/// What the border leaves of the screen.
[[nodiscard]] QRectF insideDrill(const QRectF& screen, const Scale& scale);
/// The striped border, all around; it reaches a little beyond the screen, which may be painted a few pixels aside.
void addDrillBorder(Composer& composer, const QRectF& screen);
/// DRILL, at the left of a row; gives its width.
double addDrillWord(Composer& composer, const QRectF& row);
/// The middle of the screen before the drill has anything to show, and after it.
void addDrillBegins(Composer& composer, const QRectF& screen);
void addDrillOver(Composer& composer, const QRectF& screen);

} // namespace checkwatch::wall
