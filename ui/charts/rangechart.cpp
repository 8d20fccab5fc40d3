#include "ui/charts/rangechart.h"

#include "ui/charts/annotations.h"
#include "ui/charts/lines.h"
#include "ui/charts/ticks.h"
#include "ui/common/font.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace checkwatch::charts {

using common::Role;

namespace {

constexpr std::size_t namedAtMost = 9; ///< as many looks as there are
constexpr std::size_t pointsAtMost = 20'000;
constexpr double leastForLegend = 560;
constexpr double textSize = 0.85;
constexpr double swatch = 22;

/// How the n-th line looks: three tones, three kinds of stroke; all others are thin and muted.
struct Look
{
    Role role = Role::Muted;
    Qt::PenStyle stroke = Qt::SolidLine;
    double width = 1;
};
Look lookOf(std::size_t number)
{
    static constexpr std::array tones{Role::Accent, Role::Text, Role::Muted};
    static constexpr std::array strokes{Qt::SolidLine, Qt::DashLine, Qt::DotLine};
    if (number >= namedAtMost)
        return {};
    return {tones[number % tones.size()], strokes[number / tones.size()], 1.6};
}

QPen penOf(const Look& look)
{
    QPen pen(common::currentTheme()[look.role], look.width, look.stroke);
    pen.setCosmetic(true);
    return pen;
}

void paintRuns(QPainter& painter, const Plot& plot, const std::vector<fleet::Point>& points)
{
    for (const auto& run : decimated(points, plot.from, plot.to, static_cast<int>(plot.area.width()))) {
        QPolygonF pixels;
        pixels.reserve(run.size());
        for (const QPointF& p : run)
            pixels.append(plot.point(plot.from + base::Duration{static_cast<std::int64_t>(p.x())}, p.y()));
        if (pixels.size() == 1)
            painter.drawPoint(pixels.front());
        painter.drawPolyline(pixels);
    }
}

} // namespace

RangeChart::RangeChart(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(QStringLiteral("Chart of the query"));
}

QSize RangeChart::sizeHint() const
{
    return {600, 240};
}

QSize RangeChart::minimumSizeHint() const
{
    return {220, 110};
}

void RangeChart::setLines(std::vector<Line> lines, base::Timestamp from, base::Timestamp to)
{
    m_lines = std::move(lines);
    m_plot.from = from;
    m_plot.to = std::max(to, from + base::Duration{1});
    place();
    update();
}

void RangeChart::setZone(common::Zone zone)
{
    m_zone = zone;
    update();
}

void RangeChart::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

double RangeChart::legendWidth() const
{
    if (width() < leastForLegend || m_lines.empty())
        return 0;
    const QFontMetricsF metrics(common::scaled(font(), textSize));
    double widest = 0;
    for (std::size_t i = 0; i < std::min(m_lines.size(), namedAtMost); ++i)
        widest = std::max(widest, metrics.horizontalAdvance(m_lines[i].name));
    return std::min(widest + swatch + 20, width() * 0.36);
}

void RangeChart::place()
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Line& line : m_lines) {
        for (const fleet::Point& p : inside(line.points, m_plot.from, m_plot.to)) {
            if (std::isfinite(p.value)) {
                low = std::min(low, p.value);
                high = std::max(high, p.value);
            }
        }
    }
    if (low > high)
        low = high = 0;
    if (low >= 0 && low <= high * 0.5) // a zero that is near belongs to the picture
        low = 0;
    if (high <= low)
        high = low + std::max(1.0, std::abs(low) * 0.1);
    const auto ticks = valueTicks(low, high, 4);
    m_plot.bottom = ticks.front();
    m_plot.top = std::max(ticks.back(), high);
    const QFontMetricsF metrics(common::scaled(font(), textSize));
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("0000.0k")));
    m_plot.area = QRectF(left, 12, std::max(10.0, width() - left - 16 - legendWidth()),
                         std::max(10.0, height() - 12 - metrics.height() - 12));
}

void RangeChart::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme[Role::Panel]);
    painter.setFont(common::scaled(font(), textSize));
    if (m_lines.empty()) {
        painter.setPen(theme[Role::Muted]);
        painter.drawText(rect().adjusted(12, 0, -12, 0), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    paintValues(painter, m_plot, theme, 4);
    paintTimes(painter, m_plot, theme, m_zone);
    paintLines(painter);
    paintLegend(painter);
    if (m_pointed)
        paintReadOutAt(painter, m_plot.time(*m_pointed));
    if (hasFocus()) {
        painter.setPen(QPen(theme[Role::Accent], 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
}

void RangeChart::paintLines(QPainter& painter)
{
    std::size_t points = 0;
    for (const Line& line : m_lines)
        points += line.points.size();
    const bool dense = points > pointsAtMost;
    if (m_lines.size() > namedAtMost && dense) {
        m_dense.begin(m_plot, devicePixelRatioF());
        for (std::size_t i = namedAtMost; i < m_lines.size(); ++i)
            m_dense.add(m_lines[i].points, common::currentTheme()[Role::Neutral]);
        painter.drawImage(m_plot.area.topLeft(), m_dense.finish());
    }
    painter.save();
    painter.setClipRect(m_plot.area.adjusted(0, -2, 1, 2));
    painter.setRenderHint(QPainter::Antialiasing);
    const std::size_t count = dense ? std::min(m_lines.size(), namedAtMost) : m_lines.size();
    for (std::size_t i = count; i-- > 0;) { // the first ones lie on top
        painter.setPen(penOf(lookOf(i)));
        paintRuns(painter, m_plot, m_lines[i].points);
    }
    painter.restore();
}

void RangeChart::paintLegend(QPainter& painter) const
{
    const double room = legendWidth();
    if (room <= 0)
        return;
    const common::Theme& theme = common::currentTheme();
    const QFontMetricsF metrics(painter.font());
    const double left = m_plot.area.right() + 14;
    const auto fitting = static_cast<std::size_t>(std::max(1.0, (m_plot.area.height() + 8) / metrics.height()));
    const std::size_t most = std::min(namedAtMost, fitting);
    const std::size_t shown = m_lines.size() <= most ? m_lines.size() : most - 1;
    double y = m_plot.area.top() - 4;
    for (std::size_t i = 0; i < shown; ++i, y += metrics.height()) {
        painter.setPen(penOf(lookOf(i)));
        const double middle = std::round(y + metrics.height() / 2);
        painter.drawLine(QPointF(left, middle), QPointF(left + swatch - 6, middle));
        painter.setPen(theme[Role::Text]);
        painter.drawText(QPointF(left + swatch, y + metrics.ascent()),
                         metrics.elidedText(m_lines[i].name, Qt::ElideMiddle, room - swatch - 14));
    }
    if (shown < m_lines.size()) {
        painter.setPen(theme[Role::Muted]);
        painter.drawText(QPointF(left + swatch, y + metrics.ascent()),
                         QStringLiteral("and %1 more").arg(m_lines.size() - shown));
    }
}

/// The highest values at that time, each with its line's name.
void RangeChart::paintReadOutAt(QPainter& painter, base::Timestamp time) const
{
    constexpr std::size_t rows = 6;
    std::vector<std::pair<double, std::size_t>> values;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& points = m_lines[i].points;
        const auto it = std::upper_bound(points.begin(), points.end(), time,
                                         [](base::Timestamp t, const fleet::Point& p) { return t < p.time; });
        if (it != points.begin() && !std::isnan(std::prev(it)->value))
            values.emplace_back(std::prev(it)->value, i);
    }
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    ReadOut readOut{time, {}};
    for (std::size_t i = 0; i < std::min(values.size(), rows); ++i)
        readOut.rows.push_back(
            {m_lines[values[i].second].name, common::exact(values[i].first), lookOf(values[i].second).role});
    paintReadOut(painter, m_plot, readOut, common::currentTheme(), m_zone);
}

void RangeChart::point(std::optional<double> x)
{
    m_pointed = x;
    update();
}

void RangeChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
}

void RangeChart::mouseMoveEvent(QMouseEvent* event)
{
    point(m_plot.area.contains(event->position()) ? std::optional(event->position().x()) : std::nullopt);
}

void RangeChart::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    point(std::nullopt);
}

void RangeChart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    point(std::nullopt);
}

void RangeChart::keyPressEvent(QKeyEvent* event)
{
    const double step = m_plot.area.width() / 60;
    if (event->key() == Qt::Key_Left)
        point(std::max(m_plot.area.left(), m_pointed.value_or(m_plot.area.right()) - step));
    else if (event->key() == Qt::Key_Right)
        point(std::min(m_plot.area.right(), m_pointed.value_or(m_plot.area.left()) + step));
    else
        QWidget::keyPressEvent(event);
}

} // namespace checkwatch::charts
