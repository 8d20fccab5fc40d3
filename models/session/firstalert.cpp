#include "models/session/firstalert.h"

#include <algorithm>

namespace checkwatch::session {

std::optional<base::Timestamp> FirstAlert::look(const std::vector<fleet::Event>& events,
                                                const std::vector<std::string>& healthAlerts, bool whole)
{
    for (; !m_found && m_seen < events.size(); ++m_seen) {
        const fleet::Event& event = events[m_seen];
        if (event.kind != fleet::EventKind::AlertFiring) {
            continue;
        }
        if (std::ranges::find(healthAlerts, event.name) != healthAlerts.end()) {
            m_found = true;
            return event.time;
        }
        m_any = m_any.value_or(event.time);
    }
    if (m_found || m_anyTold || !whole) {
        return std::nullopt;
    }
    m_anyTold = m_any.has_value();
    return m_any;
}

} // namespace checkwatch::session
