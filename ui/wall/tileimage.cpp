#include "ui/wall/tileimage.h"

#include "ui/common/glyphs.h"
#include "ui/common/statewords.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace checkwatch::wall {

using common::Role;
using fleet::Shown;

namespace {

constexpr std::uint8_t notYet = 0xff;
constexpr std::size_t states = static_cast<std::size_t>(Shown::Up) + 1;

std::size_t lookOf(const Tile& tile)
{
    return tile.shown == Shown::Stale ? states + static_cast<std::size_t>(tile.was)
                                      : static_cast<std::size_t>(tile.shown);
}

Tile tileOf(std::size_t look)
{
    return look < states ? Tile{static_cast<Shown>(look), Shown::Up}
                         : Tile{Shown::Stale, static_cast<Shown>(look - states)};
}

/// Outlined where the state is not the server's fault alone, so that the shape differs and not only the colour.
bool isOutlined(Shown shown)
{
    return shown == Shown::Pending || shown == Shown::Out || shown == Shown::Unverified || shown == Shown::Unchecked;
}

void paintStale(QPainter& painter, const QRectF& box, Shown was, double edge, const common::Theme& theme)
{
    const bool wasBad = was == Shown::DownRuleSilent || was == Shown::DownFiring || was == Shown::Firing;
    painter.fillRect(box, common::blend(theme[Role::Panel], theme[Role::Neutral], 0.5));
    painter.fillRect(box, common::hatchBrush(theme));
    QPen pen(theme[wasBad ? common::shapeRole(was) : Role::Muted], edge, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2));
}

/// Where there is no room for a glyph, the shape of the cell says it: full, triangle, ring, bar.
void paintCell(QPainter& painter, const QRectF& box, Shown shown, double edge, const common::Theme& theme)
{
    const QColor& colour = theme[common::shapeRole(shown)];
    const QRectF inner = box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (shown) {
    case Shown::Firing:
        painter.drawPolygon(QPolygonF{QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()});
        break;
    case Shown::Out: painter.drawRect(QRectF(box.left(), box.center().y() - edge, box.width(), 2 * edge)); break;
    case Shown::Pending:
    case Shown::Unverified:
    case Shown::Unchecked:
        painter.setPen(QPen(colour, edge, shown == Shown::Unchecked ? Qt::DotLine : Qt::SolidLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(inner);
        break;
    default: painter.drawRect(box); break;
    }
}

} // namespace

void paintTile(QPainter& painter, const QRectF& box, const Tile& tile, TilePlan::Level level,
               const common::Theme& theme)
{
    const double edge = std::max(1.0, std::round(box.height() / 12));
    if (tile.shown == Shown::Stale) {
        paintStale(painter, box, tile.was, edge, theme);
        return;
    }
    if (level == TilePlan::Level::Cells) {
        paintCell(painter, box, tile.shown, edge, theme);
        return;
    }
    const double radius = box.height() / 10;
    const QColor& colour = theme[common::shapeRole(tile.shown)];
    const bool outlined = isOutlined(tile.shown);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(outlined ? QPen(colour, edge, tile.shown == Shown::Unchecked ? Qt::DotLine : Qt::SolidLine)
                            : QPen(Qt::NoPen));
    painter.setBrush(outlined ? QBrush(Qt::NoBrush) : QBrush(colour));
    painter.drawRoundedRect(outlined ? box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2) : box, radius, radius);
    common::Theme onFill = theme; // a shape in the colour of its own ground would not be seen
    onFill.colours[static_cast<std::size_t>(Role::Firing)] = theme[Role::OnFiring];
    const double inset = box.height() * 0.14;
    QRectF where = box.adjusted(inset, inset, -inset, -inset);
    if (level == TilePlan::Level::Named) {
        where.setWidth(where.height());
    }
    common::paintGlyph(painter, where, common::glyphFor(tile.shown), tile.shown == Shown::Firing ? onFill : theme);
}

void TileImage::paintLooks(const Kind& kind, double ratio, const common::Theme& theme)
{
    const QSize size(qRound(kind.size.width() * ratio), qRound(kind.size.height() * ratio));
    for (std::size_t look = 0; look < looks; ++look) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(theme[Role::Panel]);
        QPainter painter(&image);
        paintTile(painter, QRectF(QPointF(0, 0), size), tileOf(look), kind.level, theme);
        painter.end();
        m_looks[look] = std::move(image);
    }
}

void TileImage::reset(const Kind& kind, const std::vector<QPointF>& corners, const QRectF& area, double ratio,
                      const common::Theme& theme)
{
    paintLooks(kind, ratio, theme);
    m_corners.clear();
    for (const QPointF& at : corners) {
        const QPointF corner = at - area.topLeft();
        m_corners.emplace_back(qRound(corner.x() * ratio), qRound(corner.y() * ratio));
    }
    m_now.assign(m_corners.size(), notYet);
    m_image = QImage(QSize(qRound(area.width() * ratio), qRound(area.height() * ratio)), QImage::Format_RGB32);
    m_image.fill(theme[Role::Panel]);
}

void TileImage::copy(std::size_t place, std::size_t look)
{
    const QImage& from = m_looks[look];
    const QPoint at = m_corners[place];
    const int width = std::min(from.width(), m_image.width() - at.x());
    const int height = std::min(from.height(), m_image.height() - at.y());
    if (width <= 0) {
        return;
    }
    const auto bytes = static_cast<std::size_t>(width) * sizeof(QRgb);
    for (int line = 0; line < height; ++line) {
        std::memcpy(m_image.scanLine(at.y() + line) + static_cast<std::ptrdiff_t>(at.x()) * 4, from.constScanLine(line),
                    bytes);
    }
}

void TileImage::update(const std::vector<Tile>& tiles)
{
    m_copied = 0;
    for (std::size_t place = 0; place < std::min(tiles.size(), m_corners.size()); ++place) {
        const std::size_t look = lookOf(tiles[place]);
        if (m_now[place] != look) {
            m_now[place] = static_cast<std::uint8_t>(look);
            copy(place, look);
            ++m_copied;
        }
    }
}

} // namespace checkwatch::wall
