#include "ui/charts/lines.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::charts {

namespace {

using Points = std::span<const fleet::Point>;

struct Extremes
{
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    // A comparison with NaN is false, so gaps drop out without a test of their own.
    void add(double value)
    {
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
};

/// Four chains, because one waits for the latency of each minimum.
Extremes extremes(Points points)
{
    Extremes a;
    Extremes b;
    Extremes c;
    Extremes d;
    std::size_t i = 0;
    for (; i + 4 <= points.size(); i += 4) {
        a.add(points[i].value);
        b.add(points[i + 1].value);
        c.add(points[i + 2].value);
        d.add(points[i + 3].value);
    }
    for (; i < points.size(); ++i)
        a.add(points[i].value);
    return {std::min({a.low, b.low, c.low, d.low}), std::max({a.high, b.high, c.high, d.high})};
}

std::size_t firstAtOrAfter(Points points, std::size_t begin, base::Timestamp time)
{
    const auto it = std::lower_bound(points.begin() + static_cast<std::ptrdiff_t>(begin), points.end(), time,
                                     [](const fleet::Point& p, base::Timestamp t) { return p.time < t; });
    return static_cast<std::size_t>(it - points.begin());
}

/// The line's value at `time`, where points[next] is the first point at or after it; NaN where there is no line.
double crossing(Points points, std::size_t next, base::Timestamp time)
{
    if (next == 0 || next >= points.size())
        return std::numeric_limits<double>::quiet_NaN();
    const fleet::Point& before = points[next - 1];
    const fleet::Point& after = points[next];
    const auto width = static_cast<double>((after.time - before.time).count());
    const double part = width > 0 ? static_cast<double>((time - before.time).count()) / width : 0;
    return before.value + (after.value - before.value) * part;
}

/// Appends lowest and highest of a column in the order of time; a single point once.
void appendColumn(Points column, base::Timestamp from, QList<QPointF>& run)
{
    const auto [low, high] = std::minmax_element(
        column.begin(), column.end(), [](const fleet::Point& a, const fleet::Point& b) { return a.value < b.value; });
    const auto at
        = [from](const fleet::Point& p) { return QPointF(static_cast<double>((p.time - from).count()), p.value); };
    const auto& first = std::min(low, high);
    const auto& second = std::max(low, high);
    run.append(at(*first));
    if (second != first)
        run.append(at(*second));
}

} // namespace

Points inside(Points points, base::Timestamp from, base::Timestamp to)
{
    const std::size_t begin = firstAtOrAfter(points, 0, from);
    const std::size_t end = firstAtOrAfter(points, begin, to + base::Duration{1});
    return points.subspan(begin, end - begin);
}

void columnSpans(Points points, base::Timestamp from, base::Timestamp to, std::vector<ColumnSpan>& columns)
{
    const auto count = static_cast<std::int64_t>(columns.size());
    const std::int64_t width = (to - from).count();
    std::size_t begin = firstAtOrAfter(points, 0, from);
    double left = crossing(points, begin, from);
    for (std::int64_t c = 0; c < count; ++c) {
        const base::Timestamp edge = from + base::Duration{width * (c + 1) / count};
        const std::size_t end = firstAtOrAfter(points, begin, edge);
        const double right = crossing(points, end, edge);
        Extremes passed = extremes(points.subspan(begin, end - begin));
        passed.add(left);
        passed.add(right);
        columns[static_cast<std::size_t>(c)] = passed.low <= passed.high
            ? ColumnSpan{static_cast<float>(passed.low), static_cast<float>(passed.high)}
            : ColumnSpan{};
        begin = end;
        left = right;
    }
}

std::vector<QList<QPointF>> decimated(Points points, base::Timestamp from, base::Timestamp to, int columns)
{
    std::vector<QList<QPointF>> runs;
    const std::size_t first = firstAtOrAfter(points, 0, from);
    const std::size_t last = firstAtOrAfter(points, first, to + base::Duration{1});
    points = points.subspan(first - (first > 0 ? 1 : 0),
                            std::min(last + 1, points.size()) - (first - (first > 0 ? 1 : 0)));
    const double scale = columns / std::max(1.0, static_cast<double>((to - from).count()));
    const auto columnOf = [&](const fleet::Point& p) {
        return static_cast<std::int64_t>(std::floor(static_cast<double>((p.time - from).count()) * scale));
    };
    bool open = false;
    for (std::size_t i = 0; i < points.size();) {
        if (!std::isfinite(points[i].value)) {
            open = false;
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < points.size() && std::isfinite(points[end].value) && columnOf(points[end]) == columnOf(points[i]))
            ++end;
        if (!open)
            runs.emplace_back();
        open = true;
        appendColumn(points.subspan(i, end - i), from, runs.back());
        i = end;
    }
    return runs;
}

double highest(Points points, base::Timestamp from, base::Timestamp to, double floor)
{
    const Extremes found = extremes(inside(points, from, to));
    return std::isfinite(found.high) ? std::max(floor, found.high) : floor;
}

} // namespace checkwatch::charts
