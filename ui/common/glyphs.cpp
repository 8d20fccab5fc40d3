#include "ui/common/glyphs.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace checkwatch::common {

namespace {

constexpr double badgePadding = 6;

/// A square of whole pixels in the middle.
QRectF squareIn(const QRectF& rectangle)
{
    const double side = std::floor(std::min(rectangle.width(), rectangle.height()));
    return {std::round(rectangle.center().x() - side / 2), std::round(rectangle.center().y() - side / 2), side, side};
}

double lineWidth(const QRectF& square)
{
    return std::max(1.5, square.width() / 10);
}

void paintCross(QPainter& painter, const QRectF& square, const Theme& theme)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme[Role::Down]);
    painter.drawRoundedRect(square, square.width() / 7, square.width() / 7);
    const double inset = square.width() * 0.28;
    const QRectF arms = square.adjusted(inset, inset, -inset, -inset);
    painter.setPen(QPen(theme[Role::OnDown], lineWidth(square), Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(arms.topLeft(), arms.bottomRight());
    painter.drawLine(arms.topRight(), arms.bottomLeft());
}

void paintTriangle(QPainter& painter, const QRectF& square, const Theme& theme)
{
    const double inset = square.width() * 0.06;
    QPainterPath path;
    path.moveTo(square.center().x(), square.top() + inset);
    path.lineTo(square.right() - inset, square.bottom() - inset * 2);
    path.lineTo(square.left() + inset, square.bottom() - inset * 2);
    path.closeSubpath();
    painter.setPen(QPen(theme[Role::Firing], lineWidth(square) / 2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.setBrush(theme[Role::Firing]);
    painter.drawPath(path);
}

void paintRing(QPainter& painter, const QRectF& square, const QColor& colour, Qt::PenStyle style, double width)
{
    const double inset = width / 2 + square.width() * 0.06;
    painter.setPen(QPen(colour, width, style, Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset));
}

void paintProgress(QPainter& painter, const QRectF& square, const Theme& theme, double fraction)
{
    const QColor& colour = theme[Role::Pending];
    paintRing(painter, square, colour, Qt::SolidLine, lineWidth(square));
    const double inset = square.width() * 0.06 + lineWidth(square);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    // Never quite empty and never quite full, so that it is neither a ring nor a disc.
    const double part = std::clamp(fraction, 0.12, 0.94);
    painter.drawPie(square.adjusted(inset, inset, -inset, -inset), 90 * 16, qRound(-part * 360 * 16));
}

void paintStale(QPainter& painter, const QRectF& square, const Theme& theme)
{
    const double inset = square.width() * 0.12;
    painter.setPen(Qt::NoPen);
    painter.setBrush(hatchBrush(theme));
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset));
    QPen pen(theme[Role::Muted], std::max(1.2, square.width() / 12), Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({2, 1.4});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset));
}

void paintOut(QPainter& painter, const QRectF& square, const Theme& theme)
{
    const double width = lineWidth(square);
    const double inset = width / 2 + square.width() * 0.06;
    const QRectF box = square.adjusted(inset, inset, -inset, -inset);
    painter.setPen(QPen(theme[Role::Out], width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, square.width() / 8, square.width() / 8);
    const double y = box.center().y();
    painter.drawLine(QPointF(box.left() + box.width() * 0.28, y), QPointF(box.right() - box.width() * 0.28, y));
}

void paintInside(QPainter& painter, const QRectF& square, Glyph glyph, const Theme& theme, double fraction)
{
    const QColor& quiet = theme[Role::Muted];
    switch (glyph) {
    case Glyph::None: break;
    case Glyph::Cross: paintCross(painter, square, theme); break;
    case Glyph::Triangle: paintTriangle(painter, square, theme); break;
    case Glyph::Progress: paintProgress(painter, square, theme, fraction); break;
    case Glyph::Stale: paintStale(painter, square, theme); break;
    case Glyph::Out: paintOut(painter, square, theme); break;
    case Glyph::Hollow: paintRing(painter, square, quiet, Qt::SolidLine, lineWidth(square) * 0.8); break;
    case Glyph::Dotted: paintRing(painter, square, quiet, Qt::DotLine, lineWidth(square)); break;
    }
}

double glyphSide(const QFontMetricsF& metrics)
{
    return std::floor(metrics.ascent());
}

QPen edgePen(const QColor& colour, BadgeStyle style)
{
    QPen pen(colour, 1.2);
    if (style == BadgeStyle::Dashed) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({3, 2.5});
    }
    return pen;
}

} // namespace

Glyph glyphFor(fleet::Shown shown)
{
    switch (shown) {
    case fleet::Shown::Stale: return Glyph::Stale;
    case fleet::Shown::DownRuleSilent:
    case fleet::Shown::DownFiring: return Glyph::Cross;
    case fleet::Shown::Firing: return Glyph::Triangle;
    case fleet::Shown::Pending: return Glyph::Progress;
    case fleet::Shown::Out: return Glyph::Out;
    case fleet::Shown::Unverified: return Glyph::Hollow;
    case fleet::Shown::Unchecked: return Glyph::Dotted;
    case fleet::Shown::Up: return Glyph::None;
    }
    return Glyph::None;
}

Glyph glyphFor(fleet::AlertPhase phase)
{
    switch (phase) {
    case fleet::AlertPhase::Pending: return Glyph::Progress;
    case fleet::AlertPhase::Firing: return Glyph::Triangle;
    case fleet::AlertPhase::ClearedDown: return Glyph::Cross;
    case fleet::AlertPhase::Unknown: return Glyph::Stale;
    case fleet::AlertPhase::Resolved: return Glyph::Hollow;
    }
    return Glyph::None;
}

void paintGlyph(QPainter& painter, const QRectF& rectangle, Glyph glyph, const Theme& theme, double fraction)
{
    const QRectF square = squareIn(rectangle);
    if (glyph == Glyph::None || square.width() < 4)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintInside(painter, square, glyph, theme, fraction);
    painter.restore();
}

QSizeF badgeSize(const Badge& badge, const QFont& font)
{
    const QFontMetricsF metrics(font);
    double width = metrics.horizontalAdvance(badge.text) + 2 * badgePadding;
    if (badge.glyph != Glyph::None)
        width += glyphSide(metrics) + badgePadding / 2;
    return {std::ceil(width), std::ceil(metrics.height()) + 2};
}

void paintBadge(QPainter& painter, const QRectF& rectangle, const Badge& badge, const Theme& theme)
{
    const QSizeF size = badgeSize(badge, painter.font());
    const double top = std::round(rectangle.center().y() - size.height() / 2);
    const QRectF box(std::round(rectangle.left()), top, std::min(size.width(), std::floor(rectangle.width())),
                     size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool filled = badge.style == BadgeStyle::Filled;
    painter.setPen(filled ? QPen(Qt::NoPen) : edgePen(theme[badge.colour], badge.style));
    painter.setBrush(filled ? QBrush(theme[badge.colour]) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(filled ? box : box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    QRectF inside = box.adjusted(badgePadding, 0, -badgePadding, 0);
    if (badge.glyph != Glyph::None) {
        const double side = glyphSide(QFontMetricsF(painter.font()));
        Theme onFill = theme; // a shape in the colour of its own ground would not be seen
        if (filled && badge.colour == Role::Firing)
            onFill.colours[static_cast<std::size_t>(Role::Firing)] = theme[badge.ink];
        paintGlyph(painter, QRectF(inside.left(), inside.top(), side, inside.height()), badge.glyph, onFill);
        inside.setLeft(inside.left() + side + badgePadding / 2);
    }
    painter.setPen(theme[filled ? badge.ink : badge.colour]);
    const QString text = QFontMetricsF(painter.font()).elidedText(badge.text, Qt::ElideRight, inside.width() + 1);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    painter.restore();
}

QBrush hatchBrush(const Theme& theme)
{
    return {theme[Role::Hatch], Qt::BDiagPattern};
}

} // namespace checkwatch::common
