#include "ui/charts/whychart.h"

#include "ui/charts/annotations.h"
#include "ui/common/font.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace checkwatch::charts {

using common::Role;

namespace {

constexpr double leftMargin = 48;
constexpr double labelSize = 0.85;
constexpr double leastRightMargin = 14;
constexpr double gap = 10; ///< between the parts

} // namespace

WhyChart::WhyChart(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WhyChart::setExplanation(fleet::ExplanationPtr why)
{
    m_why = std::move(why);
    updateGeometry();
    update();
}

void WhyChart::setZone(common::Zone zone)
{
    m_zone = zone;
    update();
}

bool WhyChart::hasBar() const
{
    return m_why && std::any_of(m_why->spans.begin(), m_why->spans.end(), [](const fleet::Span& span) {
               return span.kind == fleet::SpanKind::Pending || span.kind == fleet::SpanKind::Firing;
           });
}

bool WhyChart::isEmpty() const
{
    return !hasRaw() && !hasValues() && !hasBar();
}

double WhyChart::textHeight() const
{
    return QFontMetricsF(common::scaled(font(), labelSize)).height();
}

/// The times stand under the lower of the two plots.
int WhyChart::height(int raw, int values) const
{
    const double text = textHeight();
    double sum = 4;
    sum += hasRaw() ? raw + text + gap : 0;
    sum += hasValues() ? values + text + gap : 0;
    sum += hasRaw() || hasValues() ? text + gap : 0;
    sum += hasBar() ? text + 4 + gap : 0;
    return static_cast<int>(sum);
}

QSize WhyChart::sizeHint() const
{
    return {380, height(110, 64)};
}

QSize WhyChart::minimumSizeHint() const
{
    return {220, height(70, 44)};
}

Plot WhyChart::plotAt(double top, double height) const
{
    Plot plot;
    const QFontMetricsF metrics(common::scaled(font(), labelSize));
    const fleet::WhyPicture& picture = m_why->picture;
    const QString value = picture.value && hasValues() ? common::number(*picture.value) : QString();
    const double rightMargin = std::max(leastRightMargin, metrics.horizontalAdvance(value) + 14);
    plot.area = QRectF(leftMargin, top, std::max(10.0, width() - leftMargin - rightMargin), height);
    plot.to = m_why->evaluatedAt;
    plot.from = plot.to - std::max(4 * picture.window, base::Duration{std::chrono::minutes{4}});
    if (hasRaw() || hasValues())
        plot.from = hasRaw() ? picture.raw.front().time : picture.values.front().time;
    if (plot.from >= plot.to)
        plot.from = plot.to - std::max(picture.window, base::Duration{1000});
    return plot;
}

void WhyChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), common::currentTheme()[Role::Panel]);
    if (isEmpty())
        return;
    painter.setFont(common::scaled(font(), labelSize));
    const double text = textHeight();
    const double room = QWidget::height() - height(0, 0);
    const double upper = !hasRaw() ? 0 : hasValues() ? std::floor(room * 0.62) : room;
    double top = 2;
    Plot lowest = plotAt(top, 0);
    if (hasRaw()) {
        lowest = plotAt(top + text + 4, upper);
        paintRaw(painter, lowest);
        top = lowest.area.bottom() + gap;
    }
    if (hasValues()) {
        lowest = plotAt(top + text + 4, room - upper);
        paintValueLine(painter, lowest);
        top = lowest.area.bottom() + gap;
    }
    if (hasRaw() || hasValues()) {
        paintTimes(painter, lowest, common::currentTheme(), m_zone);
        top += text + gap - 4;
    }
    paintBar(painter, lowest, QRectF(lowest.area.left(), top, lowest.area.width(), text + 4));
}

} // namespace checkwatch::charts
