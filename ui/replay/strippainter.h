#pragma once

#include "models/fleet/timeline.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/replay/stripscale.h"

class QPainter;

namespace checkwatch::replay {

/// What the timeline shows while nothing moves in it.
struct StripPicture
{
    fleet::TimelinePtr timeline; ///< null: the rules are still being evaluated
    StripRange range;
    bool empty = true; ///< the recording has no length
    StripScale scale;
    int scrolled = 0; ///< pixels of lanes above the first that is seen
    common::Zone zone = common::Zone::Utc;
    const common::ExporterNames* names = nullptr;
    fleet::ServerId selected = fleet::noServer;
    int current = -1; ///< lane of the keyboard
};

/// "app/web-02 on lb-01", "lb-03 scrape"; through the gateway.
[[nodiscard]] QString laneName(const fleet::TimelineLane& lane, const common::ExporterNames& names);

/// Axis, servers not well, lanes, marks with their names, and what was not recorded. A state is told by height and
/// pattern as well as by colour: DOWN fills its lane, firing most of it, pending less; out of rotation is hollow, unknown is
/// hatched.
void paintStrip(QPainter& painter, const StripPicture& picture, const common::Theme& theme);

} // namespace checkwatch::replay
