#pragma once

#include "models/fleet/history.h"

#include <cstdint>
#include <span>
#include <vector>

namespace checkwatch::fleet {

/// What can hold of one server over time, as bits.
namespace spanbit {
inline constexpr std::uint8_t notCounted = 1;
inline constexpr std::uint8_t pending = 2;
inline constexpr std::uint8_t firing = 4;
inline constexpr std::uint8_t stale = 8;
} // namespace spanbit

/// From `time` on, exactly these bits hold.
struct SpanMark
{
    base::Timestamp time{};
    std::uint8_t bits = 0;
    bool operator==(const SpanMark&) const = default;
};

/// Appends the stretches within [from, to] that marks, ascending in time, stand for; what still holds ends at `to`.
void collectSpans(std::span<const SpanMark> marks, base::Timestamp from, base::Timestamp to, std::vector<Span>& out);

/// When what held, kept as changes only: nothing for what never changes. One thread.
class SpanLog
{
public:
    /// From `time` on, exactly `bits` hold. A time before the newest change counts as the time of that change.
    void set(base::Timestamp time, std::uint8_t bits);
    /// Forgets what ended before `time`.
    void trim(base::Timestamp time);
    /// Appends the stretches within [from, to]; what still holds ends at `to`.
    void collect(base::Timestamp from, base::Timestamp to, std::vector<Span>& out) const
    {
        collectSpans(m_marks, from, to, out);
    }
    /// Epoch 0 and nothing, where nothing ever held.
    [[nodiscard]] SpanMark newest() const noexcept { return m_marks.empty() ? SpanMark{} : m_marks.back(); }
    [[nodiscard]] std::uint8_t current() const noexcept
    {
        return m_marks.empty() ? std::uint8_t{0} : m_marks.back().bits;
    }

private:
    std::vector<SpanMark> m_marks; ///< ascending; before the first, nothing holds
};

} // namespace checkwatch::fleet
