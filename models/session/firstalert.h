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
    /// Goes on where it stopped. `events`: those of the calls before first; `whole`: there are no more to come. The time of
    /// the alert, once; nullopt before and afterwards.
    std::optional<base::Timestamp> look(const std::vector<fleet::Event>& events,
                                        const std::vector<std::string>& healthAlerts, bool whole);

private:
    std::size_t m_seen = 0;
    bool m_found = false;
    std::optional<base::Timestamp> m_any; ///< of an alert that is no health alert
};

} // namespace checkwatch::session
