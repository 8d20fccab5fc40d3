#pragma once

#include "models/base/time.h"

namespace checkwatch::base {

/// Where time comes from. Schedules, deadlines and ages run on monotonic(), which no wall-clock step disturbs;
/// wall() is only for stamping what is stored. Implementations are safe to call from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp wall() const = 0;
    [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
};

/// The machine's clocks: CLOCK_REALTIME and CLOCK_MONOTONIC.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Timestamp wall() const override;
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
};

/// A clock that stands still until it is told otherwise: tests, replay, simulated months. Not thread-safe.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Timestamp start) : m_wall(start) {}

    [[nodiscard]] Timestamp wall() const override { return m_wall; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return m_monotonic; }

    /// Time passes: both clocks go on.
    void advance(Duration by)
    {
        m_wall += by;
        m_monotonic += by;
    }
    /// Somebody sets the wall clock; the monotonic one does not notice.
    void stepWall(Duration by) { m_wall += by; }

private:
    Timestamp m_wall;
    std::chrono::nanoseconds m_monotonic{0};
};

} // namespace checkwatch::base
