#pragma once

#include "ui/wall/scale.h"

#include <QRectF>

#include <span>
#include <vector>

namespace checkwatch::wall {

/// Where the tiles stand: as large as there is room for (design: product.md). Pure geometry.
struct TilePlan
{
    enum class Level : std::uint8_t {
        Named, ///< with the server's name
        Tiles, ///< with a glyph
        Cells, ///< with a shape only
        Bars,  ///< one bar for each group
    };
    struct Section
    {
        QRectF title;
        QRectF area; ///< of its tiles; of its bar
        int perLine = 1;
        int group = 0;
    };
    Level level = Level::Named;
    QSizeF tile;
    double gap = 2;
    std::vector<Section> sections; ///< Bars: as many as there is room for at a time, of `group` 0, 1, 2 …
    bool fits = true;              ///< false: Bars that do not all have room

    /// Tile number `i` of a section.
    [[nodiscard]] QRectF tileAt(const Section& section, int i) const;
};

/// The top left corner of every tile, by place: one group after the other. Not for Bars.
[[nodiscard]] std::vector<QPointF> cornersOf(const TilePlan& plan, std::span<const int> counts);
/// `counts` are the servers of each group.
[[nodiscard]] TilePlan planTiles(std::span<const int> counts, const QRectF& area, const Scale& scale);

} // namespace checkwatch::wall
