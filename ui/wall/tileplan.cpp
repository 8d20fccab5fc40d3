#include "ui/wall/tileplan.h"

#include "ui/wall/flow.h"
#include "ui/wall/type.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace checkwatch::wall {

using Level = TilePlan::Level;

namespace {

struct Size
{
    Level level;
    double width;
    double height;
    double gap;
};

/// From the largest to the least that can still be told apart from five metres, at 1920×1080.
constexpr std::array sizes{
    Size{Level::Named, 260, 60, 8}, Size{Level::Named, 210, 48, 6}, Size{Level::Named, 170, 40, 5},
    Size{Level::Tiles, 58, 42, 6},  Size{Level::Tiles, 48, 36, 5},  Size{Level::Tiles, 38, 28, 5},
    Size{Level::Tiles, 30, 24, 4},  Size{Level::Tiles, 24, 20, 3},  Size{Level::Cells, 18, 16, 3},
    Size{Level::Cells, 15, 13, 2},  Size{Level::Cells, 12, 11, 2},  Size{Level::Cells, 10, 9, 2},
    Size{Level::Cells, 8, 8, 1},    Size{Level::Cells, 7, 7, 1},
};

/// All groups with tiles of one size in so many columns; nullopt where they do not fit.
std::optional<TilePlan> tilesOf(const Size& size, int columns, std::span<const int> counts, const QRectF& area,
                                const Scale& scale)
{
    TilePlan plan;
    plan.level = size.level;
    plan.tile = QSizeF(std::round(scale.of(size.width)), std::round(scale.of(size.height)));
    plan.gap = std::round(scale.of(size.gap));
    Flow flow(area, columns, scale.of(24));
    const double heading = heightOf(scale.detail);
    const double below = scale.of(6);
    const int perLine = std::max(0, static_cast<int>((flow.width() + plan.gap) / (plan.tile.width() + plan.gap)));
    if (perLine == 0) {
        return std::nullopt;
    }
    for (std::size_t group = 0; group < counts.size(); ++group) {
        const int lines = (counts[group] + perLine - 1) / perLine;
        const double tiles = lines * (plan.tile.height() + plan.gap);
        const auto at = flow.take(heading + tiles + below);
        if (!at) {
            return std::nullopt;
        }
        plan.sections.push_back({QRectF(*at, QSizeF(flow.width(), heading)),
                                 QRectF(at->x(), at->y() + heading, flow.width(), tiles), perLine,
                                 static_cast<int>(group)});
    }
    return plan;
}

/// The same tiles and columns with columns of about one height: as low as they can be.
TilePlan balanced(TilePlan plan, const Size& size, int columns, std::span<const int> counts, QRectF area,
                  const Scale& scale)
{
    constexpr int halvings = 10;
    double low = area.height() / columns / 2;
    double high = area.height();
    for (int i = 0; i < halvings && columns > 1; ++i) {
        area.setHeight((low + high) / 2);
        auto lower = tilesOf(size, columns, counts, area, scale);
        (lower ? high : low) = area.height();
        if (lower) {
            plan = std::move(*lower);
        }
    }
    return plan;
}

/// The room that is left makes tiles larger, short of the next size.
TilePlan enlarged(TilePlan plan, const Size& size, int columns, std::span<const int> counts, const QRectF& area,
                  const Scale& scale)
{
    Size used = size;
    for (const double factor : {1.5, 1.4, 1.3, 1.2, 1.1}) {
        const Size larger{size.level, size.width * factor, size.height * factor, size.gap};
        if (auto fitting = tilesOf(larger, columns, counts, area, scale)) {
            plan = std::move(*fitting);
            used = larger;
            break;
        }
    }
    return balanced(std::move(plan), used, columns, counts, area, scale);
}

TilePlan barsOf(std::size_t groups, const QRectF& area, const Scale& scale)
{
    TilePlan plan;
    plan.level = Level::Bars;
    const double line = heightOf(scale.small) + scale.of(4);
    const int columns = std::clamp(static_cast<int>(area.width() / scale.of(420)), 1, mostColumns);
    Flow flow(area, columns, scale.of(24));
    const double name = std::floor(flow.width() * 0.45);
    for (std::size_t group = 0; group < groups; ++group) {
        const auto at = flow.take(line);
        if (!at) {
            plan.fits = false;
            break;
        }
        plan.sections.push_back({QRectF(*at, QSizeF(name, line)),
                                 QRectF(at->x() + name + scale.of(8), at->y() + scale.of(4),
                                        flow.width() - name - scale.of(8), line - scale.of(8)),
                                 1, static_cast<int>(group)});
    }
    return plan;
}

} // namespace

QRectF TilePlan::tileAt(const Section& section, int i) const
{
    const int column = i % section.perLine;
    const int line = i / section.perLine;
    return {section.area.left() + column * (tile.width() + gap), section.area.top() + line * (tile.height() + gap),
            tile.width(), tile.height()};
}

std::vector<QPointF> cornersOf(const TilePlan& plan, std::span<const int> counts)
{
    std::vector<QPointF> corners;
    for (const TilePlan::Section& section : plan.sections) {
        for (int i = 0; i < counts[static_cast<std::size_t>(section.group)]; ++i) {
            corners.push_back(plan.tileAt(section, i).topLeft());
        }
    }
    return corners;
}

TilePlan planTiles(std::span<const int> counts, const QRectF& area, const Scale& scale)
{
    for (const Size& size : sizes) {
        for (int columns = 1; columns <= mostColumns && area.width() / columns >= scale.of(leastColumn); ++columns) {
            if (auto plan = tilesOf(size, columns, counts, area, scale)) {
                return enlarged(std::move(*plan), size, columns, counts, area, scale);
            }
        }
    }
    return barsOf(counts.size(), area, scale);
}

} // namespace checkwatch::wall
