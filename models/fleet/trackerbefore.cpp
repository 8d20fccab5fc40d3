#include "models/fleet/trackerimpl.h"

/// The part of Tracker that knows what was before its session.
namespace checkwatch::fleet {

void Tracker::setPast(Past past)
{
    m_impl->directory.past() = std::move(past);
}

void Tracker::setBefore(Before before, base::Timestamp now)
{
    for (Event& event : before.events) {
        m_impl->directory.knowServer(event);
        event.alertId = 0; // of another session
        m_impl->newestBefore = m_impl->events.add(std::move(event));
    }
    m_impl->alerts.setBefore(before.ended, before.firing, now);
    for (const Event& line : before.told) {
        m_impl->told.take(line, m_impl->directory, base::Timestamp::max());
    }
}

std::uint64_t Tracker::newestBefore() const
{
    return m_impl->newestBefore;
}

const ServerIdentity& Tracker::identity(ServerId server) const
{
    return m_impl->directory.identity(server);
}

} // namespace checkwatch::fleet
