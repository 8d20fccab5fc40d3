#include "models/session/farewells.h"

#include <utility>

namespace checkwatch::session {
namespace {

/// Older values are not seen by any query of the present.
constexpr base::Duration markersLookback = std::chrono::minutes{5};

} // namespace

void Farewells::add(tsdb::GroupId group, metrics::ScrapeBatch markers, base::Timestamp due)
{
    m_waiting.push_back({group, std::move(markers), due});
}

void Farewells::write(base::Timestamp now)
{
    std::erase_if(m_waiting, [&](const Farewell& farewell) {
        if (farewell.due > now) {
            return false;
        }
        m_store.append(farewell.group, farewell.markers);
        m_store.closeGroup(farewell.group);
        return true;
    });
}

metrics::ScrapeBatch markersFor(const tsdb::MemoryStore& store, tsdb::GroupId group, std::uint32_t count,
                                base::Timestamp time)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.column.resize(count, metrics::missingValue());
    for (std::uint32_t local = 0; local < count; ++local) {
        const tsdb::SeriesRef series = store.series(group, local);
        if (series == tsdb::noSeries) {
            continue;
        }
        const auto newest = store.newest(series, time - markersLookback, time);
        if (newest && !metrics::isStale(newest->value)) {
            batch.column[local] = metrics::staleValue();
        }
    }
    return batch;
}

} // namespace checkwatch::session
