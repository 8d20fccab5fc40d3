#pragma once

#include "models/fleet/snapshot.h"
#include "models/fleet/timeline.h"
#include "models/session/filmnames.h"

#include <map>
#include <vector>

namespace checkwatch::session {

/// Draws the timeline of a recording out of what is shown, snapshot by snapshot in the order of time. One thread.
class TimelineMaker
{
public:
    TimelineMaker(base::Timestamp from, base::Timestamp to);

    /// What is shown from its time on. `changed`: by block, whether it is another than in the snapshot before.
    void add(const fleet::Snapshot& snapshot, const std::vector<bool>& changed, const FilmNames& names);
    void mark(fleet::TimelineMark::Kind kind, base::Timestamp time, std::string text);
    /// Nothing goes on from here: the session ended.
    void interrupt(base::Timestamp time);
    /// All up to `now`; `to` may be later than before.
    [[nodiscard]] fleet::Timeline upTo(base::Timestamp now, base::Timestamp to) const;

private:
    struct Lane
    {
        fleet::TimelineLane lane;
        fleet::Shown shown = fleet::Shown::Up; ///< now
        base::Timestamp since{};
    };
    void show(Lane& lane, fleet::Shown shown, base::Timestamp time);
    void count(base::Timestamp until);
    void addExporters(const fleet::Snapshot& snapshot);

    base::Timestamp m_from;
    base::Duration m_step;
    std::map<fleet::ServerId, Lane> m_servers;
    std::map<std::uint32_t, Lane> m_exporters;
    std::vector<std::uint32_t> m_ill; ///< servers that are not well now, by block
    std::vector<std::uint32_t> m_notWell;
    base::Timestamp m_counted{};
    bool m_anyServer = false;
    std::vector<fleet::TimelineMark> m_marks;
};

} // namespace checkwatch::session
