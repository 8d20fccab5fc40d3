#include "ui/wall/parts.h"

#include "ui/wall/type.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace checkwatch::wall {

using common::Role;
using Style = SceneBox::Style;

namespace {

struct Frame
{
    QRectF plot;
    double top = 1; ///< of the axis
    std::size_t columns = Trend::columns;

    [[nodiscard]] double x(std::size_t column) const
    {
        return std::round(plot.left() + plot.width() * static_cast<double>(column) / static_cast<double>(columns));
    }
    [[nodiscard]] double y(double value) const { return plot.bottom() - plot.height() * value / top; }
};

/// 1, 2, 4, 8 or that with zeros behind it, at least `value`: halves of it are whole numbers from 2 on.
double niceTop(double value)
{
    double step = 1;
    while (true) {
        for (const double factor : {2.0, 4.0, 8.0}) {
            if (factor * step >= value) {
                return factor * step;
            }
        }
        step *= 10;
    }
}

void addAxes(Composer& composer, const Frame& frame, const QRectF& area, const Moment& moment)
{
    const Scale& scale = composer.scale();
    const double line = heightOf(scale.small);
    for (const double part : {0.0, 0.5, 1.0}) {
        const double y = std::round(frame.y(frame.top * part));
        composer.box({QRectF(frame.plot.left(), y, frame.plot.width(), 1), Role::Line});
        composer.right(QRectF(area.left(), y - line / 2, frame.plot.left() - area.left() - scale.of(10), line),
                       {common::number(frame.top * part), scale.small, false, Role::Muted, Role::Panel});
    }
    using namespace std::chrono_literals;
    const QRectF below(frame.plot.left(), frame.plot.bottom() + scale.of(4), frame.plot.width(), line);
    const std::array<base::Duration, 3> back{60min, 40min, 20min};
    for (std::size_t i = 0; i < back.size(); ++i) {
        const double x = below.left() + below.width() * static_cast<double>(i) / 3;
        composer.left(
            QRectF(x, below.top(), below.width() / 3, line),
            {common::shortTime(moment.now - back[i], moment.zone), scale.small, false, Role::Muted, Role::Panel});
    }
    composer.right(QRectF(below.right() - below.width() / 4, below.top(), below.width() / 4, line),
                   {common::shortTime(moment.now, moment.zone), scale.small, false, Role::Muted, Role::Panel});
}

/// Neighbours that are alike become one box.
template <typename Same>
std::size_t endOfRun(const std::vector<TrendColumn>& columns, std::size_t from, const Same& same)
{
    std::size_t to = from + 1;
    while (to < columns.size() && same(columns[from], columns[to])) {
        ++to;
    }
    return to;
}

void addUnseen(Composer& composer, const Frame& frame, const std::vector<TrendColumn>& columns)
{
    for (std::size_t from = 0; from < columns.size();) {
        const std::size_t to
            = endOfRun(columns, from, [](const TrendColumn& a, const TrendColumn& b) { return a.seen == b.seen; });
        if (!columns[from].seen) {
            const double height = std::min(frame.plot.height(), composer.scale().of(8));
            composer.box({QRectF(frame.x(from), frame.plot.bottom() - height, frame.x(to) - frame.x(from), height),
                          Role::Hatch, Style::Hatched});
        }
        from = to;
    }
}

void addNotWell(Composer& composer, const Frame& frame, const std::vector<TrendColumn>& columns)
{
    const auto same = [](const TrendColumn& a, const TrendColumn& b) {
        return a.down == b.down && a.firing == b.firing && a.pending == b.pending && a.stale == b.stale;
    };
    for (std::size_t from = 0; from < columns.size();) {
        const std::size_t to = endOfRun(columns, from, same);
        const TrendColumn& column = columns[from];
        double below = 0;
        const auto stack = [&](std::uint32_t count, Role role, Style style) {
            const double above = below + count;
            if (count > 0) {
                composer.box({QRectF(QPointF(frame.x(from), frame.y(above)), QPointF(frame.x(to), frame.y(below))),
                              role, style});
            }
            below = above;
        };
        stack(column.down, Role::Down, Style::Filled);
        stack(column.firing, Role::Firing, Style::Filled);
        stack(column.pending, Role::Pending, Style::Filled);
        stack(column.stale, Role::Muted, Style::Hatched);
        from = to;
    }
}

void addFailures(Composer& composer, const Frame& frame, const std::vector<TrendColumn>& columns)
{
    for (std::size_t from = 0; from < columns.size();) {
        const std::size_t to = endOfRun(columns, from, [](const TrendColumn& a, const TrendColumn& b) {
            return a.failures == b.failures && a.notCounted == b.notCounted;
        });
        const QRectF whole(QPointF(frame.x(from), frame.plot.top()), QPointF(frame.x(to), frame.plot.bottom()));
        if (columns[from].notCounted) {
            composer.box({whole, Role::Hatch, Style::Hatched});
        }
        if (columns[from].failures > 0) {
            composer.box(
                {QRectF(QPointF(whole.left(), frame.y(columns[from].failures)), whole.bottomRight()), Role::Accent});
        }
        from = to;
    }
}

struct Key
{
    const char* words;
    Role role;
    Style style;
};

/// With the room between them.
double keysWidth(const Scale& scale, std::span<const Key> keys)
{
    double width = 0;
    for (const Key& key : keys) {
        width += scale.of(18 + 8 + 20) + widthOf(QString::fromLatin1(key.words), scale.small);
    }
    return width;
}

void addKeys(Composer& composer, QRectF line, std::span<const Key> keys)
{
    const Scale& scale = composer.scale();
    const double side = scale.of(18);
    for (const Key& key : keys) {
        const QString words = QString::fromLatin1(key.words);
        if (side + scale.of(8) + widthOf(words, scale.small) > line.width()) {
            return;
        }
        composer.box({QRectF(line.left(), line.center().y() - side / 2, side, side), key.role, key.style});
        line.setLeft(line.left() + side + scale.of(8));
        line.setLeft(line.left() + composer.left(line, {words, scale.small, false, Role::Text, Role::Panel})
                     + scale.of(20));
    }
}

constexpr std::array notWellKeys{Key{"down", Role::Down, Style::Filled}, Key{"firing", Role::Firing, Style::Filled},
                                 Key{"pending", Role::Pending, Style::Filled},
                                 Key{"stale", Role::Muted, Style::Hatched}};
constexpr std::array failuresKeys{Key{"counted", Role::Accent, Style::Filled},
                                  Key{"some not counted", Role::Hatch, Style::Hatched}};

double highest(const std::vector<TrendColumn>& columns, TrendKind kind)
{
    double most = 0;
    for (const TrendColumn& column : columns) {
        most = std::max(most, kind == TrendKind::NotWell ? static_cast<double>(column.notWell()) : column.failures);
    }
    return most;
}

} // namespace

void addTrend(Composer& composer, const QRectF& area, const std::vector<TrendColumn>& columns, const Moment& moment,
              TrendKind kind)
{
    if (area.isEmpty()) {
        return;
    }
    const Scale& scale = composer.scale();
    composer.panel(area);
    const double pad = scale.of(16);
    const QRectF inner = area.adjusted(pad, pad / 2, -pad, -pad / 2);
    const double line = heightOf(scale.detail);
    const double axis = heightOf(scale.small);
    Frame frame;
    frame.top = niceTop(highest(columns, kind));
    frame.plot = inner.adjusted(scale.of(64), line + axis / 2 + scale.of(4), 0, -axis - scale.of(6));
    const bool notWell = kind == TrendKind::NotWell;
    const QRectF heading(inner.left(), inner.top(), inner.width(), line);
    const std::span<const Key> known = notWell ? std::span<const Key>(notWellKeys) : std::span<const Key>(failuresKeys);
    const QString what = notWell ? QStringLiteral("Servers not well") : QStringLiteral("Failures per minute");
    const QString whole = what + QStringLiteral(", last hour");
    const double left = inner.width() - scale.of(28) - keysWidth(scale, known); // the times below say the rest
    const double words = composer.left(
        heading, {widthOf(whole, scale.detail) <= left ? whole : what, scale.detail, false, Role::Text, Role::Panel});
    const QRectF keys = heading.adjusted(words + scale.of(28), 0, 0, 0);
    addAxes(composer, frame, inner, moment);
    addUnseen(composer, frame, columns);
    if (notWell) {
        addNotWell(composer, frame, columns);
    } else {
        addFailures(composer, frame, columns);
    }
    addKeys(composer, keys, known);
}

} // namespace checkwatch::wall
