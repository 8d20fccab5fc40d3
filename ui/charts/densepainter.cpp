#include "ui/charts/densepainter.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::charts {

void DensePainter::begin(const Plot& plot, double devicePixelRatio)
{
    m_plot = plot;
    m_width = std::max(1, static_cast<int>(std::lround(plot.area.width() * devicePixelRatio)));
    m_height = std::max(1, static_cast<int>(std::lround(plot.area.height() * devicePixelRatio)));
    m_columns.assign(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height), 0);
    m_spans.resize(static_cast<std::size_t>(m_width));
    if (m_image.size() != QSize(m_width, m_height))
        m_image = QImage(m_width, m_height, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(devicePixelRatio);
}

void DensePainter::add(std::span<const fleet::Point> points, const QColor& colour)
{
    columnSpans(points, m_plot.from, m_plot.to, m_spans);
    const double scale = (m_height - 1) / std::max(1e-300, m_plot.top - m_plot.bottom);
    const QRgb pixel = qPremultiply(colour.rgba());
    const auto row = [&](float value) {
        const double y = (m_plot.top - static_cast<double>(value)) * scale + 0.5;
        return static_cast<int>(std::clamp(y, 0.0, m_height - 1.0)); // clamped first: an infinite y fits no int
    };
    for (std::size_t c = 0; c < m_spans.size(); ++c) {
        const ColumnSpan& span = m_spans[c];
        if (span.empty() || static_cast<double>(span.low) > m_plot.top
            || static_cast<double>(span.high) < m_plot.bottom)
            continue;
        const int upper = row(span.high);
        QRgb* column = m_columns.data() + c * static_cast<std::size_t>(m_height);
        std::fill_n(column + upper, row(span.low) - upper + 1, pixel);
    }
}

const QImage& DensePainter::finish()
{
    constexpr int block = 32; // a block of rows and columns stays in the first cache while it is turned
    for (int y0 = 0; y0 < m_height; y0 += block) {
        for (int x0 = 0; x0 < m_width; x0 += block) {
            for (int y = y0; y < std::min(y0 + block, m_height); ++y) {
                auto* line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
                for (int x = x0; x < std::min(x0 + block, m_width); ++x)
                    line[x] = m_columns[static_cast<std::size_t>(x) * static_cast<std::size_t>(m_height)
                                        + static_cast<std::size_t>(y)];
            }
        }
    }
    return m_image;
}

} // namespace checkwatch::charts
