#include "ui/replay/strippainter.h"

#include "ui/common/glyphs.h"
#include "ui/common/text.h"
#include "ui/replay/striplanes.h"
#include "ui/replay/stripmarks.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::replay {

using common::Role;
using common::Theme;

namespace {

/// The most servers that were not well at once in each pixel column, as bars from the bottom.
void paintDensity(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    const QRect& area = picture.scale.density;
    painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), theme[Role::Line]);
    if (!picture.timeline || picture.timeline->notWell.empty())
        return;
    const fleet::Timeline& timeline = *picture.timeline;
    const auto most = *std::max_element(timeline.notWell.begin(), timeline.notWell.end());
    const charts::Plot plot = picture.scale.plot(picture.range);
    const auto steps = static_cast<std::int64_t>(timeline.notWell.size());
    const std::int64_t step = std::max<std::int64_t>(1, timeline.step.count());
    const QColor ink = common::blend(theme[Role::Panel], theme[Role::Muted], 0.85);
    for (int x = area.left(); x <= area.right() && most > 0; ++x) {
        const std::int64_t first = std::max<std::int64_t>(0, (plot.time(x) - timeline.from).count() / step);
        const std::int64_t last = std::min(steps - 1, (plot.time(x + 1) - timeline.from).count() / step);
        std::uint32_t count = 0;
        for (std::int64_t i = first; i <= last; ++i)
            count = std::max(count, timeline.notWell[static_cast<std::size_t>(i)]);
        const double share = static_cast<double>(count) / static_cast<double>(most);
        const int height = count == 0 ? 0 : std::max(2, static_cast<int>(share * (area.height() - 4)));
        painter.fillRect(x, area.bottom() - height, 1, height, ink);
    }
}

void paintUnrecorded(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    const QRect body = picture.scale.body();
    const charts::Plot plot = picture.scale.plot(picture.range);
    painter.setBrushOrigin(body.topLeft());
    for (const fleet::TimelineSpan& gap : picture.timeline->unrecorded) {
        if (gap.to <= picture.range.from() || gap.from >= picture.range.to())
            continue;
        const double left = std::max<double>(body.left(), plot.x(gap.from));
        const double right = std::min<double>(body.right() + 1.0, plot.x(gap.to));
        const QRectF place(left, body.top(), std::max(2.0, right - left), body.height());
        painter.fillRect(place, common::blend(theme[Role::Panel], theme[Role::Surface], 0.6));
        painter.fillRect(place, common::hatchBrush(theme));
    }
}

QString withoutLanes(const StripPicture& picture)
{
    if (picture.empty)
        return QStringLiteral("This recording holds nothing yet.");
    if (!picture.timeline)
        return QStringLiteral("The lanes come with the evaluation of the rules.");
    if (!picture.timeline->anyServer)
        return QStringLiteral("Not recorded: no server is known in this recording.");
    return picture.timeline->unrecorded.empty()
        ? QStringLiteral("Every server was well, and every exporter answered.")
        : QStringLiteral("Every server was well, and every exporter answered, where it is recorded.");
}

/// Words in the middle of the lanes, where there is none.
void paintEmptyWords(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    if (!picture.empty && picture.timeline && !picture.timeline->lanes.empty())
        return;
    painter.setPen(theme[Role::Muted]);
    painter.drawText(picture.scale.lanes, Qt::AlignCenter | Qt::TextWordWrap, withoutLanes(picture));
}

} // namespace

QString laneName(const fleet::TimelineLane& lane, const common::ExporterNames& names)
{
    if (lane.kind == fleet::TimelineLane::Kind::Exporter)
        return names.nameOf(lane.job, lane.instance) + QStringLiteral(" scrape");
    return common::display(lane.proxy, 60) + QLatin1Char('/') + common::display(lane.name, 60)
        + names.suffix(lane.job, lane.instance);
}

void paintStrip(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    if (picture.empty) {
        paintEmptyWords(painter, picture, theme);
        return;
    }
    paintAxis(painter, picture, theme);
    paintDensity(painter, picture, theme);
    paintLanes(painter, picture, theme);
    paintEmptyWords(painter, picture, theme);
    if (picture.timeline) {
        paintUnrecorded(painter, picture, theme);
        paintMarks(painter, picture, theme);
    }
    painter.setPen(theme[Role::Muted]);
    const QRect name(0, picture.scale.density.top(), picture.scale.gutter, picture.scale.density.height());
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("not well"));
}

} // namespace checkwatch::replay
