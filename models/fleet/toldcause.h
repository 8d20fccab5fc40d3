#pragma once

#include "models/fleet/directory.h"
#include "models/fleet/event.h"

#include <map>
#include <string>
#include <tuple>

namespace checkwatch::fleet {

/// Lets the row of a server know what a line of HAProxy's log says of why it is out of rotation or DOWN: its name has no
/// address any more, or another server that it tracks is out. No exporter says that. What becomes of it: toldline.h.
/// One thread (the engine's).
class ToldCauses
{
public:
    /// Of a line that comes now. A line of before a restart still holds whenever its exporter answers.
    static constexpr base::Duration longestWait = std::chrono::minutes{10};

    /// `line`: EventKind::LogLine, after Directory::findServer(); lines about checks change nothing. What is said of a server
    /// that no scrape has shown yet is kept until one does or until `until`, of 1,000 of them at most.
    void take(const Event& line, Directory& directory, base::Timestamp until);
    /// After a scrape: for those that it has shown for the first time.
    void settle(Directory& directory, base::Timestamp now);

private:
    struct Waiting
    {
        Event line;
        base::Timestamp until{};
    };
    using Key = std::tuple<std::string, std::string, std::string>; ///< instance, where it is known, proxy and server
    void dropOlder(const Event& line);

    std::map<Key, Waiting> m_waiting; ///< the newest line of each
};

} // namespace checkwatch::fleet
