#pragma once

#include "models/base/time.h"
#include "models/fleet/serverrow.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::fleet {

/// A stretch of time in which something stood out; `to` is exclusive.
struct TimelineSpan
{
    base::Timestamp from{};
    base::Timestamp to{};
    Shown shown = Shown::Up; ///< of a server; Stale for an exporter that did not answer
};

/// A line of the timeline: a server that was not well at some time, or an exporter whose scrapes failed.
struct TimelineLane
{
    enum class Kind : std::uint8_t { Server, Exporter };
    Kind kind = Kind::Server;
    ServerId server = noServer; ///< as in snapshots of the same session
    std::string job;
    std::string instance;
    std::string proxy; ///< "" of an exporter, as `name`
    std::string name;
    std::vector<TimelineSpan> spans; ///< ascending, not overlapping
};

/// A moment that is marked across all lanes.
struct TimelineMark
{
    enum class Kind : std::uint8_t { Reload, RulesChanged, Note, Bookmark };
    Kind kind = Kind::Note;
    base::Timestamp time{};
    std::string text;
};

/// What a recording holds, at a glance. Immutable; made in the background, read on the GUI thread.
struct Timeline
{
    base::Timestamp from{};
    base::Timestamp to{};
    std::vector<TimelineLane> lanes; ///< worst first
    /// Servers not well in equal steps from `from`, the most in each; what is unknown is not counted.
    std::vector<std::uint32_t> notWell;
    base::Duration step{0};
    std::vector<TimelineMark> marks;      ///< ascending
    std::vector<TimelineSpan> unrecorded; ///< where the recorder was off, or what it wrote cannot be read
    bool anyServer = false;               ///< that there ever was one
};
using TimelinePtr = std::shared_ptr<const Timeline>;

} // namespace checkwatch::fleet
