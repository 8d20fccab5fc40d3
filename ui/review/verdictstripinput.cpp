#include "ui/common/text.h"
#include "ui/review/verdictstrip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

// Mouse, wheel and keys of the verdicts.
namespace checkwatch::review {

namespace {

/// Where something on the lane begins or ends, ascending.
std::vector<base::Timestamp> changesOn(const VerdictLane& lane)
{
    std::vector<base::Timestamp> out;
    const auto add = [&out](const std::vector<VerdictSpan>& spans) {
        for (const VerdictSpan& span : spans)
            out.insert(out.end(), {span.from, span.to});
    };
    std::ranges::for_each(lane.sets, add);
    add(lane.down);
    std::ranges::sort(out);
    return out;
}

} // namespace

bool VerdictStrip::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        common::showPlainToolTip(help->globalPos(), wordsAt(help->pos()), viewport(), {});
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void VerdictStrip::wheelEvent(QWheelEvent* event)
{
    const int turned = event->angleDelta().y();
    if (event->position().x() < m_picture.frame.scale.gutter) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - turned * m_picture.laneHeight() / 120);
    } else {
        replay::StripRange range = m_picture.frame.range;
        if ((event->modifiers() & Qt::ShiftModifier) != 0)
            range.pan(-range.length() / 10 * turned / 120);
        else
            range.zoom(std::pow(0.8, turned / 120.0), m_picture.plot().time(event->position().x()));
        moveRange(range);
    }
    event->accept();
}

void VerdictStrip::moveRange(const replay::StripRange& range)
{
    m_picture.frame.range = range;
    viewport()->update();
}

void VerdictStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const QPoint place = event->position().toPoint();
    const auto lane = laneAt(place.y());
    if (event->button() != Qt::LeftButton || !lane)
        return;
    if (place.x() < m_picture.frame.scale.lanes.left())
        setCurrent(*lane);
    else
        choose(*lane, m_picture.plot().time(place.x()));
}

void VerdictStrip::choose(int lane, base::Timestamp time)
{
    m_cursor = std::clamp(time, m_picture.frame.range.from(), m_picture.frame.range.to());
    setCurrent(lane);
    const VerdictLane& of = m_picture.lanes[static_cast<std::size_t>(lane)];
    Q_EMIT placeChosen(m_cursor, of.server.empty() ? QString() : QString::fromStdString(of.proxy + "/" + of.server));
}

void VerdictStrip::setCurrent(int lane)
{
    const int lanes = static_cast<int>(m_picture.lanes.size());
    if (lanes == 0)
        return;
    m_picture.current = std::clamp(lane, 0, lanes - 1);
    const int top = m_picture.current * m_picture.laneHeight();
    const int most = m_picture.frame.scale.lanes.height() - m_picture.laneHeight();
    QScrollBar* bar = verticalScrollBar();
    bar->setValue(std::clamp(bar->value(), std::max(0, top - most), top));
    describe();
    viewport()->update();
}

void VerdictStrip::stepChange(bool forward)
{
    if (m_picture.current < 0)
        return;
    const auto changes = changesOn(m_picture.lanes[static_cast<std::size_t>(m_picture.current)]);
    const auto next
        = forward ? std::ranges::upper_bound(changes, m_cursor) : std::ranges::lower_bound(changes, m_cursor);
    if (forward ? next != changes.end() : next != changes.begin())
        m_cursor = forward ? *next : *std::prev(next);
    replay::StripRange range = m_picture.frame.range;
    range.reveal(m_cursor);
    moveRange(range);
    describe();
}

void VerdictStrip::keyPressEvent(QKeyEvent* event)
{
    replay::StripRange range = m_picture.frame.range;
    switch (event->key()) {
    case Qt::Key_Up: setCurrent(m_picture.current - 1); return;
    case Qt::Key_Down: setCurrent(m_picture.current + 1); return;
    case Qt::Key_Left: stepChange(false); return;
    case Qt::Key_Right: stepChange(true); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_picture.current >= 0)
            choose(m_picture.current, m_cursor);
        return;
    case Qt::Key_Plus: range.zoom(0.5, m_cursor); break;
    case Qt::Key_Minus: range.zoom(2, m_cursor); break;
    case Qt::Key_0: range.showAll(); break;
    default: event->ignore(); return;
    }
    moveRange(range);
}

} // namespace checkwatch::review
