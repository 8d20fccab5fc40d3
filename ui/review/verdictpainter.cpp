#include "ui/review/verdictpainter.h"

#include "ui/common/text.h"
#include "ui/replay/stripmarks.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::review {

using common::Role;
using common::Theme;
using Kind = VerdictSpan::Kind;

namespace {

constexpr int rowNameWidth = 46;

void paintSpan(QPainter& painter, const VerdictSpan& span, const QRectF& row, const Theme& theme)
{
    const QRectF inner = row.adjusted(0, 1, 0, -1);
    switch (span.kind) {
    case Kind::Firing: painter.fillRect(inner, theme[Role::Firing]); break;
    case Kind::Pending: painter.fillRect(inner.adjusted(0, inner.height() / 2, 0, 0), theme[Role::Pending]); break;
    case Kind::Down: painter.fillRect(inner, theme[Role::Down]); break;
    case Kind::ShortDown:
        painter.setPen(theme[Role::DownText]);
        painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Kind::Missed: {
        QPen pen(theme[Role::DownText], 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    }
    }
}

/// Those in sight, each at least two pixels wide.
void paintRow(QPainter& painter, const std::vector<VerdictSpan>& spans, const QRect& row, const VerdictPicture& picture,
              const Theme& theme)
{
    const charts::Plot plot = picture.plot();
    painter.setBrush(Qt::NoBrush);
    for (const VerdictSpan& span : spans) {
        if (span.to < picture.frame.range.from() || span.from > picture.frame.range.to())
            continue;
        const double left = std::max<double>(row.left(), plot.x(span.from));
        const double right = std::min<double>(row.right() + 1.0, plot.x(span.to));
        paintSpan(painter, span, QRectF(left, row.top(), std::max(2.0, right - left), row.height()), theme);
    }
}

void paintFailures(QPainter& painter, const VerdictLane& lane, const QRect& row, const VerdictPicture& picture,
                   const Theme& theme)
{
    const charts::Plot plot = picture.plot();
    painter.setPen(theme[Role::Muted]);
    int last = -1;
    for (const base::Timestamp time : lane.failures) {
        const int x = static_cast<int>(plot.x(time));
        if (x != last && x >= row.left() && x <= row.right())
            painter.drawLine(x, row.top() + row.height() / 2, x, row.bottom() - 1);
        last = x;
    }
}

void paintNames(QPainter& painter, const VerdictPicture& picture, int number, const Theme& theme)
{
    const VerdictLane& lane = picture.lanes[static_cast<std::size_t>(number)];
    const int top = picture.laneTop(number) + 4;
    const int gutter = picture.frame.scale.gutter;
    const QRect name(4, top, gutter - rowNameWidth - 8, picture.laneHeight() - 8);
    painter.setPen(theme[number == picture.current ? Role::Accent : Role::Text]);
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(laneName(lane), Qt::ElideMiddle, name.width()));
    painter.setPen(theme[Role::Muted]);
    for (std::size_t row = 0; row <= picture.sets; ++row) {
        const QRect place(gutter - rowNameWidth, top + static_cast<int>(row) * picture.rowHeight, rowNameWidth - 4,
                          picture.rowHeight);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                         row < picture.sets        ? setName(row)
                             : lane.server.empty() ? QString()
                                                   : QStringLiteral("DOWN"));
    }
}

void paintLane(QPainter& painter, const VerdictPicture& picture, int number, const Theme& theme)
{
    const VerdictLane& lane = picture.lanes[static_cast<std::size_t>(number)];
    const QRect& area = picture.frame.scale.lanes;
    const int top = picture.laneTop(number) + 4;
    const auto row = [&](std::size_t index) {
        return QRect(area.left(), top + static_cast<int>(index) * picture.rowHeight, area.width(), picture.rowHeight);
    };
    painter.fillRect(area.left(), top + picture.laneHeight() - 5, area.width(), 1,
                     common::blend(theme[Role::Panel], theme[Role::Line], 0.7));
    for (std::size_t set = 0; set < picture.sets; ++set)
        paintRow(painter, lane.sets[set], row(set), picture, theme);
    paintFailures(painter, lane, row(picture.sets), picture, theme);
    paintRow(painter, lane.down, row(picture.sets), picture, theme);
    paintNames(painter, picture, number, theme);
}

} // namespace

int VerdictPicture::laneTop(int lane) const
{
    return frame.scale.lanes.top() + lane * laneHeight() - frame.scrolled;
}

QString laneName(const VerdictLane& lane)
{
    return lane.server.empty() ? QStringLiteral("of no single server")
                               : common::display(lane.proxy, 60) + QLatin1Char('/') + common::display(lane.server, 60);
}

void paintVerdicts(QPainter& painter, const VerdictPicture& picture, const Theme& theme)
{
    replay::paintAxis(painter, picture.frame, theme);
    const QRect& area = picture.frame.scale.lanes;
    painter.save();
    painter.setClipRect(QRect(0, area.top(), area.right() + 1, area.height()));
    for (int lane = 0; lane < static_cast<int>(picture.lanes.size()); ++lane) {
        const int top = picture.laneTop(lane);
        if (top + picture.laneHeight() > area.top() && top < area.bottom())
            paintLane(painter, picture, lane, theme);
    }
    painter.restore();
}

} // namespace checkwatch::review
