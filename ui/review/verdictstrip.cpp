#include "ui/review/verdictstrip.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/replay/timewords.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace checkwatch::review {

using common::Role;
using Kind = VerdictSpan::Kind;

namespace {

constexpr int reachPixels = 3; ///< how far from something the mouse still means it
constexpr int widestGutter = 320;

QString kindWords(Kind kind)
{
    switch (kind) {
    case Kind::Pending: return QStringLiteral("pending");
    case Kind::Firing: return QStringLiteral("firing");
    case Kind::Missed: return QStringLiteral("missed, nothing fired");
    case Kind::Down: return QStringLiteral("DOWN");
    case Kind::ShortDown: return QStringLiteral("DOWN, too short to count");
    }
    return {};
}

} // namespace

VerdictStrip::VerdictStrip(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFont(common::interfaceFont());
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(QStringLiteral("Verdicts on the timeline"));
    viewport()->setMouseTracking(true);
    m_picture.frame.empty = false;
}

void VerdictStrip::setBacktest(const session::Backtest& backtest, base::Duration minDown)
{
    m_picture.lanes = verdictLanes(backtest, minDown);
    m_picture.sets = backtest.sets.size();
    m_picture.frame.range.setBounds(backtest.start, backtest.end);
    m_picture.current = std::min(m_picture.current, static_cast<int>(m_picture.lanes.size()) - 1);
    m_cursor = std::clamp(m_cursor, backtest.start, backtest.end);
    m_words = m_picture.lanes.empty() ? QStringLiteral("No server was DOWN for so long, and nothing would have fired.")
                                      : QString();
    layOut();
    describe();
}

void VerdictStrip::setWords(const QString& words)
{
    m_words = words;
    m_picture.lanes.clear();
    layOut();
    describe();
}

void VerdictStrip::setZone(common::Zone zone)
{
    m_picture.frame.zone = zone;
    viewport()->update();
}

QSize VerdictStrip::minimumSizeHint() const
{
    return {320, 6 * fontMetrics().height()};
}

void VerdictStrip::layOut()
{
    m_picture.rowHeight = fontMetrics().height() - 2;
    int gutter = 120;
    for (const VerdictLane& lane : m_picture.lanes)
        gutter = std::max(gutter, fontMetrics().horizontalAdvance(laneName(lane)) + 64);
    replay::StripScale& scale = m_picture.frame.scale;
    scale.gutter = std::min({gutter, widestGutter, std::max(120, viewport()->width() / 3)});
    const int left = scale.gutter + 4;
    const int axis = fontMetrics().height() + 4;
    const int width = std::max(1, viewport()->width() - left - 10);
    scale.axis = {left, viewport()->height() - axis, width, axis};
    scale.lanes = {left, 2, width, std::max(0, scale.axis.top() - 2)};
    scale.density = {left, 2, width, 1};
    QScrollBar* bar = verticalScrollBar();
    bar->setSingleStep(m_picture.rowHeight);
    bar->setPageStep(scale.lanes.height());
    const int whole = static_cast<int>(m_picture.lanes.size()) * m_picture.laneHeight();
    bar->setRange(0, std::max(0, whole - scale.lanes.height()));
    m_picture.frame.scrolled = bar->value();
    viewport()->update();
}

void VerdictStrip::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(viewport());
    painter.setFont(font());
    painter.fillRect(viewport()->rect(), theme[Role::Panel]);
    if (!m_words.isEmpty()) {
        painter.setPen(theme[Role::Muted]);
        painter.drawText(viewport()->rect().adjusted(12, 8, -12, -8), Qt::AlignCenter | Qt::TextWordWrap, m_words);
        return;
    }
    paintVerdicts(painter, m_picture, theme);
    const QRect& area = m_picture.frame.scale.lanes;
    const double x = m_picture.plot().x(m_cursor);
    if (m_picture.current >= 0 && x >= area.left() && x <= area.right() + 1) {
        painter.setPen(QPen(theme[Role::Text], 1, Qt::DotLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
}

void VerdictStrip::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void VerdictStrip::scrollContentsBy(int, int)
{
    m_picture.frame.scrolled = verticalScrollBar()->value();
    viewport()->update();
}

void VerdictStrip::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        layOut();
}

std::optional<int> VerdictStrip::laneAt(int y) const
{
    const QRect& area = m_picture.frame.scale.lanes;
    if (y < area.top() || y > area.bottom())
        return std::nullopt;
    const int lane = (y - m_picture.laneTop(0)) / m_picture.laneHeight();
    return lane < static_cast<int>(m_picture.lanes.size()) ? std::optional(lane) : std::nullopt;
}

QPoint VerdictStrip::placeOf(int lane, std::size_t row, base::Timestamp time) const
{
    return {static_cast<int>(m_picture.plot().x(time)),
            m_picture.laneTop(lane) + 4 + static_cast<int>(row) * m_picture.rowHeight + m_picture.rowHeight / 2};
}

QString VerdictStrip::spanWords(const VerdictLane& lane, base::Timestamp time, base::Duration reach) const
{
    QStringList words;
    const auto add = [&](const QString& who, const std::vector<VerdictSpan>& spans) {
        for (const VerdictSpan& span : spans) {
            if (span.from - reach <= time && time <= span.to + reach)
                words += QStringLiteral("%1: %2%3, %4 to %5")
                             .arg(who, kindWords(span.kind),
                                  span.alert.empty() ? QString() : QLatin1Char(' ') + common::display(span.alert, 80),
                                  common::clockTime(span.from, m_picture.frame.zone),
                                  common::clockTime(span.to, m_picture.frame.zone));
        }
    };
    for (std::size_t set = 0; set < lane.sets.size(); ++set)
        add(setName(set), lane.sets[set]);
    add(QStringLiteral("server"), lane.down);
    return words.join(QLatin1Char('\n'));
}

QString VerdictStrip::wordsAt(const QPoint& place) const
{
    const auto lane = laneAt(place.y());
    if (!lane)
        return {};
    const VerdictLane& of = m_picture.lanes[static_cast<std::size_t>(*lane)];
    if (place.x() < m_picture.frame.scale.gutter)
        return laneName(of);
    const charts::Plot plot = m_picture.plot();
    const base::Timestamp time = plot.time(place.x());
    const QString spans = spanWords(of, time, plot.time(place.x() + reachPixels) - time);
    return laneName(of) + QLatin1Char('\n') + common::stamp(time, m_picture.frame.zone)
        + (spans.isEmpty() ? QString() : QLatin1Char('\n') + spans);
}

/// For those who do not see it: where one is, and what is there.
void VerdictStrip::describe()
{
    QString words = m_words;
    if (m_picture.current >= 0) {
        const VerdictLane& lane = m_picture.lanes[static_cast<std::size_t>(m_picture.current)];
        words = QStringLiteral("%1, %2 %3")
                    .arg(laneName(lane), replay::momentWords(m_cursor, m_picture.frame.zone),
                         spanWords(lane, m_cursor, base::Duration{0}));
    } else if (m_words.isEmpty()) {
        words = QStringLiteral("%1 servers").arg(m_picture.lanes.size());
    }
    setAccessibleDescription(words);
}

} // namespace checkwatch::review
