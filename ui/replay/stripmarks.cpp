#include "ui/replay/stripmarks.h"

#include "ui/charts/ticks.h"
#include "ui/replay/marklabels.h"
#include "ui/replay/timewords.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::replay {

using common::Role;
using common::Theme;
using fleet::TimelineMark;

namespace {

constexpr int widestName = 180;

Role roleOf(TimelineMark::Kind kind)
{
    return kind == TimelineMark::Kind::Note || kind == TimelineMark::Kind::Bookmark ? Role::Accent : Role::Muted;
}

/// Marks in sight; of those of one kind in one pixel only the first.
std::vector<const TimelineMark*> marksInSight(const StripPicture& picture)
{
    const charts::Plot plot = picture.scale.plot(picture.range);
    std::vector<const TimelineMark*> marks;
    for (const TimelineMark& mark : picture.timeline->marks) {
        if (mark.time < picture.range.from() || mark.time > picture.range.to())
            continue;
        const bool same
            = !marks.empty() && marks.back()->kind == mark.kind && plot.x(mark.time) - plot.x(marks.back()->time) < 1.0;
        if (!same)
            marks.push_back(&mark);
    }
    return marks;
}

void paintLine(QPainter& painter, double x, const TimelineMark& mark, const QRect& body, const Theme& theme)
{
    const QColor ink = theme[roleOf(mark.kind)];
    QPen pen(ink, 1);
    pen.setDashPattern(mark.kind == TimelineMark::Kind::Reload ? QList<qreal>{1, 2} : QList<qreal>{4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, body.top()), QPointF(x, body.bottom() + 4));
    if (mark.kind != TimelineMark::Kind::Bookmark && !mark.text.empty())
        return;
    painter.setPen(Qt::NoPen); // a bookmark has a flag
    painter.setBrush(ink);
    painter.drawPolygon(
        QPolygonF({QPointF(x, body.top()), QPointF(x + 8, body.top() + 4), QPointF(x, body.top() + 8)}));
}

} // namespace

void paintAxis(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const charts::Plot plot = picture.scale.plot(picture.range);
    const QRect& axis = picture.scale.axis;
    const int room = metrics.horizontalAdvance(QStringLiteral("00:00:00")) + 36;
    const auto ticks = charts::timeTicks(picture.range.from(), picture.range.to(), std::max(1, axis.width() / room));
    const base::Duration step = ticks.size() > 1 ? ticks[1] - ticks[0] : picture.range.length();
    const QRect body = picture.scale.body();
    for (const base::Timestamp tick : ticks) {
        const double x = plot.x(tick);
        painter.setPen(common::blend(theme[Role::Panel], theme[Role::Line], 0.7));
        painter.drawLine(QPointF(x, body.top()), QPointF(x, body.bottom()));
        const QString words = tickWords(tick, step, picture.zone);
        const int width = metrics.horizontalAdvance(words);
        const double left = std::clamp(x - width / 2.0, 0.0, std::max(0.0, axis.right() + 8.0 - width));
        painter.setPen(theme[Role::Muted]);
        painter.drawText(QRectF(left, axis.top(), width + 2, axis.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                         words);
    }
}

void paintMarks(QPainter& painter, const StripPicture& picture, const Theme& theme)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const charts::Plot plot = picture.scale.plot(picture.range);
    const QRect& area = picture.scale.marks;
    const std::vector<const TimelineMark*> marks = marksInSight(picture);
    std::vector<LabelWish> wishes;
    QStringList names;
    wishes.reserve(marks.size());
    for (const TimelineMark* mark : marks) {
        names += metrics.elidedText(markWords(*mark), Qt::ElideRight, widestName);
        wishes.push_back({plot.x(mark->time), static_cast<double>(metrics.horizontalAdvance(names.back()))});
    }
    const auto places = placeLabels(wishes, area.left(), area.right());
    for (std::size_t i = 0; i < marks.size(); ++i) {
        paintLine(painter, wishes[i].x, *marks[i], picture.scale.body(), theme);
        if (!places[i])
            continue;
        painter.setPen(theme[roleOf(marks[i]->kind)]);
        painter.drawText(QRectF(*places[i], area.top(), wishes[i].width + 2, area.height()),
                         Qt::AlignVCenter | Qt::TextSingleLine, names[static_cast<qsizetype>(i)]);
    }
}

} // namespace checkwatch::replay
