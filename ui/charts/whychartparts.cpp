#include "models/promql/names.h"
#include "ui/charts/annotations.h"
#include "ui/charts/lines.h"
#include "ui/charts/ticks.h"
#include "ui/charts/whychart.h"
#include "ui/charts/whysteps.h"
#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <optional>

// The parts of the Why chart: raw samples, values, and the bar of pending and firing.
namespace checkwatch::charts {

using common::Role;

namespace {

QPen line(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, width, style);
    pen.setCosmetic(true);
    return pen;
}

void paintLine(QPainter& painter, const Plot& plot, const std::vector<fleet::Point>& points, const QPen& pen)
{
    painter.save();
    painter.setClipRect(plot.area.adjusted(0, -2, 0, 2)); // one point lies on each side of it
    painter.setPen(pen);
    for (const auto& run : decimated(points, plot.from, plot.to, static_cast<int>(plot.area.width()))) {
        QList<QPointF> pixels;
        pixels.reserve(run.size());
        for (const QPointF& p : run)
            pixels.append(plot.point(plot.from + base::Duration{static_cast<std::int64_t>(p.x())}, p.y()));
        for (qsizetype i = 1; i < pixels.size(); ++i)
            painter.drawLine(pixels[i - 1], pixels[i]);
    }
    painter.restore();
}

/// What is drawn, at the left over the plot; what marks it, at the right in the mark's colour. Over the lines, never
/// among them.
void paintHeading(QPainter& painter, const Plot& plot, const QString& text, const QString& mark, const QColor& colour)
{
    const QFontMetricsF metrics(painter.font());
    const double y = plot.area.top() - 6;
    const double markWidth = metrics.horizontalAdvance(mark);
    painter.setPen(common::currentTheme()[Role::Muted]);
    painter.drawText(QPointF(plot.area.left(), y),
                     metrics.elidedText(text, Qt::ElideRight, plot.area.width() - markWidth - 12));
    painter.setPen(colour);
    painter.drawText(QPointF(plot.area.right() - markWidth, y), mark);
}

Role barRole(fleet::SpanKind kind)
{
    return kind == fleet::SpanKind::Pending ? Role::Pending : Role::Firing;
}

struct Extent
{
    double low = 0;
    double high = 0;
};

/// Of the finite values; nullopt where there is none.
std::optional<Extent> extentOf(const std::vector<fleet::Point>& points)
{
    std::optional<Extent> extent;
    for (const fleet::Point& p : points) {
        if (!std::isfinite(p.value))
            continue;
        extent = extent ? Extent{std::min(extent->low, p.value), std::max(extent->high, p.value)}
                        : Extent{p.value, p.value};
    }
    return extent;
}

/// "increase over 1 m" where the value is a function of the window drawn above; the expression itself stands over all.
QString valueHeading(const fleet::WhyPicture& picture)
{
    const QString whole = common::display(picture.valueOf);
    const QString inner = QLatin1Char('(') + common::display(picture.what) + QLatin1Char(')');
    if (picture.window.count() > 0 && whole.endsWith(inner) && !whole.chopped(inner.size()).contains(QLatin1Char('(')))
        return whole.chopped(inner.size()) + QStringLiteral(" over ") + common::span(picture.window);
    return whole == common::display(picture.what) ? whole : QStringLiteral("value over time");
}

} // namespace

void WhyChart::paintRaw(QPainter& painter, Plot plot) const
{
    const common::Theme& theme = common::currentTheme();
    const fleet::WhyPicture& picture = m_why->picture;
    const Extent values = extentOf(picture.raw).value_or(Extent{0, 2});
    const auto ticks = valueTicks(values.low, std::max(values.high, values.low + 2), 2);
    plot.bottom = ticks.front();
    plot.top = ticks.back();
    QString mark = QStringLiteral("newest sample");
    if (picture.window.count() > 0) {
        mark = QStringLiteral("window, ") + common::span(picture.window);
        const double from = std::max(plot.area.left(), plot.x(picture.windowFrom));
        painter.fillRect(QRectF(QPointF(from, plot.area.top()), plot.area.bottomRight()),
                         common::blend(theme[Role::Panel], theme[Role::Accent], 0.16));
    }
    paintValues(painter, plot, theme, 2);
    paintHeading(painter, plot, QStringLiteral("raw · ") + common::display(picture.what), mark, theme[Role::Accent]);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLine(painter, plot, picture.raw, line(theme[Role::Muted], 1));
    paintSamples(painter, plot);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void WhyChart::paintSamples(QPainter& painter, const Plot& plot) const
{
    const common::Theme& theme = common::currentTheme();
    const fleet::WhyPicture& picture = m_why->picture;
    painter.setPen(Qt::NoPen);
    const auto within = inside(picture.raw, picture.windowFrom, plot.to);
    const bool dots = picture.raw.size() * 4 <= static_cast<std::size_t>(plot.area.width());
    const bool windowDots = within.size() * 3 <= static_cast<std::size_t>(plot.area.width());
    for (const fleet::Point& p : picture.raw) {
        const bool counts = picture.leftOpen ? p.time > picture.windowFrom : p.time >= picture.windowFrom;
        if (!std::isfinite(p.value) || !(counts ? windowDots : dots))
            continue;
        painter.setBrush(theme[counts ? Role::Accent : Role::Muted]);
        painter.drawEllipse(plot.point(p.time, p.value), counts ? 3.2 : 1.8, counts ? 3.2 : 1.8);
    }
}

void WhyChart::paintValueLine(QPainter& painter, Plot plot) const
{
    const common::Theme& theme = common::currentTheme();
    const fleet::WhyPicture& picture = m_why->picture;
    const Extent values = extentOf(picture.values).value_or(Extent{0, 1});
    const double threshold = picture.threshold.value_or(0);
    const double high = std::max({values.high, threshold * 1.2, 0.0});
    const double low = std::min({values.low, threshold, 0.0});
    const auto ticks = valueTicks(low, high > low ? high : low + 1, 2);
    plot.bottom = ticks.front();
    plot.top = ticks.back();
    for (const fleet::Span& span : m_why->spans) {
        if (span.kind == fleet::SpanKind::NotCounted || span.kind == fleet::SpanKind::Stale)
            paintSpan(painter, plot, span, theme);
    }
    paintValues(painter, plot, theme, 2);
    const QString mark = picture.threshold
        ? QStringLiteral("rule threshold %1 %2")
              .arg(common::display(promql::nameOf(picture.comparison)), whyFigure(threshold))
        : QString();
    paintHeading(painter, plot, valueHeading(picture), mark, theme[Role::FiringText]);
    if (picture.threshold)
        paintThresholdLine(painter, plot, threshold, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = theme[m_why->isTrue ? Role::FiringText : Role::Muted];
    paintLine(painter, plot, picture.values, line(colour, 2));
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintEndValue(painter, plot, colour);
}

/// Behind the end of the line, where nothing else is.
void WhyChart::paintEndValue(QPainter& painter, const Plot& plot, const QColor& colour) const
{
    const std::optional<double>& value = m_why->picture.value;
    if (!value || !std::isfinite(*value))
        return;
    painter.save();
    painter.setFont(common::bold(painter.font()));
    painter.setPen(colour);
    const double y = std::clamp(plot.y(*value), plot.area.top(), plot.area.bottom());
    painter.drawText(QRectF(plot.area.right() + 6, y - 10, width() - plot.area.right() - 6, 20),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, common::number(*value));
    painter.restore();
}

void WhyChart::paintBar(QPainter& painter, const Plot& plot, const QRectF& box) const
{
    const common::Theme& theme = common::currentTheme();
    const QFontMetricsF metrics(painter.font());
    for (const fleet::Span& span : m_why->spans) {
        if (span.kind != fleet::SpanKind::Pending && span.kind != fleet::SpanKind::Firing)
            continue;
        const double left = std::max(box.left(), plot.x(span.from));
        const double right = std::min(box.right(), plot.x(span.to));
        if (right - left < 1)
            continue;
        const QRectF part(left, box.top(), right - left, box.height());
        const Role role = barRole(span.kind);
        painter.fillRect(part, theme[role]);
        painter.setPen(theme[role == Role::Pending ? Role::OnPending : Role::OnFiring]);
        const QString words = (role == Role::Pending ? QStringLiteral("pending ") : QStringLiteral("firing "))
            + common::counting(span.to - span.from);
        const QString shown = metrics.horizontalAdvance(words) <= part.width() - 8
            ? words
            : metrics.elidedText(common::counting(span.to - span.from), Qt::ElideRight, part.width() - 4);
        painter.drawText(part.adjusted(4, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft, shown);
    }
}

} // namespace checkwatch::charts
