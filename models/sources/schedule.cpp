#include "models/sources/schedule.h"

#include <algorithm>

namespace checkwatch::sources {
namespace {

using std::chrono::duration_cast;

constexpr base::Duration alignmentTolerance{2};

std::uint64_t fnv1a64(std::uint64_t hash, std::string_view bytes) noexcept
{
    for (const char byte : bytes) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

constexpr std::uint64_t fnvStart = 0xcbf29ce484222325ULL;

/// Go's "%016d": at least 16 decimal digits.
std::string sixteenDigits(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    return std::string(digits.size() < 16 ? 16 - digits.size() : 0, '0') + digits;
}

} // namespace

std::uint64_t fnv1a64(std::string_view bytes) noexcept
{
    return fnv1a64(fnvStart, bytes);
}

std::uint64_t targetHash(const metrics::Labels& labels, std::string_view url)
{
    return fnv1a64(fnv1a64(fnvStart, sixteenDigits(labels.prometheusHash())), url);
}

std::uint64_t offsetSeed(std::string_view host, const std::map<std::string, std::string>& externalLabels)
{
    const metrics::Labels labels(
        std::vector<std::pair<std::string, std::string>>(externalLabels.begin(), externalLabels.end()));
    return fnv1a64(fnv1a64(fnvStart, host), labels.toString());
}

Schedule::Schedule(base::Duration interval, std::uint64_t offsetHash, const base::Clock& clock) : m_interval(interval)
{
    const auto period = static_cast<std::uint64_t>(Nanoseconds(interval).count());
    const Nanoseconds offset(static_cast<std::int64_t>(offsetHash % period));
    const base::Timestamp now = clock.wall();
    const Nanoseconds phase = Nanoseconds(now.time_since_epoch()) % Nanoseconds(interval);
    Nanoseconds wait = offset - phase;
    if (wait <= Nanoseconds::zero()) {
        wait += interval;
    }
    m_due = clock.monotonic() + wait;
    m_ideal = now + duration_cast<base::Duration>(wait);
}

base::Timestamp Schedule::take(const base::Clock& clock)
{
    const Nanoseconds late = clock.monotonic() - m_due;
    const base::Timestamp wall = clock.wall();
    const base::Duration step = (wall - m_ideal) - duration_cast<base::Duration>(late);
    if (step > alignmentTolerance || step < -alignmentTolerance) {
        m_ideal += step; // somebody set the wall clock: the ticks stay, their names change
    }
    const bool aligned = m_interval > 100 * alignmentTolerance && wall - m_ideal <= alignmentTolerance;
    const base::Timestamp time = aligned ? m_ideal : wall;

    const auto ticks = 1 + std::max<std::int64_t>(0, late / Nanoseconds(m_interval));
    m_due += ticks * Nanoseconds(m_interval);
    m_ideal += ticks * m_interval;
    return time;
}

} // namespace checkwatch::sources
