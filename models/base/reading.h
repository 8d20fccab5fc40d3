#pragma once

#include "models/base/time.h"

#include <utility>

namespace checkwatch::base {

/// How far a value may be believed.
enum class Freshness : std::uint8_t {
    Never, ///< no good value has come yet
    Fresh, ///< the newest expected value is here
    Late,  ///< one is overdue; the last one still counts
    Stale, ///< too old to count: what it was, not what it is
};

/// A value with the time it was true and how far it may be believed. A value can be had as current only while it is fresh
/// or late, so nothing stale can be taken for healthy by mistake.
template <typename T>
class Reading
{
public:
    Reading() = default;
    Reading(T value, Timestamp time, Freshness freshness)
        : m_value(std::move(value)), m_time(time), m_freshness(freshness)
    {
    }

    [[nodiscard]] Freshness freshness() const noexcept { return m_freshness; }
    [[nodiscard]] Timestamp time() const noexcept { return m_time; }
    [[nodiscard]] bool current() const noexcept
    {
        return m_freshness == Freshness::Fresh || m_freshness == Freshness::Late;
    }
    /// The value now; null when it must not be taken for the present.
    [[nodiscard]] const T* now() const noexcept { return current() ? &m_value : nullptr; }
    /// The value as it last was; null when there never was one.
    [[nodiscard]] const T* last() const noexcept { return m_freshness == Freshness::Never ? nullptr : &m_value; }

private:
    T m_value{};
    Timestamp m_time{};
    Freshness m_freshness = Freshness::Never;
};

} // namespace checkwatch::base
