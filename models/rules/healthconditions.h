#pragma once

#include "models/promql/engine.h"
#include "models/rules/bounds.h"
#include "models/rules/failureshapes.h"
#include "models/tsdb/querier.h"

#include <set>
#include <string>
#include <vector>

namespace checkwatch::rules {

/// What a rule is checked against, besides data.
struct HealthConditions
{
    struct Job
    {
        std::string name; ///< the label `job`; "" where there is one interval for all
        base::Duration scrapeInterval{0};
    };
    std::vector<Job> jobs;                     ///< at least one for checks of time; none: they are left out
    base::Duration evaluationInterval{60'000}; ///< of groups that have none of their own
    base::Duration lookback = std::chrono::minutes{5};
    promql::Compat compat = promql::Compat::Prometheus3;
    CheckSettings checks;
    MetricTypes types;
    /// Labels that whoever scrapes adds and that the data does not show: nothing is said about matchers on them.
    std::set<std::string, std::less<>> addedLabels;
    /// Whether the data has all labels that a scrape configuration adds. Else a missing label may be one of them.
    bool labelsComplete = true;
    /// `instance` of the targets that do not answer at the moment.
    std::set<std::string, std::less<>> away;
    bool awayUnseen = false; ///< one of them never has: what it exposes is not known
};

/// The data of the present. Null data: checks of data are left out.
struct HealthData
{
    const tsdb::Querier* data = nullptr;
    base::Timestamp time{};
};

} // namespace checkwatch::rules
