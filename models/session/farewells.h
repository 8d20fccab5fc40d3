#pragma once

#include "models/tsdb/memorystore.h"

#include <vector>

namespace checkwatch::session {

/// The last words of what writes no more, targets and rule groups: markers that say that its series have ended. As in
/// Prometheus they are written only after a while, under the time of the end; where a series went on in another group
/// meanwhile, its marker comes too late to count (guides: prometheus 1.7, 3.6). One thread (the engine's).
class Farewells
{
public:
    explicit Farewells(tsdb::MemoryStore& store) : m_store(store) {}

    /// Appends `markers` to `group` at `due`, then closes the group.
    void add(tsdb::GroupId group, metrics::ScrapeBatch markers, base::Timestamp due);
    /// Writes what is due.
    void write(base::Timestamp now);

private:
    struct Farewell
    {
        tsdb::GroupId group = 0;
        metrics::ScrapeBatch markers;
        base::Timestamp due{};
    };

    tsdb::MemoryStore& m_store;
    std::vector<Farewell> m_waiting;
};

/// Markers at `time` for the series of a group that have a value now; `count` is how many local numbers it has used.
metrics::ScrapeBatch markersFor(const tsdb::MemoryStore& store, tsdb::GroupId group, std::uint32_t count,
                                base::Timestamp time);

} // namespace checkwatch::session
