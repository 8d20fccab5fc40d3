#pragma once

#include "ui/wall/matrix.h"
#include "ui/wall/tileplan.h"

#include <QRectF>

#include <vector>

namespace checkwatch::wall {

/// Where the vantage matrix stands: as large as there is room for. Pure geometry, in logical pixels.
struct MatrixPlan
{
    enum class Level : std::uint8_t {
        Rows,  ///< a line for each server with its name, a cell for each HAProxy, whose names are the heading
        Lines, ///< a line for each HAProxy with its name, the servers across
        Cells, ///< the same in cells so small that the lines' names are told in the heading
        Bars,  ///< a line for each backend, a bar for each HAProxy
    };
    /// Some servers of one group, drawn in one piece.
    struct Section
    {
        QRectF title; ///< as wide as the names below it
        QRectF area;  ///< of its cells and its names; of its bars
        int group = 0;
        int first = 0;   ///< of the group's servers
        int count = 0;   ///< servers
        int perLine = 1; ///< servers across; Lines and Cells
        int vantages = 1;
    };
    Level level = Level::Rows;
    QSizeF tile;
    double gap = 2;
    double names = 0;   ///< what names take at the left of cells
    double between = 0; ///< from one line of servers to the next; Lines and Cells
    /// Where the HAProxies' names stand: Bars: over each column, one name over each bar where they are `named`, else in one
    /// line at the top. Cells: one line at the top, where every backend is checked by all of them. Else none.
    std::vector<QRectF> heads;
    bool named = true;
    bool fits = true; ///< false: Bars that do not all have room
    std::vector<Section> sections;

    /// How a cell is painted.
    [[nodiscard]] TilePlan::Level look() const;
    /// The cell of a server and a HAProxy, both numbers of the group's.
    [[nodiscard]] QRectF cellAt(const Section& section, const MatrixGroup::Cell& cell) const;
    /// Where a server's name stands (Rows).
    [[nodiscard]] QRectF serverName(const Section& section, int server) const;
    /// Where a HAProxy's name stands: over its cells (Rows), at the left of its line (Lines, in each line of servers).
    [[nodiscard]] QRectF vantageName(const Section& section, int vantage, int line) const;
    /// Lines of servers (Lines and Cells).
    [[nodiscard]] static int linesOf(const Section& section);
    /// Part `slot` of `slots` of a bar's area, or of a head over it.
    [[nodiscard]] QRectF slot(const QRectF& area, int slot, int slots) const;
};

/// What names need, in pixels.
struct MatrixNames
{
    double server = 0;   ///< the widest, at Scale::detail
    double exporter = 0; ///< the widest, at Scale::small
};
[[nodiscard]] MatrixPlan planMatrix(const Matrix& matrix, const MatrixNames& names, const QRectF& area,
                                    const Scale& scale);
/// Where the cell of every place stands, by place. Not for Bars.
[[nodiscard]] std::vector<QPointF> cornersOf(const MatrixPlan& plan, const Matrix& matrix,
                                             const std::vector<PlaceGroup>& groups);

} // namespace checkwatch::wall
