#pragma once

#include "models/fleet/event.h"

#include <optional>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Looks for the first alert that fired in events that become more and more: the first health alert, or where there is none
/// up to the end, the first of all. Not thread-safe.
class FirstAlert
{
public:
    /// Goes on where it stopped. `events`: those of the calls before first; `whole`: there are no more for now. The time of
    /// the alert, once; again where it was no health alert and one comes after all; nullopt otherwise.
    std::optional<base::Timestamp> look(const std::vector<fleet::Event>& events,
                                        const std::vector<std::string>& healthAlerts, bool whole);

private:
    std::size_t m_seen = 0;
    bool m_found = false; ///< a health alert
    bool m_anyTold = false;
    std::optional<base::Timestamp> m_any; ///< of an alert that is no health alert
};

} // namespace checkwatch::session
