#include "ui/wall/bars.h"

#include "ui/common/statewords.h"
#include "ui/wall/type.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace checkwatch::wall {

using common::Role;
using fleet::Shown;

namespace {

/// Groups in their order; where they do not all have room, the worst first.
std::vector<std::size_t> orderOf(const std::vector<Sum>& sums, bool worstFirst)
{
    std::vector<std::size_t> order(sums.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (worstFirst) {
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const auto rank = [](const Sum& sum) { return std::pair(sum.worst, -sum.of(sum.worst)); };
            return rank(sums[a]) < rank(sums[b]);
        });
    }
    return order;
}

} // namespace

void Sum::add(const Tile& tile)
{
    ++all;
    ++shown[static_cast<std::size_t>(tile.shown)];
    worst = std::min(worst, tile.shown == Shown::Stale ? Shown::Up : tile.shown);
    was += tile.shown == Shown::Stale && tile.was == Shown::Up ? 1 : 0;
}

Sum sumOf(const std::vector<Tile>& tiles, int first, int count)
{
    Sum sum;
    for (int i = first; i < first + count; ++i) {
        sum.add(tiles[static_cast<std::size_t>(i)]);
    }
    return sum;
}

void addBar(Composer& composer, const QRectF& area, const Sum& sum)
{
    composer.box({area, Role::Neutral});
    double x = area.left();
    const auto part = [&](int count, Role role, SceneBox::Style style) {
        if (count > 0) {
            const double width = std::max(composer.scale().of(6), area.width() * count / sum.all);
            const QRectF box(x, area.top(), std::min(width, area.right() - x), area.height());
            composer.box({box, role == Role::Muted ? Role::Panel : role});
            if (style == SceneBox::Style::Hatched) {
                composer.box({box, role, style});
            }
            x = box.right();
        }
    };
    part(sum.down(), Role::Down, SceneBox::Style::Filled);
    part(sum.of(Shown::Firing), Role::Firing, SceneBox::Style::Filled);
    part(sum.of(Shown::Pending), Role::Pending, SceneBox::Style::Filled);
    part(sum.of(Shown::Out), Role::Out, SceneBox::Style::Filled);
    part(sum.of(Shown::Stale), Role::Muted, SceneBox::Style::Hatched);
}

double addWorstCount(Composer& composer, const QRectF& line, const Sum& sum)
{
    if (sum.worst > Shown::Out) {
        return 0;
    }
    const Scale& scale = composer.scale();
    const int count = sum.worst <= Shown::DownFiring ? sum.down() : sum.of(sum.worst);
    const double words
        = composer.right(line, {QString::number(count), scale.small, true, common::textRole(sum.worst), Role::Panel});
    const double side = scale.of(20);
    composer.glyph(QRectF(line.right() - words - scale.of(6) - side, line.center().y() - side / 2, side, side),
                   common::glyphFor(sum.worst));
    return words + side + scale.of(18);
}

void addHidden(Composer& composer, const QRectF& line, std::size_t hidden)
{
    composer.left(line,
                  {QStringLiteral("and %1 more, worst first").arg(hidden), composer.scale().small, false, Role::Text,
                   Role::Panel});
}

BarPage barPage(std::size_t places, bool fits, const std::vector<Sum>& sums, int page)
{
    const std::vector<std::size_t> order = orderOf(sums, !fits);
    if (fits || places == 0) {
        return {order, 0, 1};
    }
    const std::size_t room = places - 1;
    const auto bad = static_cast<std::size_t>(
        std::ranges::count_if(sums, [](const Sum& sum) { return sum.worst <= Shown::Firing; }));
    const std::size_t turning = std::max(room / 4, room - std::min(room, bad));
    const std::size_t fixed = room - turning;
    BarPage out;
    out.groups.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(fixed));
    const std::size_t rest = order.size() - fixed;
    out.pages = turning == 0 ? 1 : static_cast<int>((rest + turning - 1) / turning);
    const std::size_t from = fixed + static_cast<std::size_t>(page % out.pages) * turning;
    for (std::size_t i = from; i < std::min(order.size(), from + turning); ++i) {
        out.groups.push_back(order[i]);
    }
    out.hidden = order.size() - out.groups.size();
    return out;
}

} // namespace checkwatch::wall
