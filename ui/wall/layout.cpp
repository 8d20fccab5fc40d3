#include "ui/wall/layout.h"

#include "ui/wall/type.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {
namespace {

void landscape(Layout& layout, const QRectF& body, double gap, const Scale& scale)
{
    const double side = std::round(std::max(body.width() * 0.36, scale.of(530)));
    const double bottom = std::round(std::clamp(body.height() * 0.3, scale.of(278), scale.of(290)));
    const double left = body.width() - side - gap;
    const double top = body.height() - bottom - gap;
    layout.tiles = QRectF(body.left(), body.top(), left, top);
    layout.trend = QRectF(body.left(), body.top() + top + gap, left, bottom);
    layout.worst = QRectF(body.left() + left + gap, body.top(), side, top);
    layout.recent = QRectF(layout.worst.left(), layout.trend.top(), side, bottom);
}

/// Where the list would not have room for two entries above what happened last, it goes before that.
void shortLandscape(Layout& layout, const QRectF& body, double gap, const Scale& scale)
{
    landscape(layout, body, gap, scale);
    const double bottom = std::round(scale.of(200));
    layout.recent = QRectF();
    layout.worst.setBottom(body.bottom());
    layout.tiles.setBottom(body.bottom() - bottom - gap);
    layout.trend.setTop(body.bottom() - bottom);
}

void portrait(Layout& layout, const QRectF& body, double gap, const Scale& scale)
{
    const double bottom = scale.of(280);
    const double trend = scale.of(240);
    const double rest = body.height() - bottom - trend - 3 * gap;
    const double worst = std::round(rest * 0.45);
    layout.worst = QRectF(body.left(), body.top(), body.width(), worst);
    layout.tiles = QRectF(body.left(), layout.worst.bottom() + gap, body.width(), rest - worst);
    layout.trend = QRectF(body.left(), layout.tiles.bottom() + gap, body.width(), trend);
    layout.recent = QRectF(body.left(), layout.trend.bottom() + gap, body.width(), bottom);
}

/// What is too small to say anything says nothing, and its room goes to the list.
void dropSmall(Layout& layout, const QRectF& body, const Scale& scale)
{
    if (body.width() >= scale.of(900) && body.height() >= scale.of(scale.portrait ? 520 : 440)) {
        return;
    }
    layout.tiles = layout.trend = layout.recent = QRectF();
    layout.worst = body.width() > 0 && body.height() > 0 ? body : QRectF();
}

} // namespace

bool headerInTwoLines(const QRectF& screen, const Scale& scale)
{
    return screen.width() < scale.of(1700);
}

Layout layOut(const QRectF& screen, const Scale& scale, bool scoped)
{
    const double gap = std::round(scale.of(14));
    const QRectF inner = screen.adjusted(gap, gap, -gap, -gap);
    Layout layout;
    const double one = heightOf(scale.verdict) + scale.of(14);
    const double two = headerInTwoLines(screen, scale) ? heightOf(scale.name) + scale.of(8) : 0;
    layout.header = QRectF(inner.left(), inner.top(), std::max(0.0, inner.width()), one + two);
    QRectF body = inner.adjusted(0, layout.header.height() + gap, 0, 0);
    if (scoped) {
        layout.scope = QRectF(body.left(), body.top() - gap / 2, std::max(0.0, body.width()), heightOf(scale.detail));
        body.setTop(layout.scope.bottom() + gap / 2);
    }
    if (scale.portrait) {
        portrait(layout, body, gap, scale);
    } else {
        const bool isShort = body.height() < scale.of(520);
        isShort ? shortLandscape(layout, body, gap, scale) : landscape(layout, body, gap, scale);
    }
    dropSmall(layout, body, scale);
    return layout;
}

} // namespace checkwatch::wall
