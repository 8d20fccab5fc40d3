#include "ui/servers/sparkline.h"

#include "ui/common/glyphs.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace checkwatch::servers {

namespace {

/// Below this a row's highest value does not fill its height, so that one failure is not drawn as a mountain.
constexpr double leastScale = 1;

struct Scale
{
    QRectF area;
    base::Timestamp from{};
    double width = 1; ///< milliseconds
    double top = 1;

    [[nodiscard]] double x(base::Timestamp time) const
    {
        const double part = static_cast<double>((time - from).count()) / width;
        return area.left() + std::clamp(part, 0.0, 1.0) * area.width();
    }
    [[nodiscard]] double y(double value) const { return area.bottom() - value / top * area.height(); }
};

void hatchSpans(QPainter& painter, const fleet::ServerHistory& history, const Scale& scale, const common::Theme& theme)
{
    const QRectF& area = scale.area;
    painter.setBrushOrigin(area.topLeft());
    for (const fleet::Span& span : history.spans) {
        if (span.kind != fleet::SpanKind::NotCounted && span.kind != fleet::SpanKind::Stale)
            continue;
        const double left = scale.x(span.from);
        const double right = std::max(scale.x(span.to), left + 3);
        painter.fillRect(QRectF(left, area.top() + area.height() * 0.3, right - left, area.height() * 0.7 + 1),
                         common::hatchBrush(theme));
    }
}

void drawLine(QPainter& painter, const fleet::ServerHistory& history, const Scale& scale)
{
    QPolygonF points;
    const auto flush = [&] {
        if (points.size() > 1)
            painter.drawPolyline(points);
        points.clear();
    };
    for (const fleet::Point& point : history.increase) {
        if (std::isnan(point.value)) {
            flush();
            continue;
        }
        points += QPointF(scale.x(point.time), scale.y(point.value));
    }
    flush();
}

} // namespace

void paintSparkline(QPainter& painter, const QRectF& rectangle, const fleet::ServerHistory& history,
                    base::Timestamp from, base::Timestamp to, const QColor& line, const common::Theme& theme)
{
    if (to <= from || rectangle.width() < 8)
        return;
    double top = leastScale;
    for (const fleet::Point& point : history.increase) {
        if (!std::isnan(point.value))
            top = std::max(top, point.value);
    }
    const Scale scale{rectangle, from, static_cast<double>((to - from).count()), top};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    hatchSpans(painter, history, scale, theme);
    painter.setPen(QPen(line, 1.4, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    drawLine(painter, history, scale);
    painter.restore();
}

} // namespace checkwatch::servers
