#pragma once

#include "models/fleet/alertbook.h"
#include "models/fleet/directory.h"
#include "models/fleet/eventlog.h"
#include "models/fleet/rulegroups.h"
#include "models/fleet/toldcause.h"
#include "models/fleet/tracker.h"

#include <utility>

/// What a Tracker is made of; for its own files alone.
namespace checkwatch::fleet {

struct Tracker::Impl
{
    explicit Impl(TrackerOptions given)
        : options(std::move(given)), events(options.eventsKept), silences(events),
          alerts(options, directory, events, silences)
    {
    }

    TrackerOptions options;
    Directory directory;
    EventLog events;
    ToldCauses told;
    SilenceBook silences;
    AlertBook alerts;
    RuleGroups groups;
    base::Duration headlineFor = std::chrono::minutes{1};
    base::Timestamp trimmed{};
    SnapshotPtr newest;
    bool changed = true;
    std::uint64_t newestBefore = 0; ///< number of the newest event of before
    bool silencesTaken = false;     ///< and not applied yet: a replay tells of many one after another

    [[nodiscard]] const rules::Rule* headlineOf(const rules::Group& group) const;
    void setHeadlineFor(base::Duration holdFor);
    void trim(base::Timestamp now);
    SnapshotPtr build(base::Timestamp now, const tsdb::MemoryStore& store);
};

} // namespace checkwatch::fleet
