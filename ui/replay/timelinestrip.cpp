#include "ui/replay/timelinestrip.h"

#include "ui/common/font.h"
#include "ui/replay/timewords.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace checkwatch::replay {

using common::Role;
using common::Theme;

namespace {

constexpr int lanesAtFirst = 6;
constexpr int narrowestGutter = 90;
constexpr int widestGutter = 220;

} // namespace

TimelineStrip::TimelineStrip(QWidget* parent) : QAbstractScrollArea(parent)
{
    m_picture.names = &m_names;
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base); // of a panel
    setFont(common::scaled(font(), 0.9));
    setAccessibleName(QStringLiteral("Timeline of the recording"));
}

void TimelineStrip::setRecording(base::Timestamp from, base::Timestamp to, fleet::TimelinePtr timeline)
{
    m_picture.range.setBounds(from, to);
    m_picture.empty = to <= from;
    if (timeline != m_picture.timeline)
        m_picture.current = -1;
    m_picture.timeline = std::move(timeline);
    updateGeometry();
    layOut();
    describe();
    Q_EMIT rangeChanged();
}

void TimelineStrip::setPosition(base::Timestamp time)
{
    if (m_drag == Drag::Scrub)
        return; // the mouse knows better
    m_position = time;
    StripRange range = m_picture.range;
    range.reveal(time);
    moveRange(range);
    describe();
    viewport()->update();
}

void TimelineStrip::setWindow(base::Timestamp from, base::Timestamp to)
{
    m_windowFrom = from;
    m_windowTo = to;
    viewport()->update();
}

void TimelineStrip::setTargets(const std::vector<fleet::TargetRow>& targets)
{
    const bool several = m_names.several();
    const QString longest = m_names.longest();
    m_names.setTargets(targets);
    if (several != m_names.several() || longest != m_names.longest())
        layOut();
}

void TimelineStrip::setSelected(fleet::ServerId server)
{
    if (server == m_picture.selected)
        return;
    m_picture.selected = server;
    repaintAll();
}

void TimelineStrip::setZone(common::Zone zone)
{
    m_picture.zone = zone;
    repaintAll();
    Q_EMIT rangeChanged();
}

void TimelineStrip::showAll()
{
    StripRange range = m_picture.range;
    range.showAll();
    moveRange(range);
}

int TimelineStrip::wholeHeight() const
{
    const auto lanes = m_picture.timeline ? m_picture.timeline->lanes.size() : 0;
    return StripScale::heightFor(std::max(2, static_cast<int>(lanes)), fontMetrics());
}

int TimelineStrip::heightWithin(int most) const
{
    const int bare = StripScale::heightFor(0, fontMetrics());
    const int lane = StripScale::heightFor(1, fontMetrics()) - bare;
    return bare + std::max(2, (most - bare) / lane) * lane;
}

QSize TimelineStrip::sizeHint() const
{
    return {600, std::min(wholeHeight(), StripScale::heightFor(lanesAtFirst, fontMetrics()))};
}

QSize TimelineStrip::minimumSizeHint() const
{
    return {300, StripScale::heightFor(2, fontMetrics())};
}

/// The names have the room that the longest of them needs, within limits.
void TimelineStrip::layOut()
{
    int gutter = narrowestGutter;
    if (m_picture.timeline) {
        for (const fleet::TimelineLane& lane : m_picture.timeline->lanes)
            gutter = std::max(gutter, fontMetrics().horizontalAdvance(laneName(lane, m_names)) + 12);
    }
    gutter = std::min({gutter, widestGutter, std::max(narrowestGutter, viewport()->width() / 5)});
    m_picture.scale = StripScale(viewport()->size(), fontMetrics(), gutter);
    const int lanes = m_picture.timeline ? static_cast<int>(m_picture.timeline->lanes.size()) : 0;
    QScrollBar* bar = verticalScrollBar();
    bar->setSingleStep(m_picture.scale.laneHeight);
    bar->setPageStep(m_picture.scale.lanes.height());
    bar->setRange(0, std::max(0, lanes * m_picture.scale.laneHeight - m_picture.scale.lanes.height()));
    m_picture.scrolled = bar->value();
    repaintAll();
}

int TimelineStrip::laneCentre(int lane) const
{
    const StripScale& scale = m_picture.scale;
    return scale.lanes.top() + lane * scale.laneHeight + scale.laneHeight / 2 - m_picture.scrolled;
}

void TimelineStrip::repaintAll()
{
    m_still = QPixmap();
    viewport()->update();
}

void TimelineStrip::moveRange(const StripRange& range)
{
    if (range.from() == m_picture.range.from() && range.to() == m_picture.range.to())
        return;
    m_picture.range = range;
    repaintAll();
    Q_EMIT rangeChanged();
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = common::currentTheme();
    if (m_still.isNull()) {
        m_still = QPixmap(viewport()->size() * devicePixelRatioF());
        m_still.setDevicePixelRatio(devicePixelRatioF());
        m_still.fill(theme[Role::Panel]);
        QPainter still(&m_still);
        still.setFont(font());
        paintStrip(still, m_picture, theme);
    }
    QPainter painter(viewport());
    painter.drawPixmap(0, 0, m_still);
    painter.setFont(font());
    paintOverlay(painter, theme);
}

/// What moves: the stretch that the panels show, the mouse, the position.
void TimelineStrip::paintOverlay(QPainter& painter, const Theme& theme) const
{
    const QRect body = m_picture.scale.body();
    painter.setClipRect(body.adjusted(-6, -8, 6, 8));
    if (m_windowTo > m_windowFrom) {
        QColor veil = theme[Role::Text];
        veil.setAlphaF(0.12F);
        const double left = std::max<double>(body.left(), plot().x(m_windowFrom));
        const double right = std::min<double>(body.right() + 1.0, plot().x(m_windowTo));
        if (right > left)
            painter.fillRect(QRectF(left, body.top(), std::max(1.0, right - left), body.height()), veil);
    }
    if (m_hover && m_drag == Drag::None) {
        painter.setPen(QPen(theme[Role::Muted], 1, Qt::DotLine));
        painter.drawLine(*m_hover, body.top(), *m_hover, body.bottom());
    }
    const double x = plot().x(m_position);
    if (m_picture.empty || x < body.left() - 1 || x > body.right() + 2)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme[Role::Text], 2));
    painter.drawLine(QPointF(x, body.top() - 2), QPointF(x, body.bottom() + 6));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme[Role::Text]);
    painter.drawPolygon(
        QPolygonF({QPointF(x - 6, body.top() - 8), QPointF(x + 6, body.top() - 8), QPointF(x, body.top())}));
}

void TimelineStrip::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void TimelineStrip::scrollContentsBy(int, int)
{
    m_picture.scrolled = verticalScrollBar()->value();
    repaintAll();
}

void TimelineStrip::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        layOut();
}

} // namespace checkwatch::replay
