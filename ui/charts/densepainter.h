#pragma once

#include "models/fleet/history.h"
#include "ui/charts/lines.h"
#include "ui/charts/plot.h"

#include <QColor>
#include <QImage>

#include <span>
#include <vector>

namespace checkwatch::charts {

/// Draws lines with more points than Qt Charts can carry: for each pixel column the stretch the line passes, straight
/// into an image. Buffers are kept between frames. Not thread-safe.
class DensePainter
{
public:
    /// Starts an image of the plot's size, transparent.
    void begin(const Plot& plot, double devicePixelRatio);
    void add(std::span<const fleet::Point> points, const QColor& colour);
    /// Valid until the next begin().
    [[nodiscard]] const QImage& finish();

private:
    Plot m_plot;
    int m_width = 0;
    int m_height = 0;
    std::vector<QRgb> m_columns; ///< column by column: a line's stretch is then contiguous memory
    std::vector<ColumnSpan> m_spans;
    QImage m_image;
};

} // namespace checkwatch::charts
