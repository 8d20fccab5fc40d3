#pragma once

#include "models/base/clock.h"

#include <mutex>

namespace checkwatch::session {

/// The time of a session: the wall clock, but never backwards. Where somebody sets the wall clock back, it goes on with
/// the monotonic clock as if nothing had been, because stored samples, rule slots and `for` would be worth nothing for as
/// long as the step was; it follows the wall clock again when that has caught up or was set forward. Steps forward are
/// followed at once: after a machine has slept they are true. Safe from any thread.
class SteadyClock final : public base::Clock
{
public:
    /// `source` must outlive it.
    explicit SteadyClock(const base::Clock& source);

    [[nodiscard]] base::Timestamp wall() const override;
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return m_source.monotonic(); }
    /// How far it is before the source's wall clock: 0, or what that was set back by.
    [[nodiscard]] base::Duration ahead() const;

private:
    /// The time now, and what the source says. REQUIRES: m_mutex is held.
    [[nodiscard]] std::pair<base::Timestamp, base::Timestamp> read() const;

    const base::Clock& m_source;
    mutable std::mutex m_mutex;
    mutable base::Timestamp m_wall;                  ///< the newest time told
    mutable std::chrono::nanoseconds m_monotonic{0}; ///< then
};

} // namespace checkwatch::session
