#pragma once

#include "models/base/time.h"

#include <QPointF>
#include <QRectF>

namespace checkwatch::charts {

/// Where times and values lie on a chart: the plot area in pixels, the time at its sides, the value at its top and bottom.
struct Plot
{
    QRectF area;
    base::Timestamp from{};
    base::Timestamp to{};
    double bottom = 0;
    double top = 1;

    [[nodiscard]] double x(base::Timestamp time) const
    {
        const auto width = static_cast<double>((to - from).count());
        return area.left() + (width > 0 ? static_cast<double>((time - from).count()) / width * area.width() : 0);
    }
    [[nodiscard]] double y(double value) const
    {
        const double height = top - bottom;
        return area.bottom() - (height > 0 ? (value - bottom) / height * area.height() : 0);
    }
    [[nodiscard]] base::Timestamp time(double atX) const
    {
        const auto width = static_cast<double>((to - from).count());
        return from
            + base::Duration{static_cast<std::int64_t>((atX - area.left()) / std::max(1.0, area.width()) * width)};
    }
    [[nodiscard]] QPointF point(base::Timestamp time, double value) const { return {x(time), y(value)}; }
};

} // namespace checkwatch::charts
