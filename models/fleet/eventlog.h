#pragma once

#include "models/fleet/event.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace checkwatch::fleet {

/// The newest events, numbered; acknowledgements stay longest, as what they say holds on. One thread; what all() returns
/// is immutable and safe anywhere.
class EventLog
{
public:
    explicit EventLog(std::size_t kept) : m_kept(kept) {}

    /// Gives the event its number, which it returns.
    std::uint64_t add(Event event);
    /// Whether it is one, and the same is kept.
    [[nodiscard]] bool hasAcknowledgement(const Event& event) const;
    /// Events with a number above `number`, oldest first.
    [[nodiscard]] std::vector<Event> since(std::uint64_t number) const;
    /// All that are kept; the same object while none is added.
    [[nodiscard]] const std::shared_ptr<const std::vector<Event>>& all();

private:
    std::size_t m_kept;
    std::uint64_t m_next = 1;
    std::deque<Event> m_events;
    std::shared_ptr<const std::vector<Event>> m_all;
};

} // namespace checkwatch::fleet
