#include "ui/wall/scene.h"

#include "ui/wall/type.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::wall {
namespace {

/// In the painter's coordinates, so that the sides of a frame go on around its corners.
QBrush hazardBrush(const SceneBox& box, const common::Theme& theme)
{
    const double width = std::min(box.box.width(), box.box.height());
    QLinearGradient stripes(QPointF(0, 0), QPointF(width, width));
    stripes.setSpread(QGradient::RepeatSpread);
    stripes.setStops({{0, theme[box.role]},
                      {0.5, theme[box.role]},
                      {0.5001, theme[common::Role::OnDrill]},
                      {1, theme[common::Role::OnDrill]}});
    return stripes;
}

void paintBox(QPainter& painter, const SceneBox& box, const common::Theme& theme)
{
    const QColor& colour = theme[box.role];
    const bool outlined = box.style == SceneBox::Style::Outlined;
    if (box.style == SceneBox::Style::Filled && box.radius == 0) {
        painter.fillRect(box.box, colour);
        return;
    }
    if (box.style == SceneBox::Style::Hazard) {
        painter.fillRect(box.box, hazardBrush(box, theme));
        return;
    }
    painter.setPen(outlined ? QPen(colour, 2) : QPen(Qt::NoPen));
    painter.setBrush(outlined                                    ? QBrush(Qt::NoBrush)
                         : box.style == SceneBox::Style::Hatched ? common::hatchBrush(theme)
                                                                 : QBrush(colour));
    painter.drawRoundedRect(outlined ? box.box.adjusted(1, 1, -1, -1) : box.box, box.radius, box.radius);
}

/// A shape in the colour of its own ground would not be seen. A cross brings its ground along.
void paintShape(QPainter& painter, const SceneShape& shape, const common::Theme& theme)
{
    if (!shape.ink || shape.glyph == common::Glyph::Cross) {
        common::paintGlyph(painter, shape.box, shape.glyph, theme, shape.fraction);
        return;
    }
    common::Theme inked = theme;
    for (const common::Role role : {common::Role::Firing, common::Role::Pending, common::Role::Muted}) {
        inked.colours[static_cast<std::size_t>(role)] = theme[*shape.ink];
    }
    common::paintGlyph(painter, shape.box, shape.glyph, inked, shape.fraction);
}

} // namespace

void paintScene(QPainter& painter, const Scene& scene, const common::Theme& theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const SceneBox& box : scene.boxes) {
        paintBox(painter, box, theme);
    }
    for (const SceneImage& image : scene.images) {
        painter.drawImage(image.box, image.image);
    }
    for (const SceneShape& shape : scene.shapes) {
        paintShape(painter, shape, theme);
    }
    for (const SceneText& text : scene.texts) {
        painter.setPen(theme[text.ink]);
        paintLine(painter, text.box, text.text, text.px, text.bold);
    }
}

} // namespace checkwatch::wall
