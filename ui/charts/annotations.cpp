#include "ui/charts/annotations.h"

#include "ui/charts/ticks.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace checkwatch::charts {

using common::Role;

namespace {

constexpr double timeLabelSpace = 110;

QPen hairline(const QColor& colour, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, 1, style);
    pen.setCosmetic(true);
    return pen;
}

QString thresholdWords(double threshold)
{
    return QStringLiteral("rule threshold > ") + common::exact(threshold);
}

/// On a ground of its own: it may lie over lines.
void paintOnGround(QPainter& painter, QPointF topLeft, const QString& text, const QColor& colour)
{
    const QFontMetricsF metrics(painter.font());
    QColor ground = common::currentTheme()[Role::Panel];
    ground.setAlphaF(0.85F);
    painter.fillRect(QRectF(topLeft, QSizeF(metrics.horizontalAdvance(text) + 6, metrics.height())).translated(-3, 0),
                     ground);
    painter.setPen(colour);
    painter.drawText(topLeft + QPointF(0, metrics.ascent()), text);
}

double crisp(double coordinate)
{
    return std::floor(coordinate) + 0.5;
}

} // namespace

void paintTimes(QPainter& painter, const Plot& plot, const common::Theme& theme, common::Zone zone)
{
    painter.setPen(theme[Role::Muted]);
    const auto ticks = timeTicks(plot.from, plot.to, std::max(1, static_cast<int>(plot.area.width() / timeLabelSpace)));
    const bool seconds = std::any_of(ticks.begin(), ticks.end(), [](auto t) { return base::unixMs(t) % 60'000 != 0; });
    const double half = timeLabelSpace / 2;
    for (const base::Timestamp t : ticks) {
        const QString text = seconds ? common::clockTime(t, zone) : common::shortTime(t, zone);
        painter.drawText(QRectF(plot.x(t) - half, plot.area.bottom() + 4, 2 * half, 20),
                         Qt::AlignHCenter | Qt::AlignTop, text);
    }
}

void paintValues(QPainter& painter, const Plot& plot, const common::Theme& theme, int count)
{
    const double height = QFontMetricsF(painter.font()).height();
    const QPen line = hairline(common::blend(theme[Role::Panel], theme[Role::Line], 0.7));
    for (const double value : valueTicks(plot.bottom, plot.top, count)) {
        if (value > plot.top || value < plot.bottom)
            continue;
        const double y = crisp(plot.y(value));
        painter.setPen(line);
        painter.drawLine(QPointF(plot.area.left(), y), QPointF(plot.area.right(), y));
        painter.setPen(theme[Role::Muted]);
        painter.drawText(QRectF(0, y - height / 2, plot.area.left() - 8, height), Qt::AlignRight | Qt::AlignVCenter,
                         common::number(value));
    }
}

void paintSpan(QPainter& painter, const Plot& plot, const fleet::Span& span, const common::Theme& theme, double height)
{
    const double left = std::max(plot.area.left(), plot.x(span.from));
    const double right = std::min(plot.area.right(), plot.x(span.to));
    if (right <= left)
        return;
    const double top = height > 0 ? plot.area.bottom() - height : plot.area.top();
    const QRectF box(left, top, right - left, plot.area.bottom() - top);
    if (span.kind == fleet::SpanKind::Pending || span.kind == fleet::SpanKind::Firing) {
        const Role role = span.kind == fleet::SpanKind::Pending ? Role::Pending : Role::Firing;
        painter.fillRect(box, common::blend(theme[Role::Panel], theme[role], 0.13));
        return;
    }
    painter.setBrushOrigin(plot.area.topLeft());
    painter.fillRect(box, common::hatchBrush(theme));
}

double noteWidth(const QFont& font, const QString& text)
{
    return QFontMetricsF(font).horizontalAdvance(text) + 12;
}

void paintNote(QPainter& painter, const Plot& plot, QPointF right, const QString& text, const QColor& colour)
{
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(text, Qt::ElideRight, plot.area.width() - 12);
    const double width = metrics.horizontalAdvance(shown);
    const double x = std::clamp(right.x() - width - 6, plot.area.left() + 4, plot.area.right() - width - 4);
    const double y = std::clamp(right.y(), plot.area.top(), plot.area.bottom() - metrics.height());
    paintOnGround(painter, {x, y}, shown, colour);
}

void paintThresholdLine(QPainter& painter, const Plot& plot, double threshold, const common::Theme& theme)
{
    if (threshold < plot.bottom || threshold > plot.top)
        return;
    const double y = crisp(plot.y(threshold));
    painter.setPen(hairline(theme[Role::FiringText], Qt::DashLine));
    painter.drawLine(QPointF(plot.area.left(), y), QPointF(plot.area.right(), y));
}

double thresholdWordsWidth(const QFont& font, double threshold)
{
    return QFontMetricsF(font).horizontalAdvance(thresholdWords(threshold)) + 10;
}

void paintThreshold(QPainter& painter, const Plot& plot, double threshold, const common::Theme& theme)
{
    if (threshold < plot.bottom || threshold > plot.top)
        return;
    paintThresholdLine(painter, plot, threshold, theme);
    const double y = crisp(plot.y(threshold));
    const double above = std::max(y - QFontMetricsF(painter.font()).height() - 1, plot.area.top());
    paintOnGround(painter, {plot.area.left() + 5, above}, thresholdWords(threshold), theme[Role::FiringText]);
}

void paintFlags(QPainter& painter, const Plot& plot, const std::vector<Flag>& flags, const common::Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    const double side = std::floor(metrics.ascent());
    double freeFrom = 0;
    for (const Flag& flag : flags) {
        if (flag.time < plot.from || flag.time > plot.to)
            continue;
        const double x = crisp(plot.x(flag.time));
        painter.setPen(hairline(theme[flag.colour], Qt::DotLine));
        painter.drawLine(QPointF(x, plot.area.top() - 4), QPointF(x, plot.area.bottom()));
        const double glyph = flag.glyph == common::Glyph::None ? 0 : side + 4;
        const double width = metrics.horizontalAdvance(flag.text) + glyph;
        const double left = std::min(x, plot.area.right() + 16 - width);
        if (left < freeFrom)
            continue;
        freeFrom = left + width + 8;
        const double top = plot.area.top() - 6 - metrics.height();
        common::paintGlyph(painter, QRectF(left, top, side, metrics.height()), flag.glyph, theme);
        painter.setPen(theme[flag.colour]);
        painter.drawText(QPointF(left + glyph, top + metrics.ascent()), flag.text);
    }
}

void paintReadOut(QPainter& painter, const Plot& plot, const ReadOut& readOut, const common::Theme& theme,
                  common::Zone zone)
{
    const double x = crisp(plot.x(readOut.time));
    painter.setPen(hairline(theme[Role::Muted]));
    painter.drawLine(QPointF(x, plot.area.top()), QPointF(x, plot.area.bottom()));
    const QFontMetricsF metrics(painter.font());
    double nameWidth = metrics.horizontalAdvance(common::clockTime(readOut.time, zone));
    double valueWidth = 0;
    for (const auto& row : readOut.rows) {
        nameWidth = std::max(nameWidth, std::min(220.0, metrics.horizontalAdvance(row.name)));
        valueWidth = std::max(valueWidth, metrics.horizontalAdvance(row.value));
    }
    const QSizeF size(nameWidth + valueWidth + 32, metrics.height() * static_cast<double>(readOut.rows.size() + 1) + 8);
    const double left = x + 10 + size.width() < plot.area.right() ? x + 10 : x - 10 - size.width();
    const QRectF box(QPointF(std::round(left) + 0.5, plot.area.top() + 6.5), size);
    painter.setPen(hairline(theme[Role::Line]));
    painter.setBrush(theme[Role::Raised]);
    painter.drawRect(box);
    double y = box.top() + 4;
    painter.setPen(theme[Role::Muted]);
    painter.drawText(QPointF(box.left() + 8, y + metrics.ascent()), common::clockTime(readOut.time, zone));
    for (const auto& row : readOut.rows) {
        y += metrics.height();
        painter.setPen(theme[row.colour]);
        painter.drawText(QPointF(box.left() + 8, y + metrics.ascent()),
                         metrics.elidedText(row.name, Qt::ElideRight, nameWidth));
        painter.drawText(QRectF(box.left(), y, box.width() - 8, metrics.height()), Qt::AlignRight, row.value);
    }
}

} // namespace checkwatch::charts
