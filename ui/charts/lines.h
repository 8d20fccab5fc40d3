#pragma once

#include "models/fleet/history.h"
#include "ui/charts/plot.h"

#include <QList>
#include <QPointF>

#include <span>
#include <vector>

/// From points in time to what a screen can show. Gaps (NaN) stay gaps: Qt Charts would draw a straight line across.
namespace checkwatch::charts {

/// The stretch of one pixel column that a line passes; empty where the line is not.
struct ColumnSpan
{
    float low = 1;  ///< value
    float high = 0; ///< low > high: nothing here
    [[nodiscard]] bool empty() const { return low > high; }
};

/// For each of `columns` equal columns between `from` and `to` the values that the line through the points passes there,
/// edges included. Cost: one pass over the points inside.
void columnSpans(std::span<const fleet::Point> points, base::Timestamp from, base::Timestamp to,
                 std::vector<ColumnSpan>& columns);

/// The points between `from` and `to` (and one on each side) as runs without gaps, at most two points a column: its
/// lowest and highest in the order of time. x counts in milliseconds since `from`.
[[nodiscard]] std::vector<QList<QPointF>> decimated(std::span<const fleet::Point> points, base::Timestamp from,
                                                    base::Timestamp to, int columns);

/// Largest finite value inside; `floor` where there is none.
[[nodiscard]] double highest(std::span<const fleet::Point> points, base::Timestamp from, base::Timestamp to,
                             double floor);

/// Points inside [from, to].
[[nodiscard]] std::span<const fleet::Point> inside(std::span<const fleet::Point> points, base::Timestamp from,
                                                   base::Timestamp to);

} // namespace checkwatch::charts
