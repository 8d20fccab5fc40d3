#include "models/session/steadyclock.h"

namespace checkwatch::session {

SteadyClock::SteadyClock(const base::Clock& source)
    : m_source(source), m_wall(source.wall()), m_monotonic(source.monotonic())
{
}

std::pair<base::Timestamp, base::Timestamp> SteadyClock::read() const
{
    // The wall clock first: should this thread be held up in between, the pair errs to the early side and cannot creep on.
    const base::Timestamp told = m_source.wall();
    const std::chrono::nanoseconds monotonic = m_source.monotonic();
    const base::Duration passed = std::chrono::duration_cast<base::Duration>(monotonic - m_monotonic);
    const base::Timestamp steady = m_wall + passed;
    if (told >= steady) {
        m_wall = told;
        m_monotonic = monotonic;
    } else {
        m_wall = steady;
        m_monotonic += passed; // whole milliseconds; what is left of one counts next time
    }
    return {m_wall, told};
}

base::Timestamp SteadyClock::wall() const
{
    const std::lock_guard lock(m_mutex);
    return read().first;
}

base::Duration SteadyClock::ahead() const
{
    const std::lock_guard lock(m_mutex);
    const auto [wall, told] = read();
    return wall - told;
}

} // namespace checkwatch::session
