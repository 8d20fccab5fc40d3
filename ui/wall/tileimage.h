#pragma once

#include "ui/common/theme.h"
#include "ui/wall/places.h"
#include "ui/wall/tileplan.h"

#include <QImage>

#include <array>
#include <vector>

namespace checkwatch::wall {

/// The tiles as pixels. Each look is painted once and then copied, line by line; after that only tiles that look different
/// are copied anew, so that ten thousand of them cost a few milliseconds the first time and next to nothing later
/// (guides: performance 4.3). Levels Named, Tiles and Cells. GUI thread.
class TileImage
{
public:
    /// What all tiles have in common.
    struct Kind
    {
        TilePlan::Level level = TilePlan::Level::Tiles;
        QSizeF size;
    };
    /// Everything anew: tiles of a kind with their top left corners, by place, at so many device pixels a pixel.
    void reset(const Kind& kind, const std::vector<QPointF>& corners, const QRectF& area, double ratio,
               const common::Theme& theme);
    /// Copies what looks other than before; all of it after reset().
    void update(const std::vector<Tile>& tiles);

    [[nodiscard]] const QImage& image() const noexcept { return m_image; }
    /// How many tiles the newest update() copied.
    [[nodiscard]] int copied() const noexcept { return m_copied; }

private:
    /// Every look there is: fresh ones by what they show, stale ones by what they were.
    static constexpr std::size_t looks = 2 * (static_cast<std::size_t>(fleet::Shown::Up) + 1);
    void paintLooks(const Kind& kind, double ratio, const common::Theme& theme);
    void copy(std::size_t place, std::size_t look);

    QImage m_image;
    std::array<QImage, looks> m_looks;
    std::vector<QPoint> m_corners; ///< by place, in device pixels
    std::vector<std::uint8_t> m_now;
    int m_copied = 0;
};

/// Paints one tile, for the looks and for keys that explain them.
void paintTile(QPainter& painter, const QRectF& box, const Tile& tile, TilePlan::Level level,
               const common::Theme& theme);

} // namespace checkwatch::wall
