#pragma once

#include "ui/charts/plot.h"
#include "ui/replay/striprange.h"

#include <QFontMetrics>
#include <QRect>

namespace checkwatch::replay {

/// Where the parts of the timeline lie, from top to bottom: servers not well, lanes, names of marks, the axis. In pixels.
struct StripScale
{
    int gutter = 0; ///< width of the names at the left
    int laneHeight = 0;
    QRect density; ///< the parts, without the gutter
    QRect lanes;
    QRect marks;
    QRect axis;

    StripScale() = default;
    StripScale(const QSize& size, const QFontMetrics& metrics, int gutterWidth);

    /// From time to pixel and back.
    [[nodiscard]] charts::Plot plot(const StripRange& range) const
    {
        return {QRectF(lanes), range.from(), range.to(), 0, 1};
    }
    /// Density and lanes: where lines across all of them go.
    [[nodiscard]] QRect body() const { return density.united(lanes); }
    /// What all the lanes would need.
    [[nodiscard]] static int heightFor(int lanes, const QFontMetrics& metrics);
};

} // namespace checkwatch::replay
