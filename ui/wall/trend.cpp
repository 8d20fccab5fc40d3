#include "ui/wall/trend.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {
namespace {

std::size_t slotOf(std::int64_t number)
{
    return static_cast<std::size_t>(number) % Trend::columns;
}

/// Servers that are not well, each once.
std::uint32_t notWell(const workstation::FleetTotals& totals)
{
    const std::uint32_t wanted = totals.out - std::min(totals.out, totals.outUnwanted);
    const std::uint32_t well = totals.up + totals.unchecked + wanted;
    return std::min(totals.servers - std::min(totals.servers, well),
                    totals.down + totals.outUnwanted + totals.firing + totals.pending + totals.stale);
}

/// No more than there were, the worst first.
TrendColumn capped(TrendColumn column)
{
    std::uint32_t left = column.most;
    for (std::uint32_t* const part : {&column.down, &column.firing, &column.pending, &column.stale}) {
        *part = std::min(*part, left);
        left -= *part;
    }
    return column;
}

void addFailures(TrendColumn& column, const fleet::Snapshot& snapshot)
{
    double sum = 0;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const bool counted = row.shown != fleet::Shown::Stale && row.failuresCounted && std::isfinite(row.increase);
            sum += counted ? row.increase : 0;
        }
    }
    column.failures = std::max(column.failures, sum);
}

} // namespace

std::int64_t Trend::numberOf(base::Timestamp time)
{
    return std::max<std::int64_t>(0, base::unixMs(time) / column.count());
}

void Trend::take(const fleet::Snapshot& snapshot, const workstation::FleetTotals& totals)
{
    const std::int64_t number = numberOf(snapshot.time);
    if (number < m_newest) {
        m_newest = number - 1; // the clock was set back: what stands there is of another time
    }
    const std::int64_t missing = std::min<std::int64_t>(number - m_newest, columns);
    for (std::int64_t back = 0; back < missing; ++back) {
        m_ring[slotOf(number - back)] = {};
    }
    m_newest = number;
    TrendColumn& now = m_ring[slotOf(number)];
    now.seen = true;
    now.down = std::max(now.down, totals.down + totals.outUnwanted); // product.md ranks it with DOWN
    now.firing = std::max(now.firing, totals.firing);
    now.pending = std::max(now.pending, totals.pending);
    now.stale = std::max(now.stale, totals.stale);
    now.most = std::max(now.most, notWell(totals));
    now.notCounted = now.notCounted || totals.down > 0 || totals.stale > 0;
    addFailures(now, snapshot);
}

std::vector<TrendColumn> Trend::upTo(base::Timestamp now) const
{
    std::vector<TrendColumn> out(columns);
    const std::int64_t last = numberOf(now);
    for (std::size_t i = 0; i < columns; ++i) {
        const std::int64_t number = last - static_cast<std::int64_t>(columns - 1 - i);
        const bool kept = m_newest != 0 && number <= m_newest && number > m_newest - static_cast<std::int64_t>(columns);
        if (kept && number >= 0) {
            out[i] = capped(m_ring[slotOf(number)]);
        }
    }
    return out;
}

} // namespace checkwatch::wall
