#include "models/fleet/eventlog.h"

#include "models/fleet/acknowledgement.h"

#include <algorithm>

namespace checkwatch::fleet {

std::uint64_t EventLog::add(Event event)
{
    event.number = m_next++;
    if (m_events.size() >= m_kept && !m_events.empty()) {
        const auto oldest
            = std::ranges::find_if(m_events, [](const Event& known) { return known.kind != EventKind::Acknowledged; });
        m_events.erase(oldest == m_events.end() ? m_events.begin() : oldest); // few, and wanted as long as they hold
    }
    m_events.push_back(std::move(event));
    m_all.reset();
    return m_next - 1;
}

bool EventLog::hasAcknowledgement(const Event& event) const
{
    return event.kind == EventKind::Acknowledged
        && std::ranges::any_of(m_events, [&](const Event& known) { return isSameAcknowledgement(event, known); });
}

std::vector<Event> EventLog::since(std::uint64_t number) const
{
    const auto first = std::ranges::upper_bound(m_events, number, {}, &Event::number);
    return {first, m_events.end()};
}

const std::shared_ptr<const std::vector<Event>>& EventLog::all()
{
    if (!m_all) {
        m_all = std::make_shared<const std::vector<Event>>(m_events.begin(), m_events.end());
    }
    return m_all;
}

} // namespace checkwatch::fleet
