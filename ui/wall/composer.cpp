#include "ui/wall/composer.h"

#include "ui/wall/type.h"

namespace checkwatch::wall {

void Composer::panel(const QRectF& box)
{
    m_scene.boxes.push_back({box, common::Role::Panel, SceneBox::Style::Filled, m_scale.of(4)});
}

void Composer::glyph(const QRectF& box, common::Glyph glyph, double fraction, std::optional<common::Role> ink)
{
    if (glyph != common::Glyph::None) {
        m_scene.shapes.push_back({box, glyph, fraction, ink});
    }
}

double Composer::put(const QRectF& room, const Words& words, Qt::Alignment align)
{
    const auto [text, width] = fit(words.text, words.px, words.bold, room.width());
    if (text.isEmpty()) {
        return 0;
    }
    double x = room.left();
    if (align == Qt::AlignRight) {
        x = room.right() - width;
    } else if (align == Qt::AlignHCenter) {
        x = room.center().x() - width / 2;
    }
    const double height = heightOf(words.px);
    const QRectF box(x, room.center().y() - height / 2, width, height);
    m_scene.texts.push_back({box, text, words.px, words.bold, words.ink, words.ground});
    return width;
}

double Composer::left(const QRectF& room, const Words& words)
{
    return put(room, words, Qt::AlignLeft);
}

double Composer::right(const QRectF& room, const Words& words)
{
    return put(room, words, Qt::AlignRight);
}

double Composer::centred(const QRectF& room, const Words& words)
{
    return put(room, words, Qt::AlignHCenter);
}

} // namespace checkwatch::wall
