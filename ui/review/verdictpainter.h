#pragma once

#include "ui/charts/plot.h"
#include "ui/common/theme.h"
#include "ui/replay/strippainter.h"
#include "ui/review/verdictlanes.h"

#include <vector>

class QPainter;

namespace checkwatch::review {

/// The lanes of a backtest as they stand on the screen: for each server a row for each set of rules, and one of the times
/// DOWN under them. Pixels.
struct VerdictPicture
{
    std::vector<VerdictLane> lanes;
    std::size_t sets = 0;
    replay::StripPicture frame; ///< range, zone, names and axis
    int rowHeight = 0;
    int current = -1; ///< lane of the keyboard

    [[nodiscard]] int laneHeight() const { return (static_cast<int>(sets) + 1) * rowHeight + 8; }
    /// Top of a lane.
    [[nodiscard]] int laneTop(int lane) const;
    [[nodiscard]] charts::Plot plot() const { return frame.scale.plot(frame.range); }
};

/// "app/web-02"; through the gateway.
[[nodiscard]] QString laneName(const VerdictLane& lane);

/// Firing fills its row, pending the lower half of it, a time DOWN that was missed is an empty dashed box, DOWN fills its row,
/// one that was too short to count is hollow, failed checks are strokes: told apart without any colour.
void paintVerdicts(QPainter& painter, const VerdictPicture& picture, const common::Theme& theme);

} // namespace checkwatch::review
