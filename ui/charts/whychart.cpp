#include "ui/charts/whychart.h"

#include "ui/charts/annotations.h"
#include "ui/charts/lines.h"
#include "ui/charts/ticks.h"
#include "ui/common/font.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::charts {

using common::Role;

namespace {

constexpr double leftMargin = 48;
constexpr double labelSize = 0.85;
constexpr double leastRightMargin = 14;

QPen line(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, width, style);
    pen.setCosmetic(true);
    return pen;
}

void paintLine(QPainter& painter, const Plot& plot, const std::vector<fleet::Point>& points, const QPen& pen)
{
    painter.setPen(pen);
    for (const auto& run : decimated(points, plot.from, plot.to, static_cast<int>(plot.area.width()))) {
        QList<QPointF> pixels;
        pixels.reserve(run.size());
        for (const QPointF& p : run)
            pixels.append(plot.point(plot.from + base::Duration{static_cast<std::int64_t>(p.x())}, p.y()));
        for (qsizetype i = 1; i < pixels.size(); ++i)
            painter.drawLine(pixels[i - 1], pixels[i]);
    }
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

} // namespace

WhyChart::WhyChart(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WhyChart::setExplanation(fleet::ExplanationPtr why)
{
    m_why = std::move(why);
    update();
}

void WhyChart::setNow(base::Timestamp now)
{
    m_now = now;
    update();
}

void WhyChart::setZone(common::Zone zone)
{
    m_zone = zone;
    update();
}

QSize WhyChart::sizeHint() const
{
    return {380, 250};
}

QSize WhyChart::minimumSizeHint() const
{
    return {220, 220};
}

Plot WhyChart::plotAt(double top, double height) const
{
    Plot plot;
    const QFontMetricsF metrics(common::scaled(font(), labelSize));
    const QString value = m_why->hasValue ? common::number(m_why->value) : QString();
    const double rightMargin = std::max(leastRightMargin, metrics.horizontalAdvance(value) + 14);
    plot.area = QRectF(leftMargin, top, std::max(10.0, width() - leftMargin - rightMargin), height);
    plot.to = m_why->evaluatedAt;
    plot.from = m_why->raw.empty() ? plot.to - 4 * m_why->range : m_why->raw.front().time;
    if (plot.from >= plot.to)
        plot.from = plot.to - std::max(m_why->range, base::Duration{1000});
    return plot;
}

void WhyChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), common::currentTheme()[Role::Panel]);
    if (!m_why)
        return;
    painter.setFont(common::scaled(font(), labelSize));
    const double text = QFontMetricsF(painter.font()).height();
    const double bar = text + 4;
    const double room = height() - 3 * text - bar - 44;
    const double upper = std::floor(room * 0.62);
    double top = text + 8;
    paintRaw(painter, plotAt(top, upper));
    top += upper + 2 * text + 14;
    const Plot below = plotAt(top, room - upper);
    paintIncrease(painter, below);
    top += room - upper + 12;
    paintBar(painter, below, QRectF(below.area.left(), top, below.area.width(), bar));
}

void WhyChart::paintRaw(QPainter& painter, Plot plot) const
{
    const common::Theme& theme = common::currentTheme();
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const fleet::Point& p : m_why->raw) {
        low = std::isfinite(p.value) ? std::min(low, p.value) : low;
        high = std::isfinite(p.value) ? std::max(high, p.value) : high;
    }
    const auto ticks = std::isfinite(low) ? valueTicks(low, std::max(high, low + 2), 2) : valueTicks(0, 2, 2);
    plot.bottom = ticks.front();
    plot.top = ticks.back();
    const double from = std::max(plot.area.left(), plot.x(m_why->windowFrom));
    painter.fillRect(QRectF(QPointF(from, plot.area.top()), plot.area.bottomRight()),
                     common::blend(theme[Role::Panel], theme[Role::Accent], 0.16));
    paintValues(painter, plot, theme, 2);
    paintTimes(painter, plot, theme, m_zone);
    paintHeading(painter, plot, QStringLiteral("failed checks, raw samples"),
                 QStringLiteral("window, ") + common::span(m_why->range), theme[Role::Accent]);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLine(painter, plot, m_why->raw, line(theme[Role::Muted], 1));
    painter.setPen(Qt::NoPen);
    const bool dots = m_why->raw.size() * 4 <= static_cast<std::size_t>(plot.area.width());
    for (const fleet::Point& p : m_why->raw) {
        const bool counts = m_why->leftOpen ? p.time > m_why->windowFrom : p.time >= m_why->windowFrom;
        if (!std::isfinite(p.value) || (!dots && !counts))
            continue;
        painter.setBrush(theme[counts ? Role::Accent : Role::Muted]);
        painter.drawEllipse(plot.point(p.time, p.value), counts ? 3.2 : 1.8, counts ? 3.2 : 1.8);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void WhyChart::paintIncrease(QPainter& painter, Plot plot) const
{
    const common::Theme& theme = common::currentTheme();
    const double top = highest(m_why->increase, plot.from, plot.to, std::max(1.0, m_why->threshold * 1.2));
    plot.bottom = 0;
    plot.top = valueTicks(0, top, 2).back();
    for (const fleet::Span& span : m_why->spans) {
        if (span.kind == fleet::SpanKind::NotCounted || span.kind == fleet::SpanKind::Stale)
            paintSpan(painter, plot, span, theme);
    }
    paintValues(painter, plot, theme, 2);
    paintHeading(painter, plot, QStringLiteral("increase over ") + common::span(m_why->range),
                 QStringLiteral("rule threshold > ") + common::exact(m_why->threshold), theme[Role::FiringText]);
    paintThresholdLine(painter, plot, m_why->threshold, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = theme[m_why->isTrue ? Role::FiringText : Role::Muted];
    paintLine(painter, plot, m_why->increase, line(colour, 2));
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_why->hasValue) { // behind the end of the line, where nothing else is
        painter.setFont(common::bold(painter.font()));
        painter.setPen(colour);
        const double y = std::clamp(plot.y(m_why->value), plot.area.top(), plot.area.bottom());
        painter.drawText(QRectF(plot.area.right() + 6, y - 10, width() - plot.area.right() - 6, 20),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, common::number(m_why->value));
        painter.setFont(common::scaled(font(), labelSize));
    }
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
