#include "ui/replay/striplanes.h"

#include "ui/common/glyphs.h"
#include "ui/common/statewords.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::replay {

using common::Role;
using common::Theme;
using fleet::Shown;

namespace {

struct Bar
{
    double left = 0;
    double right = 0;
    Shown shown = Shown::Up;
};

/// Of what covers the same pixels, the more urgent is seen: it comes last.
int paintOrder(Shown shown)
{
    return shown == Shown::Stale ? -100 : -static_cast<int>(shown);
}

/// How much of its lane a state takes.
double heightShare(Shown shown)
{
    switch (shown) {
    case Shown::Stale:
    case Shown::DownRuleSilent:
    case Shown::DownFiring: return 1.0;
    case Shown::Firing: return 0.75;
    case Shown::Out: return 0.6;
    case Shown::Pending: return 0.45;
    default: return 0.3;
    }
}

std::vector<Bar> barsOf(const fleet::TimelineLane& lane, const StripPicture& picture)
{
    const charts::Plot plot = picture.scale.plot(picture.range);
    const double most = plot.area.right();
    std::vector<Bar> bars;
    const auto first = std::partition_point(lane.spans.begin(), lane.spans.end(), [&](const fleet::TimelineSpan& span) {
        return span.to <= picture.range.from();
    });
    for (auto span = first; span != lane.spans.end() && span->from < picture.range.to(); ++span) {
        const double left = std::max(plot.area.left(), plot.x(span->from));
        const double right = std::min(most, std::max(plot.x(span->to), left + 2));
        if (!bars.empty() && bars.back().shown == span->shown && right <= bars.back().right + 0.5)
            continue; // in the pixels of the one before
        bars.push_back({std::min(left, most - 2), right, span->shown});
    }
    std::stable_sort(bars.begin(), bars.end(),
                     [](const Bar& a, const Bar& b) { return paintOrder(a.shown) < paintOrder(b.shown); });
    return bars;
}

void paintBar(QPainter& painter, const Bar& bar, const QRectF& track, const Theme& theme)
{
    const double height = track.height() * heightShare(bar.shown);
    QRectF box(bar.left, track.bottom() - height, bar.right - bar.left, height);
    if (bar.shown == Shown::Stale) {
        painter.fillRect(box, common::blend(theme[Role::Panel], theme[Role::Muted], 0.35));
        painter.fillRect(box, common::hatchBrush(theme));
        return;
    }
    const QColor ink = theme[common::shapeRole(bar.shown)];
    if (bar.shown == Shown::Out && box.width() > 4) {
        painter.setPen(QPen(ink, 1.5));
        painter.setBrush(common::blend(theme[Role::Panel], ink, 0.35));
        painter.drawRect(box.adjusted(1, 1, -1, -1));
        return;
    }
    painter.fillRect(box, ink);
    if (bar.shown == Shown::DownFiring)
        painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), theme[Role::Firing]);
}

void paintName(QPainter& painter, int index, const QRect& row, const StripPicture& picture, const Theme& theme)
{
    const fleet::TimelineLane& lane = picture.timeline->lanes[static_cast<std::size_t>(index)];
    const bool chosen = lane.server != fleet::noServer && lane.server == picture.selected;
    const QRect name(4, row.top(), picture.scale.gutter - 4, row.height());
    if (chosen || index == picture.current)
        painter.fillRect(QRect(0, row.top(), row.right() + 1, row.height()), theme[Role::Selected]);
    if (index == picture.current)
        painter.fillRect(QRect(0, row.top(), 3, row.height()), theme[Role::Accent]);
    painter.setPen(theme[chosen || index == picture.current ? Role::Text : Role::Muted]);
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(laneName(lane, *picture.names), Qt::ElideMiddle, name.width()));
}

} // namespace

void paintLanes(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    if (!picture.timeline)
        return;
    const QRect& area = picture.scale.lanes;
    const int height = picture.scale.laneHeight;
    const int lanes = static_cast<int>(picture.timeline->lanes.size());
    painter.save();
    painter.setClipRect(QRect(0, area.top(), area.right() + 1, area.height()));
    painter.setBrushOrigin(area.topLeft());
    for (int i = picture.scrolled / height; i < lanes; ++i) {
        const QRect row(area.left(), area.top() + i * height - picture.scrolled, area.width(), height);
        if (row.top() > area.bottom())
            break;
        paintName(painter, i, row, picture, theme);
        const QRectF track = QRectF(row).adjusted(0, 3, 0, -3);
        painter.fillRect(track, theme[Role::Raised]);
        for (const Bar& bar : barsOf(picture.timeline->lanes[static_cast<std::size_t>(i)], picture))
            paintBar(painter, bar, track, theme);
    }
    painter.restore();
}

std::optional<int> laneAt(const StripPicture& picture, int y)
{
    const QRect& area = picture.scale.lanes;
    if (!picture.timeline || y < area.top() || y > area.bottom())
        return std::nullopt;
    const int lane = (y - area.top() + picture.scrolled) / std::max(1, picture.scale.laneHeight);
    return lane < static_cast<int>(picture.timeline->lanes.size()) ? std::optional(lane) : std::nullopt;
}

const fleet::TimelineSpan* spanAt(const fleet::TimelineLane& lane, base::Timestamp time, base::Duration reach)
{
    const auto next = std::partition_point(lane.spans.begin(), lane.spans.end(),
                                           [&](const fleet::TimelineSpan& span) { return span.to <= time; });
    if (next != lane.spans.end() && next->from <= time + reach)
        return &*next;
    if (next != lane.spans.begin() && std::prev(next)->to + reach > time)
        return &*std::prev(next);
    return nullptr;
}

} // namespace checkwatch::replay
