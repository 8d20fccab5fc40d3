#pragma once

#include "models/fleet/snapshot.h"
#include "ui/common/theme.h"

#include <QBrush>
#include <QRectF>
#include <QString>

class QFont;
class QPainter;

/// The shapes that go with the colours, painted, never characters of a font: crisp at 12 to 96 px. GUI thread.
namespace checkwatch::common {

enum class Glyph : std::uint8_t {
    None,     ///< UP: nothing to say
    Cross,    ///< DOWN: filled square with a cross
    Triangle, ///< firing: filled
    Progress, ///< pending: a ring that fills
    Stale,    ///< dashed ring, hatched
    Out,      ///< out of rotation: outlined square with a bar
    Hollow,   ///< not checked yet: ring
    Dotted,   ///< unchecked: dotted ring
};

[[nodiscard]] Glyph glyphFor(fleet::Shown shown);
[[nodiscard]] Glyph glyphFor(fleet::AlertPhase phase);

/// Centred in `rectangle`, in the colour of its state. `fraction` 0..1 is how full a Progress is.
void paintGlyph(QPainter& painter, const QRectF& rectangle, Glyph glyph, const Theme& theme, double fraction = 0.25);

/// How a badge (a word in a box) is drawn.
enum class BadgeStyle : std::uint8_t { Filled, Outlined, Dashed };
struct Badge
{
    QString text; ///< has passed the gateway
    Glyph glyph = Glyph::None;
    Role colour = Role::Muted; ///< fill or edge, and the text where it is not filled
    Role ink = Role::Text;     ///< text on the fill
    BadgeStyle style = BadgeStyle::Outlined;
};
[[nodiscard]] QSizeF badgeSize(const Badge& badge, const QFont& font);
/// Left-aligned and vertically centred in `rectangle`, in the painter's font.
void paintBadge(QPainter& painter, const QRectF& rectangle, const Badge& badge, const Theme& theme);

/// Stripes for stale and not counted; set its origin with QPainter::setBrushOrigin so that it does not swim.
[[nodiscard]] QBrush hatchBrush(const Theme& theme);

} // namespace checkwatch::common
