#include "ui/replay/recordedevents.h"

#include "ui/replay/recordedeventdelegate.h"
#include "ui/replay/recordedeventsmodel.h"

namespace checkwatch::replay {

namespace {
constexpr std::size_t eachSide = 150;
}

RecordedEvents::RecordedEvents(QWidget* parent)
    : QListView(parent), m_model(new RecordedEventsModel(this)), m_delegate(new RecordedEventDelegate(*m_model, this))
{
    setModel(m_model);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setResizeMode(QListView::Adjust);
    setSelectionMode(QAbstractItemView::NoSelection);
    setAccessibleName(QStringLiteral("Events of the recording"));
    m_model->setWords([this](int row) { return m_delegate->spoken(row); });
    connect(this, &QListView::clicked, this, &RecordedEvents::choose);
    connect(this, &QListView::activated, this, &RecordedEvents::choose);
}

void RecordedEvents::setReplay(session::Replay* replay)
{
    if (m_replay != nullptr)
        disconnect(m_replay, nullptr, this, nullptr);
    m_replay = replay;
    m_waiting = m_stale = false;
    m_model->setEvents(nullptr, m_time);
    if (replay == nullptr)
        return;
    connect(replay, &session::Replay::eventsReady, this, &RecordedEvents::take);
    setPosition(replay->now()); // nothing is known: this asks
}

void RecordedEvents::take(const session::RecordedEventsPtr& events)
{
    if (events->request != m_asked)
        return;
    m_waiting = false;
    const int before = m_model->nowRow();
    if (m_model->setEvents(events, m_time) || m_model->nowRow() != before)
        showNow();                             // who looks around in what stays is not sent back
    if (m_stale || m_model->runsShort(m_time)) // or the position has gone away since
        ask();
}

/// Where other events have to be asked for, those that are there stay until then: that they are laid out around a position
/// which they do not know would be most of what that costs here.
void RecordedEvents::setPosition(base::Timestamp time)
{
    m_time = time;
    if (m_waiting)
        return;
    if (m_model->runsShort(time)) {
        ask();
        return;
    }
    const int before = m_model->nowRow();
    m_model->setNow(time);
    if (m_model->nowRow() != before)
        showNow();
}

bool RecordedEvents::isEmpty() const
{
    return m_model->eventCount() == 0;
}

/// Never instead of one that is under way: asked often enough, none would be answered.
void RecordedEvents::refresh()
{
    if (m_waiting)
        m_stale = true;
    else
        ask();
}

void RecordedEvents::ask()
{
    if (m_replay == nullptr)
        return;
    m_waiting = true;
    m_stale = false;
    m_replay->requestEvents(++m_asked, m_time, eachSide);
}

void RecordedEvents::choose(const QModelIndex& index)
{
    if (const fleet::Event* event = m_model->eventAt(index.row()))
        Q_EMIT eventChosen(*event);
}

/// In the middle, so that what led to it and what came of it are seen.
void RecordedEvents::showNow()
{
    scrollTo(m_model->index(m_model->nowRow()), QAbstractItemView::PositionAtCenter);
}

void RecordedEvents::setTargets(const std::vector<fleet::TargetRow>& targets)
{
    if (m_delegate->setTargets(targets))
        scheduleDelayedItemsLayout();
    viewport()->update();
}

void RecordedEvents::setZone(common::Zone zone)
{
    m_delegate->setZone(zone);
    viewport()->update();
}

void RecordedEvents::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    if (width() != m_width) { // rows of several lines have other heights now, and a list looks at its height alone
        m_width = width();
        scheduleDelayedItemsLayout();
    }
    showNow();
}

} // namespace checkwatch::replay
