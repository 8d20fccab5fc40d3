#include "ui/wall/drill.h"

#include "ui/wall/type.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::Role;

namespace {

constexpr double share = 48; ///< of the screen: 22 pixels of 1080, and 15 of 720, where there is just room for tiles
constexpr double beyond = 4; ///< more than a wall's picture is moved against burn-in

double thickness(const QRectF& screen)
{
    return std::max(1.0, std::round(std::min(screen.width(), screen.height()) / share));
}

void addMiddle(Composer& composer, const QRectF& screen, const QString& words, const QString& below)
{
    const Scale& scale = composer.scale();
    const QRectF inside = insideDrill(screen, scale);
    const double pad = scale.of(28);
    const double width = std::min(inside.width(), widthOf(words, scale.verdict, true) + 2 * pad);
    const double height = heightOf(scale.verdict) + pad;
    const QRectF box(inside.center().x() - width / 2, inside.center().y() - height, width, height);
    composer.box({box, Role::Drill, SceneBox::Style::Filled, scale.of(8)});
    composer.centred(box.adjusted(pad / 2, 0, -pad / 2, 0), {words, scale.verdict, true, Role::OnDrill, Role::Drill});
    composer.centred(QRectF(inside.left(), box.bottom() + pad, inside.width(), heightOf(scale.name)),
                     {below, scale.name, false, Role::Text, Role::Surface});
}

} // namespace

QRectF insideDrill(const QRectF& screen, const Scale& scale)
{
    // The margin of the layout is part of what keeps the rest away from the border.
    const double taken = std::max(0.0, thickness(screen) - scale.of(8));
    return screen.adjusted(taken, taken, -taken, -taken);
}

void addDrillBorder(Composer& composer, const QRectF& screen)
{
    const double thick = thickness(screen);
    const QRectF outer = screen.adjusted(-beyond, -beyond, beyond, beyond);
    const QRectF inner = screen.adjusted(thick, thick, -thick, -thick);
    const auto side = [&](const QPointF& from, const QPointF& to) {
        composer.box({QRectF(from, to), Role::Drill, SceneBox::Style::Hazard});
    };
    side(outer.topLeft(), {outer.right(), inner.top()});
    side({outer.left(), inner.bottom()}, outer.bottomRight());
    side({outer.left(), inner.top()}, inner.bottomLeft());
    side(inner.topRight(), {outer.right(), inner.bottom()});
}

double addDrillWord(Composer& composer, const QRectF& row)
{
    const Scale& scale = composer.scale();
    const QString word = QStringLiteral("DRILL");
    const double pad = std::min(scale.of(16), row.width() / 8);
    const double text = std::min(widthOf(word, scale.verdict, true), std::max(0.0, row.width() - 2 * pad));
    const QRectF box(row.left(), row.top(), text + 2 * pad, row.height());
    composer.box({box, Role::Drill, SceneBox::Style::Filled, scale.of(8)});
    composer.left(box.adjusted(pad, 0, -pad, 0), {word, scale.verdict, true, Role::OnDrill, Role::Drill});
    return box.width();
}

void addDrillBegins(Composer& composer, const QRectF& screen)
{
    addMiddle(composer, screen, QStringLiteral("DRILL"), QStringLiteral("It begins; nothing here is real"));
}

void addDrillOver(Composer& composer, const QRectF& screen)
{
    addMiddle(composer, screen, QStringLiteral("DRILL OVER"),
              QStringLiteral("Nothing is watched on this screen until the wall is started again"));
}

} // namespace checkwatch::wall
