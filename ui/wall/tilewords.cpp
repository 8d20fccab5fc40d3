#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/bars.h"
#include "ui/wall/parts.h"
#include "ui/wall/type.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::display;
using common::Role;
using fleet::Shown;
using Level = TilePlan::Level;

namespace {

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

/// What a heading says beside the names, in full and as short as it can be: the numbers are what matters.
struct Remark
{
    QString whole;
    QString brief;
    Role ink = Role::Muted;
};

Remark remarkOf(const PlaceGroup& group, const Sum& sum, const Moment& moment)
{
    if (sum.of(Shown::Stale) > 0) {
        const base::Duration age = ageOf(group, moment);
        const QString was = QStringLiteral("was %1 of %2").arg(sum.was).arg(group.count);
        return {age.count() > 0 ? was + QStringLiteral(", %1 ago").arg(common::age(age)) : was, was, Role::Muted};
    }
    const int lost = sum.down() + sum.of(Shown::Out);
    if (lost == 0) {
        return {};
    }
    const QString left = QStringLiteral("%1 of %2").arg(group.count - lost).arg(group.count)
        + (moment.filtered ? QStringLiteral(" shown") : QString());
    return {left + QStringLiteral(" in rotation"), left,
            sum.down() > 0 || lost == group.count ? Role::DownText : Role::OutText};
}

/// Names are cut only where even the short remark leaves them too little.
void addHeading(Composer& composer, const QRectF& line, const QString& title, const Remark& remark)
{
    const int px = composer.scale().detail;
    const double between = composer.scale().of(20);
    const bool whole = widthOf(title, px) + between + widthOf(remark.whole, px) <= line.width();
    const QString& said = whole ? remark.whole : remark.brief;
    const double remarked = said.isEmpty() ? 0 : widthOf(said, px) + between;
    const double room = std::max(line.width() * 0.3, line.width() - remarked);
    const double used = composer.left(QRectF(line.left(), line.top(), room, line.height()),
                                      {title, px, false, Role::Muted, Role::Panel});
    if (remarked > 0) {
        composer.left(line.adjusted(used + between, 0, 0, 0), {said, px, false, remark.ink, Role::Panel});
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

int addBars(Composer& composer, const TilePlan& plan, const Places& places, const std::vector<PlaceGroup>& groups,
            const Moment& moment, int page)
{
    const Scale& scale = composer.scale();
    std::vector<Sum> sums;
    sums.reserve(groups.size());
    for (const PlaceGroup& group : groups) {
        sums.push_back(sumOf(places.tiles(), group.first, group.count));
    }
    const BarPage bars = barPage(plan.sections.size(), plan.fits, sums, page);
    for (std::size_t i = 0; i < bars.groups.size(); ++i) {
        const PlaceGroup& group = groups[bars.groups[i]];
        const Sum& sum = sums[bars.groups[i]];
        const QRectF& title = plan.sections[i].title;
        const double count = addWorstCount(composer, title, sum);
        composer.left(title.adjusted(0, 0, -count, 0),
                      {titleOf(places, group, moment), scale.small, false, Role::Text, Role::Panel});
        addBar(composer, plan.sections[i].area, sum);
    }
    if (bars.hidden > 0) {
        const TilePlan::Section& last = plan.sections.back();
        addHidden(composer, last.title.united(last.area), bars.hidden);
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
                   remarkOf(group, sumOf(places.tiles(), group.first, group.count), moment));
        if (plan.level == Level::Named) {
            addNames(composer, plan, section, group, places);
        }
    }
    return 1;
}

} // namespace checkwatch::wall
