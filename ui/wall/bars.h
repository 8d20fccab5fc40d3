#pragma once

#include "ui/wall/composer.h"
#include "ui/wall/places.h"

#include <array>
#include <cstddef>
#include <vector>

/// Servers summed up as one bar, where there is no room for a tile each.
namespace checkwatch::wall {

/// What some servers come to.
struct Sum
{
    std::array<int, static_cast<std::size_t>(fleet::Shown::Up) + 1> shown{};
    fleet::Shown worst = fleet::Shown::Up; ///< but for stale ones
    int was = 0;                           ///< servers of stale exporters that were in order
    int all = 0;

    void add(const Tile& tile);
    [[nodiscard]] int of(fleet::Shown what) const { return shown[static_cast<std::size_t>(what)]; }
    [[nodiscard]] int down() const { return of(fleet::Shown::DownRuleSilent) + of(fleet::Shown::DownFiring); }
};
/// Of the places [first, first + count).
[[nodiscard]] Sum sumOf(const std::vector<Tile>& tiles, int first, int count);

/// One bar: its servers by state, the abnormal at the left and never too thin to see.
void addBar(Composer& composer, const QRectF& area, const Sum& sum);
/// How many of the worst kind, with its glyph, at the right of a bar's name; gives what it takes.
double addWorstCount(Composer& composer, const QRectF& line, const Sum& sum);
/// "and 37 more, worst first".
void addHidden(Composer& composer, const QRectF& line, std::size_t hidden);

/// Which groups have a bar on a page.
struct BarPage
{
    std::vector<std::size_t> groups;
    std::size_t hidden = 0; ///< they go without, and the last of the places is kept to say so
    int pages = 1;
};
/// Where all fit, in their order. Else what is DOWN or fires stands on every page as far as there is room, the most urgent
/// first, and the other places go through the rest.
[[nodiscard]] BarPage barPage(std::size_t places, bool fits, const std::vector<Sum>& sums, int page);

} // namespace checkwatch::wall
