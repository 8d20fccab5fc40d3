#include "ui/wall/parts.h"

#include "ui/wall/type.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::Role;

namespace {

void addRow(Composer& composer, const QRectF& room, const WorstRow& row)
{
    const Scale& scale = composer.scale();
    const double first = heightOf(scale.name);
    const double second = heightOf(scale.detail);
    const double side = scale.of(32);
    const QRectF line(room.left(), room.top() + scale.of(4), room.width(), first);
    composer.glyph(QRectF(line.left(), line.center().y() - side / 2, side, side), row.glyph, row.fraction);
    const double age = composer.right(line, {row.age, scale.name, true, row.ageInk, Role::Panel});
    composer.left(line.adjusted(side + scale.of(12), 0, -age - scale.of(16), 0),
                  {row.name, scale.name, true, Role::Text, Role::Panel});
    composer.left(
        QRectF(room.left(), line.bottom(), room.width(), second),
        {row.detail, scale.detail, false, row.rank == WorstRow::Rank::Cleared ? Role::Muted : Role::Text, Role::Panel});
}

void addEmpty(Composer& composer, const QRectF& room)
{
    const Scale& scale = composer.scale();
    composer.left(QRectF(room.left(), room.top(), room.width(), heightOf(scale.detail)),
                  {QStringLiteral("Nothing is wrong"), scale.detail, false, Role::Muted, Role::Panel});
}

/// The rows of a page: what is pinned first, then a page of the rest. Where even the pinned ones do not all have room, the
/// most urgent stay and the last places go through the others.
std::vector<const WorstRow*> pageOf(const WorstList& list, std::size_t room, int page, int& pages)
{
    std::vector<const WorstRow*> shown;
    const auto pinned = static_cast<std::size_t>(std::ranges::count_if(list.rows, &WorstRow::pinned));
    const std::size_t turned = list.rows.size() > room ? std::max<std::size_t>(1, room / 4) : 0;
    const std::size_t fixed = std::min(pinned, room - std::min(room, turned));
    for (std::size_t i = 0; i < fixed; ++i) {
        shown.push_back(&list.rows[i]);
    }
    const std::size_t turning = room - fixed;
    const std::size_t rest = list.rows.size() - fixed;
    pages = turning == 0 || rest <= turning ? 1 : static_cast<int>((rest + turning - 1) / turning);
    const std::size_t from = fixed + static_cast<std::size_t>(page % pages) * turning;
    for (std::size_t i = from; i < std::min(list.rows.size(), from + turning); ++i) {
        shown.push_back(&list.rows[i]);
    }
    return shown;
}

} // namespace

int addWorst(Composer& composer, const QRectF& area, const WorstList& list, int page)
{
    if (area.isEmpty()) {
        return 1;
    }
    const Scale& scale = composer.scale();
    composer.panel(area);
    const double pad = scale.of(16);
    const QRectF room = area.adjusted(pad, pad / 2, -pad, -pad / 2);
    if (list.rows.empty()) {
        addEmpty(composer, room.adjusted(0, pad / 2, 0, 0));
        return 1;
    }
    const double step = heightOf(scale.name) + heightOf(scale.detail) + scale.of(16);
    const double more = heightOf(scale.detail);
    auto rows = static_cast<std::size_t>(std::max(0.0, std::floor((room.height() + scale.of(4)) / step)));
    if (list.all > rows) {
        rows = static_cast<std::size_t>(std::max(0.0, std::floor((room.height() - more) / step)));
    }
    int pages = 1;
    const std::vector<const WorstRow*> shown = pageOf(list, rows, page, pages);
    double y = room.top();
    for (const WorstRow* row : shown) {
        if (row != shown.front()) {
            composer.box({QRectF(area.left(), y - scale.of(2), area.width(), 1), Role::Line});
        }
        addRow(composer, QRectF(room.left(), y, room.width(), step), *row);
        y += step;
    }
    if (list.all > shown.size()) {
        composer.left(QRectF(room.left(), room.bottom() - more, room.width(), more),
                      {QStringLiteral("and %1 more, worst first").arg(list.all - shown.size()), scale.detail, false,
                       Role::Text, Role::Panel});
    }
    return pages;
}

} // namespace checkwatch::wall
