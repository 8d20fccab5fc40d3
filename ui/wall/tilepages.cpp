#include "ui/wall/tilepages.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::wall {
namespace {

bool isUrgent(const Tile& tile)
{
    return tile.shown == fleet::Shown::DownRuleSilent || tile.shown == fleet::Shown::DownFiring
        || tile.shown == fleet::Shown::Firing;
}

} // namespace

void TilePages::setScope(const Scope& scope)
{
    m_pages.clear();
    m_shown = 0;
    std::vector<items::Filter> filters;
    for (const NamedFilter& page : scope.pages) {
        filters.push_back(page.filter);
        m_pages.push_back({page.text, Narrowing(page.filter), TileField(scope.grouping)});
    }
    const QString rest = scope.pages.empty() ? QString() : QStringLiteral("all others");
    m_pages.push_back({rest, Narrowing::without(std::move(filters)), TileField(scope.grouping)});
}

void TilePages::take(const fleet::SnapshotPtr& snapshot, base::Timestamp now)
{
    for (Page& page : m_pages) {
        page.field.take(*page.narrowing.serversOf(snapshot), now);
        const std::vector<Tile>& tiles = page.field.places().tiles();
        page.empty = tiles.empty();
        page.urgent = std::ranges::any_of(tiles, isUrgent);
    }
}

bool TilePages::isMatrix() const
{
    return std::ranges::any_of(m_pages, [](const Page& page) { return page.field.isMatrix(); });
}

std::vector<std::size_t> TilePages::turning() const
{
    const bool urgent = std::ranges::any_of(m_pages, &Page::urgent);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        if (urgent ? m_pages[i].urgent : !m_pages[i].empty) {
            out.push_back(i);
        }
    }
    return out.empty() ? std::vector<std::size_t>{0} : out;
}

void TilePages::add(Composer& composer, const QRectF& panel, double ratio, const common::Theme& theme,
                    const Moment& moment, int turn)
{
    const std::vector<std::size_t> pages = turning();
    const int count = static_cast<int>(pages.size());
    m_shown = pages[static_cast<std::size_t>(turn % count)];
    Page& page = m_pages[m_shown];
    Moment part = moment;
    part.filtered = moment.filtered || !page.narrowing.everything();
    page.field.add(composer, panel, ratio, theme, part, turn / count);
}

QString TilePages::words(int turn) const
{
    const auto filled = std::ranges::count(m_pages, false, &Page::empty);
    if (filled <= 1) {
        return {};
    }
    const std::vector<std::size_t> pages = turning();
    const std::size_t page = pages[static_cast<std::size_t>(turn) % pages.size()];
    const auto place = std::count_if(m_pages.begin(), m_pages.begin() + static_cast<std::ptrdiff_t>(page) + 1,
                                     [](const Page& before) { return !before.empty; });
    return QStringLiteral("Tiles: %1 (%2 of %3)")
        .arg(common::display(m_pages[page].text.toStdString(), 60))
        .arg(place)
        .arg(filled);
}

} // namespace checkwatch::wall
