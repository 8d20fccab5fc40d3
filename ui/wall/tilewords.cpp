#include "ui/wall/parts.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/type.h"
#include "ui/wall/worstwords.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace checkwatch::wall {

using common::display;
using common::Role;
using fleet::Shown;
using Level = TilePlan::Level;

namespace {

/// What a group comes to.
struct Sum
{
    std::array<int, static_cast<std::size_t>(Shown::Up) + 1> shown{};
    Shown worst = Shown::Up;
    int was = 0; ///< servers of stale exporters that were in order

    [[nodiscard]] int of(Shown what) const { return shown[static_cast<std::size_t>(what)]; }
    [[nodiscard]] int down() const { return of(Shown::DownRuleSilent) + of(Shown::DownFiring); }
};

Sum sumOf(const std::vector<Tile>& tiles, const PlaceGroup& group)
{
    Sum sum;
    for (int i = group.first; i < group.first + group.count; ++i) {
        const Tile& tile = tiles[static_cast<std::size_t>(i)];
        ++sum.shown[static_cast<std::size_t>(tile.shown)];
        const Shown rank = tile.shown == Shown::Stale ? Shown::Up : tile.shown;
        sum.worst = std::min(sum.worst, rank);
        sum.was += tile.shown == Shown::Stale && tile.was == Shown::Up ? 1 : 0;
    }
    return sum;
}

/// Backends under one heading: "api, static".
QString proxiesOf(const Places& places, const PlaceGroup& group)
{
    QStringList names;
    for (int i = group.first; i < group.first + group.count && names.size() < 12; ++i) {
        const std::string& proxy = places.identityAt(i)->proxy;
        if (i == group.first || proxy != places.identityAt(i - 1)->proxy) {
            names += display(proxy, 40);
        }
    }
    return names.join(QStringLiteral(", "));
}

QString titleOf(const Places& places, const PlaceGroup& group, const Moment& moment)
{
    QString proxies = proxiesOf(places, group);
    if (group.instance.empty() || !moment.exporters.several()) {
        return proxies;
    }
    return moment.exporters.nameOf(group.job, group.instance) + QStringLiteral(" · ") + proxies;
}

base::Duration ageOf(const PlaceGroup& group, const Moment& moment)
{
    for (const fleet::TargetRow& target : moment.snapshot.targets) {
        if (target.job == group.job && target.instance == group.instance && base::unixMs(target.lastGood) != 0) {
            return moment.now - target.lastGood;
        }
    }
    return base::Duration{0};
}

Composer::Words remarkOf(const PlaceGroup& group, const Sum& sum, const Moment& moment, const Scale& scale)
{
    if (sum.of(Shown::Stale) > 0) {
        const base::Duration age = ageOf(group, moment);
        const QString words = QStringLiteral("was %1 of %2").arg(sum.was).arg(group.count)
            + (age.count() > 0 ? QStringLiteral(", %1 ago").arg(common::age(age)) : QString());
        return {words, scale.detail, false, Role::Muted, Role::Panel};
    }
    const int lost = sum.down() + sum.of(Shown::Out);
    if (lost == 0) {
        return {};
    }
    const Role ink = sum.down() > 0 ? Role::DownText : Role::OutText;
    const QString which
        = moment.filtered ? QStringLiteral("%1 of %2 shown in rotation") : QStringLiteral("%1 of %2 in rotation");
    return {which.arg(group.count - lost).arg(group.count), scale.detail, false, ink, Role::Panel};
}

void addHeading(Composer& composer, const QRectF& line, const QString& title, const Composer::Words& remark)
{
    const Scale& scale = composer.scale();
    const double remarked = remark.text.isEmpty() ? 0 : widthOf(remark.text, remark.px) + scale.of(20);
    const double room = std::max(line.width() * 0.3, line.width() - remarked);
    const double used = composer.left(QRectF(line.left(), line.top(), room, line.height()),
                                      {title, scale.detail, false, Role::Muted, Role::Panel});
    if (remarked > 0) {
        composer.left(line.adjusted(used + scale.of(20), 0, 0, 0), remark);
    }
}

/// What text on a tile is written with.
Composer::Words onTile(const Tile& tile, const QString& name, const Scale& scale)
{
    switch (tile.shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring: return {name, scale.detail, true, Role::OnDown, Role::Down};
    case Shown::Firing: return {name, scale.detail, true, Role::OnFiring, Role::Firing};
    case Shown::Pending:
    case Shown::Out: return {name, scale.detail, true, Role::Text, Role::Panel};
    default: return {name, scale.detail, false, Role::Text, Role::Neutral};
    }
}

void addNames(Composer& composer, const TilePlan& plan, const TilePlan::Section& section, const PlaceGroup& group,
              const Places& places)
{
    const Scale& scale = composer.scale();
    for (int i = 0; i < group.count; ++i) {
        const int place = group.first + i;
        const Tile& tile = places.tiles()[static_cast<std::size_t>(place)];
        QRectF box = plan.tileAt(section, i);
        const bool glyph = common::glyphFor(tile.shown) != common::Glyph::None && tile.shown != Shown::Stale;
        box.adjust(glyph ? box.height() : scale.of(10), 0, -scale.of(6), 0);
        composer.left(box, onTile(tile, display(places.identityAt(place)->server, 60), scale));
    }
}

/// One bar: its servers by state, the abnormal at the left and never too thin to see.
void addBar(Composer& composer, const QRectF& area, const PlaceGroup& group, const Sum& sum)
{
    composer.box({area, Role::Neutral});
    double x = area.left();
    const auto part = [&](int count, Role role, SceneBox::Style style) {
        if (count > 0) {
            const double width = std::max(composer.scale().of(6), area.width() * count / group.count);
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

/// How many of the worst kind, with its glyph, at the right of a bar's name; gives what it takes.
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

/// Which bars stand on a page.
struct BarPage
{
    std::vector<std::size_t> groups;
    std::size_t hidden = 0;
    int pages = 1;
};

/// What is DOWN or fires stands on every page as far as there is room, the most urgent first; the other places go through
/// the rest, and one is kept to say what is not there.
BarPage barPage(const TilePlan& plan, const std::vector<Sum>& sums, int page)
{
    const std::vector<std::size_t> order = orderOf(sums, !plan.fits);
    if (plan.fits || plan.sections.empty()) {
        return {order, 0, 1};
    }
    const std::size_t room = plan.sections.size() - 1;
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

int addBars(Composer& composer, const TilePlan& plan, const Places& places, const std::vector<PlaceGroup>& groups,
            const Moment& moment, int page)
{
    const Scale& scale = composer.scale();
    std::vector<Sum> sums;
    sums.reserve(groups.size());
    for (const PlaceGroup& group : groups) {
        sums.push_back(sumOf(places.tiles(), group));
    }
    const BarPage bars = barPage(plan, sums, page);
    for (std::size_t i = 0; i < bars.groups.size(); ++i) {
        const PlaceGroup& group = groups[bars.groups[i]];
        const Sum& sum = sums[bars.groups[i]];
        const QRectF& title = plan.sections[i].title;
        const double count = addWorstCount(composer, title, sum);
        composer.left(title.adjusted(0, 0, -count, 0),
                      {titleOf(places, group, moment), scale.small, false, Role::Text, Role::Panel});
        addBar(composer, plan.sections[i].area, group, sum);
    }
    if (bars.hidden > 0) {
        const TilePlan::Section& last = plan.sections.back();
        composer.left(
            last.title.united(last.area),
            {QStringLiteral("and %1 more, worst first").arg(bars.hidden), scale.small, false, Role::Text, Role::Panel});
    }
    return bars.pages;
}

} // namespace

QRectF tileArea(const QRectF& panel, const Scale& scale)
{
    const double pad = scale.of(16);
    const QRectF area = panel.adjusted(pad, pad / 2, -pad, -pad / 2);
    return QRectF(std::round(area.left()), std::round(area.top()), std::floor(area.width()), std::floor(area.height()));
}

int addTileWords(Composer& composer, const TilePlan& plan, const Places& places, const std::vector<PlaceGroup>& groups,
                 const Moment& moment, int page)
{
    if (plan.level == Level::Bars) {
        return addBars(composer, plan, places, groups, moment, page);
    }
    for (const TilePlan::Section& section : plan.sections) {
        const PlaceGroup& group = groups[static_cast<std::size_t>(section.group)];
        addHeading(composer, section.title, titleOf(places, group, moment),
                   remarkOf(group, sumOf(places.tiles(), group), moment, composer.scale()));
        if (plan.level == Level::Named) {
            addNames(composer, plan, section, group, places);
        }
    }
    return 1;
}

} // namespace checkwatch::wall
