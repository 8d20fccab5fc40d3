#pragma once

#include "models/fleet/timeline.h"
#include "ui/replay/momenttext.h"
#include "ui/replay/striprange.h"

#include <QString>

#include <optional>
#include <vector>

namespace checkwatch::replay {

/// A stretch of a recording that somebody may mean, and what it is called.
struct NamedSpan
{
    enum class Kind : std::uint8_t {
        Whole,    ///< nullopt at both ends
        InSight,  ///< of the timeline
        Incident, ///< around the position
        Recent,   ///< up to the end
    };
    Kind kind = Kind::Whole;
    QString words;
    std::optional<base::Timestamp> from{};
    std::optional<base::Timestamp> to{};
};

/// The time around `at` in which servers were not well without a longer pause than a quarter of an hour, with a quarter of an
/// hour before and after it, as an alert that fires is kept; within the recording. Of `server` alone where something stood
/// out of it. nullopt where nothing did near `at`.
[[nodiscard]] std::optional<NamedSpan> incidentAround(const fleet::Timeline& timeline, base::Timestamp at,
                                                      fleet::ServerId server, const Place& place);

/// What may be meant at a place of a recording: all of it, what is in sight, the incident there.
[[nodiscard]] std::vector<NamedSpan> spansAt(const Place& place, const fleet::Timeline* timeline,
                                             const StripRange& inSight, fleet::ServerId server);

} // namespace checkwatch::replay
