#pragma once

#include "models/base/clock.h"
#include "models/metrics/labels.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// FNV-1a, 64 bit.
[[nodiscard]] std::uint64_t fnv1a64(std::string_view bytes) noexcept;

/// Prometheus' hash of a target: `labels` are all of them after relabelling, "__address__" and the like included
/// (guides: prometheus 1.8).
[[nodiscard]] std::uint64_t targetHash(const metrics::Labels& labels, std::string_view url);

/// What sets the scrape phases of one installation apart from another's (guides: prometheus 1.8).
[[nodiscard]] std::uint64_t offsetSeed(std::string_view host, const std::map<std::string, std::string>& externalLabels);

/// When one target is due. Ticks lie at the times t with t mod interval == offset mod interval; they are found once on
/// the wall clock and kept on the monotonic one, so a step of the wall clock moves no tick. Missed ticks are skipped.
/// Plain value without a clock of its own.
class Schedule
{
public:
    using Nanoseconds = std::chrono::nanoseconds;

    /// REQUIRES: interval > 0.
    Schedule(base::Duration interval, std::uint64_t offsetHash, const base::Clock& clock);

    [[nodiscard]] base::Duration interval() const noexcept { return m_interval; }
    /// The next tick, monotonic.
    [[nodiscard]] Nanoseconds due() const noexcept { return m_due; }
    /// Takes the tick that is due, and returns the timestamp of its scrape: the tick's ideal time where the scrape
    /// starts at most 2 ms late (intervals over 200 ms), else the wall clock's.
    base::Timestamp take(const base::Clock& clock);

private:
    base::Duration m_interval;
    Nanoseconds m_due{};       ///< monotonic
    base::Timestamp m_ideal{}; ///< wall time of m_due
};

} // namespace checkwatch::sources
