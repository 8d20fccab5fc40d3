#include "ui/replay/recordedeventsmodel.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {
constexpr int enough = 30; ///< events on each side of now

/// Of two evaluations, whose numbers may mean others.
bool isSame(const fleet::Event& a, const fleet::Event& b)
{
    return a.number == b.number && a.time == b.time && a.kind == b.kind && a.server == b.server && a.name == b.name;
}

} // namespace

int RecordedEventsModel::rowAfter(base::Timestamp time) const
{
    if (!m_events)
        return 0;
    const auto& events = m_events->events;
    const auto next = std::partition_point(events.begin(), events.end(),
                                           [time](const fleet::Event& event) { return event.time <= time; });
    return static_cast<int>(next - events.begin());
}

bool RecordedEventsModel::setEvents(session::RecordedEventsPtr events, base::Timestamp now)
{
    if (m_events && events && std::ranges::equal(m_events->events, events->events, isSame)) {
        m_events = std::move(events); // whether there are more may be known now
        setNow(now);
        return false;
    }
    const int before = eventCount();
    const int after = events ? static_cast<int>(events->events.size()) : 0;
    // Another stretch of the recording: no row of before is meant by a row of now, except that of now.
    beginRemoveRows({}, 0, before);
    m_events.reset();
    m_nowRow = -1;
    endRemoveRows();
    beginInsertRows({}, 0, after);
    m_events = std::move(events);
    m_now = now;
    m_nowRow = rowAfter(now);
    endInsertRows();
    return true;
}

void RecordedEventsModel::setNow(base::Timestamp now)
{
    m_now = now;
    const int row = rowAfter(now);
    const int before = m_nowRow;
    if (row != before) {
        beginMoveRows({}, before, before, {}, row > before ? row + 1 : row);
        m_nowRow = row;
        endMoveRows();
    }
    // What has just happened, or is no longer so, looks otherwise; and the time in the row of now is another.
    Q_EMIT dataChanged(index(std::min(row, before)), index(std::max(row, before)));
}

const fleet::Event* RecordedEventsModel::eventAt(int row) const
{
    if (!m_events || row < 0 || row == m_nowRow)
        return nullptr;
    const auto at = static_cast<std::size_t>(row < m_nowRow ? row : row - 1);
    return at < m_events->events.size() ? &m_events->events[at] : nullptr;
}

int RecordedEventsModel::eventCount() const
{
    return m_events ? static_cast<int>(m_events->events.size()) : 0;
}

bool RecordedEventsModel::runsShort(base::Timestamp time) const
{
    if (!m_events)
        return true;
    const int row = rowAfter(time);
    return (m_events->earlier && row < enough) || (m_events->later && eventCount() - row < enough);
}

int RecordedEventsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_nowRow < 0 ? 0 : eventCount() + 1;
}

QVariant RecordedEventsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::AccessibleTextRole || !m_words)
        return {};
    return m_words(index.row());
}

} // namespace checkwatch::replay
