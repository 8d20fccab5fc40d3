#include "ui/common/text.h"
#include "ui/replay/striplanes.h"
#include "ui/replay/timelinestrip.h"
#include "ui/replay/timewords.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

// Mouse, wheel and keys of the timeline, and what it says.
namespace checkwatch::replay {

namespace {

constexpr int reachPixels = 4; ///< how far from something the mouse still means it
constexpr int marksSaid = 4;

} // namespace

QString TimelineStrip::laneWords(const fleet::TimelineLane& lane, base::Timestamp time, base::Duration reach) const
{
    QString words = laneName(lane, m_names);
    const fleet::TimelineSpan* span = spanAt(lane, time, reach);
    if (span == nullptr)
        return words;
    return words
        + QStringLiteral(": %1 for %2\n%3 to %4")
              .arg(spanWords(*span, lane.kind), common::age(span->to - span->from),
                   common::stamp(span->from, m_picture.zone), common::clockTime(span->to, m_picture.zone));
}

QString TimelineStrip::nearMarks(base::Timestamp time, base::Duration reach) const
{
    QStringList words;
    for (const fleet::TimelineMark& mark : m_picture.timeline->marks) {
        if (std::chrono::abs(mark.time - time) <= reach && words.size() < marksSaid)
            words += common::clockTime(mark.time, m_picture.zone) + QLatin1Char(' ') + markWords(mark);
    }
    return words.join(QLatin1Char('\n'));
}

QString TimelineStrip::wordsAt(const QPoint& place) const
{
    if (!m_picture.timeline)
        return {};
    const fleet::Timeline& timeline = *m_picture.timeline;
    const base::Timestamp time = plot().time(place.x());
    const base::Duration reach = plot().time(place.x() + reachPixels) - time;
    const auto lane = laneAt(m_picture, place.y());
    if (place.x() < m_picture.scale.gutter)
        return lane ? laneName(timeline.lanes[static_cast<std::size_t>(*lane)], m_names) : QString();
    QStringList words{common::stamp(time, m_picture.zone)};
    if (lane)
        words += laneWords(timeline.lanes[static_cast<std::size_t>(*lane)], time, reach);
    const auto step = timeline.step.count() > 0 ? (time - timeline.from).count() / timeline.step.count() : -1;
    if (!lane && step >= 0 && step < static_cast<std::int64_t>(timeline.notWell.size()))
        words += QStringLiteral("%1 not well").arg(timeline.notWell[static_cast<std::size_t>(step)]);
    if (std::ranges::any_of(timeline.unrecorded,
                            [time](const fleet::TimelineSpan& gap) { return gap.from <= time && time < gap.to; }))
        words += QStringLiteral("not recorded");
    if (const QString marks = nearMarks(time, reach); !marks.isEmpty())
        words += marks;
    return words.join(QLatin1Char('\n'));
}

bool TimelineStrip::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        common::showPlainToolTip(help->globalPos(), wordsAt(help->pos()), viewport(), {});
        return true;
    }
    if (event->type() == QEvent::Leave) {
        m_hover.reset();
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineStrip::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    const bool overNames = event->position().x() < m_picture.scale.gutter;
    const int sideways = turned.x() != 0 ? turned.x() : turned.y();
    if (overNames && turned.y() != 0) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - turned.y() * m_picture.scale.laneHeight / 120);
    } else if (turned.x() != 0 || (event->modifiers() & Qt::ShiftModifier) != 0) {
        StripRange range = m_picture.range;
        range.pan(-range.length() / 10 * sideways / 120);
        moveRange(range);
    } else if (turned.y() != 0) {
        StripRange range = m_picture.range;
        range.zoom(std::pow(0.8, turned.y() / 120.0), plot().time(event->position().x()));
        moveRange(range);
    }
    event->accept();
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    const QPoint place = event->position().toPoint();
    const bool pans = event->button() == Qt::MiddleButton || (event->modifiers() & Qt::ShiftModifier) != 0;
    m_pressed = place;
    m_panX = place.x();
    m_dragged = false;
    if (place.x() < m_picture.scale.gutter)
        return;
    m_drag = pans ? Drag::Pan : Drag::Scrub;
    if (m_drag == Drag::Scrub && event->button() == Qt::LeftButton)
        scrubTo(place.x());
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint place = event->position().toPoint();
    m_hover = place.x() >= m_picture.scale.lanes.left() ? std::optional(place.x()) : std::nullopt;
    m_dragged = m_dragged || (place - m_pressed).manhattanLength() > 3;
    if (m_drag == Drag::Scrub && m_dragged) {
        scrubTo(place.x());
    } else if (m_drag == Drag::Pan) {
        StripRange range = m_picture.range;
        range.pan(plot().time(m_panX) - plot().time(place.x()));
        m_panX = place.x();
        moveRange(range);
    }
    viewport()->update();
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const bool clicked = !m_dragged && m_drag != Drag::Pan && event->button() == Qt::LeftButton;
    m_drag = Drag::None;
    const auto lane = laneAt(m_picture, event->position().toPoint().y());
    if (clicked && lane)
        chooseLane(*lane);
}

void TimelineStrip::scrubTo(int x)
{
    m_position = std::clamp(plot().time(x), m_picture.range.from(), m_picture.range.to());
    viewport()->update();
    Q_EMIT scrubbed(m_position);
}

void TimelineStrip::chooseLane(int lane)
{
    setCurrent(lane);
    const fleet::TimelineLane& chosen = m_picture.timeline->lanes[static_cast<std::size_t>(lane)];
    if (chosen.server != fleet::noServer)
        Q_EMIT serverChosen(chosen.server);
}

void TimelineStrip::setCurrent(int lane)
{
    const int lanes = m_picture.timeline ? static_cast<int>(m_picture.timeline->lanes.size()) : 0;
    if (lanes == 0)
        return;
    m_picture.current = std::clamp(lane, 0, lanes - 1);
    const int top = m_picture.current * m_picture.scale.laneHeight;
    const int most = m_picture.scale.lanes.height() - m_picture.scale.laneHeight;
    QScrollBar* bar = verticalScrollBar();
    bar->setValue(std::clamp(bar->value(), std::max(0, top - most), top));
    describe();
    repaintAll();
}

void TimelineStrip::keyPressEvent(QKeyEvent* event)
{
    StripRange range = m_picture.range;
    switch (event->key()) {
    case Qt::Key_Up: setCurrent(m_picture.current - 1); break;
    case Qt::Key_Down: setCurrent(m_picture.current + 1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_picture.current >= 0)
            chooseLane(m_picture.current);
        break;
    case Qt::Key_Plus: range.zoom(0.5, m_position); break;
    case Qt::Key_Minus: range.zoom(2, m_position); break;
    case Qt::Key_0: range.showAll(); break;
    case Qt::Key_PageUp: range.pan(-range.length() / 2); break;
    case Qt::Key_PageDown: range.pan(range.length() / 2); break;
    default: event->ignore(); return;
    }
    moveRange(range);
}

/// For those who do not see it: where one is, and the lane one is on.
void TimelineStrip::describe()
{
    QString words = momentWords(m_position, m_picture.zone);
    if (m_picture.timeline) {
        const auto& lanes = m_picture.timeline->lanes;
        words += QStringLiteral(", %1 lanes").arg(lanes.size());
        if (m_picture.current >= 0)
            words += QStringLiteral(", ")
                + laneWords(lanes[static_cast<std::size_t>(m_picture.current)], m_position, base::Duration{0});
    }
    setAccessibleDescription(words);
}

} // namespace checkwatch::replay
