#include "ui/wall/scene.h"

#include "ui/wall/type.h"

#include <QPainter>

namespace checkwatch::wall {
namespace {

void paintBox(QPainter& painter, const SceneBox& box, const common::Theme& theme)
{
    const QColor& colour = theme[box.role];
    const bool outlined = box.style == SceneBox::Style::Outlined;
    if (box.style == SceneBox::Style::Filled && box.radius == 0) {
        painter.fillRect(box.box, colour);
        return;
    }
    painter.setPen(outlined ? QPen(colour, 2) : QPen(Qt::NoPen));
    painter.setBrush(outlined                                    ? QBrush(Qt::NoBrush)
                         : box.style == SceneBox::Style::Hatched ? common::hatchBrush(theme)
                                                                 : QBrush(colour));
    painter.drawRoundedRect(outlined ? box.box.adjusted(1, 1, -1, -1) : box.box, box.radius, box.radius);
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
        common::paintGlyph(painter, shape.box, shape.glyph, theme, shape.fraction);
    }
    for (const SceneText& text : scene.texts) {
        painter.setPen(theme[text.ink]);
        paintLine(painter, text.box, text.text, text.px, text.bold);
    }
}

} // namespace checkwatch::wall
