#include "models/session/replaysession.h"

#include <algorithm>

// Time that passes in a replay.
namespace checkwatch::session {
namespace {

constexpr std::chrono::milliseconds playingFrame{33};
constexpr double slowest = 1;
constexpr double fastest = 3600;

} // namespace

void ReplaySession::play(double speed)
{
    const bool was = playing();
    m_untouched = false;
    m_speed = std::clamp(speed, slowest, fastest);
    m_playedAt = m_clock.monotonic();
    m_wanted = was ? m_wanted : m_now;
    m_playTimer.start(playingFrame);
    if (!was) {
        Q_EMIT playingChanged(true);
    }
}

void ReplaySession::pause()
{
    if (playing()) {
        m_playTimer.stop();
        Q_EMIT playingChanged(false);
    }
}

/// As much recorded time as passed here since the last frame, however long that took.
void ReplaySession::playOn()
{
    const std::chrono::nanoseconds now = m_clock.monotonic();
    const std::chrono::duration<double, std::nano> passed = (now - m_playedAt) * m_speed;
    const auto by = std::chrono::duration_cast<base::Duration>(passed);
    if (by <= base::Duration{0}) {
        return;
    }
    m_playedAt += std::chrono::round<std::chrono::nanoseconds>(
        std::chrono::duration<double, std::nano>(by) / m_speed); // what is not a whole millisecond counts later
    seek(m_wanted + by);
    if (m_wanted >= m_facts.to) {
        pause();
    }
}

} // namespace checkwatch::session
