#pragma once

#include "models/rules/firinglaw.h"
#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"

#include <span>

namespace checkwatch::rules::test {

/// One server's failure counter, scraped and evaluated by the real store and the real rule engine.
class FiringRig
{
public:
    /// Phases of scrapes and evaluations against the first event, taken modulo their intervals.
    FiringRig(const FiringLaw& law, base::Duration scrapePhase, base::Duration evaluationPhase);

    struct Outcome
    {
        bool fired = false;
        bool firing = false;          ///< at the last evaluation
        int spells = 0;               ///< how often it began to fire
        base::Duration firedAfter{0}; ///< the first time, after the first event
        base::Duration lasted{0};     ///< that time
    };
    /// The counter is there long before the first event; time ends `quiet` after the last.
    Outcome run(std::span<const base::Duration> events, base::Duration quiet);

private:
    void scrape(base::Timestamp time, double value);
    bool evaluate(base::Timestamp time);

    const FiringLaw m_law;
    base::Duration m_scrapePhase;
    base::Duration m_evaluationPhase;
    tsdb::MemoryStore m_store;
    tsdb::GroupId m_target;
    bool m_known = false;
    std::unique_ptr<GroupRunner> m_runner;
};

} // namespace checkwatch::rules::test
