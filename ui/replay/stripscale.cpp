#include "ui/replay/stripscale.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {

constexpr int margin = 10;
constexpr int headRoom = 10; ///< room for the head of the position's line
constexpr int densityHeight = 26;

int rowOf(const QFontMetrics& metrics)
{
    return metrics.height() + 2;
}

} // namespace

StripScale::StripScale(const QSize& size, const QFontMetrics& metrics, int gutterWidth)
    : gutter(gutterWidth), laneHeight(metrics.height() + 4)
{
    const int left = gutter + margin;
    const int width = std::max(1, size.width() - left - margin);
    const int row = rowOf(metrics);
    density = {left, headRoom, width, densityHeight};
    axis = {left, size.height() - row - 2, width, row};
    marks = {left, axis.top() - row, width, row};
    const int room = std::max(0, marks.top() - headRoom - densityHeight);
    lanes = {left, headRoom + densityHeight, width,
             room < laneHeight ? room : room - room % laneHeight}; // no half of one
}

int StripScale::heightFor(int lanes, const QFontMetrics& metrics)
{
    return headRoom + densityHeight + lanes * (metrics.height() + 4) + 2 * rowOf(metrics) + 4;
}

} // namespace checkwatch::replay
