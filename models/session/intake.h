#pragma once

#include "models/fleet/tracker.h"
#include "models/session/farewells.h"
#include "models/sources/target.h"
#include "models/tsdb/memorystore.h"

#include <cstdint>
#include <map>
#include <vector>

namespace checkwatch::session {

/// The targets of a session: where in the store each one writes, and what becomes of its series when it goes or begins
/// anew. One thread (the engine's).
class Intake
{
public:
    struct Active
    {
        sources::Target target;
        tsdb::GroupId group = 0;
        bool wanted = false;     ///< the newest configuration has it
        bool recognised = false; ///< its exporter's rules are loaded
    };

    Intake(tsdb::MemoryStore& store, fleet::Tracker& tracker, Farewells& farewells)
        : m_store(store), m_tracker(tracker), m_farewells(farewells)
    {
    }

    /// Targets that are no longer named stay until they have ended().
    void setTargets(const std::vector<sources::Target>& targets, base::Timestamp now);
    /// Stores a scrape and tells the fleet; null where the target is not known.
    Active* scraped(std::uint32_t target, const metrics::ScrapeBatch& batch, base::Timestamp now);
    /// A target scrapes no more, or begins anew with series of other numbers. Its series end as in Prometheus: with
    /// markers two ticks later, without any where its whole job is gone (guides: prometheus 1.7).
    /// Returns the markers as they will be stored; nothing where there are none.
    metrics::ScrapeBatch ended(std::uint32_t target, const metrics::ScrapeBatch& markers, bool jobStays,
                               base::Timestamp now);
    /// Null where it is not known.
    [[nodiscard]] const Active* find(std::uint32_t target) const;

private:
    tsdb::MemoryStore& m_store;
    fleet::Tracker& m_tracker;
    Farewells& m_farewells;
    std::map<std::uint32_t, Active> m_targets;
};

} // namespace checkwatch::session
