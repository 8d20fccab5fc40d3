#pragma once

#include "ui/common/glyphs.h"
#include "ui/common/theme.h"

#include <QImage>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

/// What stands on the wall: everything it paints, as values, so that a test can walk it and look for what overlaps, is cut,
/// too small or too pale.
namespace checkwatch::wall {

struct SceneBox
{
    /// Hazard: broad stripes of the role and Role::OnDrill, as wide as the box is narrow; boxes side by side go on as one.
    enum class Style : std::uint8_t { Filled, Outlined, Hatched, Hazard };
    QRectF box;
    common::Role role = common::Role::Panel;
    Style style = Style::Filled;
    double radius = 0;
};

struct SceneShape
{
    QRectF box;
    common::Glyph glyph = common::Glyph::None;
    double fraction = 0.25;            ///< how full a Progress is
    std::optional<common::Role> ink{}; ///< where it stands on the colour of its own state
};

/// One line of text; it fits its box, Type::fit() sees to that.
struct SceneText
{
    QRectF box;
    QString text; ///< has passed the gateway
    int px = 22;
    bool bold = false;
    common::Role ink = common::Role::Text;
    common::Role ground = common::Role::Panel; ///< what it stands on
};

/// A picture that is not made of the above: the tiles, the QR code.
struct SceneImage
{
    QRectF box;
    QImage image;
};

struct Scene
{
    std::vector<SceneBox> boxes;
    std::vector<SceneImage> images;
    std::vector<SceneShape> shapes;
    std::vector<SceneText> texts;
};

void paintScene(QPainter& painter, const Scene& scene, const common::Theme& theme);

} // namespace checkwatch::wall
