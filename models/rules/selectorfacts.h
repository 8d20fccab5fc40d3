#pragma once

#include "models/rules/finding.h"
#include "models/rules/healthconditions.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::rules {

/// Names of metrics that rules record, ALERTS, and what a scrape adds: not asked for in the targets' data.
using OwnMetrics = std::set<std::string, std::less<>>;

/// What the data of the present says about one selector.
struct SelectorFacts
{
    std::vector<tsdb::SeriesRef> series; ///< what it selects, dead ones too
    std::size_t looked = 0;              ///< so many of them were looked at, evenly spread
    std::size_t alive = 0;               ///< of those: with a sample within the lookback
    std::size_t nan = 0;                 ///< of those: whose newest value is NaN
    std::vector<std::string> jobs;       ///< of those
    /// Why it selects nothing: code and words. Unset where it selects something, or that cannot be told.
    std::optional<Finding> missing;
};

/// Looks selectors up in the label index, each once, and at a bounded number of series. Valid as long as the data does not
/// change.
class SelectorLookup
{
public:
    SelectorLookup(const HealthConditions& conditions, const HealthData& data) : m_conditions(conditions), m_data(data)
    {
    }

    [[nodiscard]] bool hasData() const { return m_data.data != nullptr; }
    [[nodiscard]] const tsdb::Querier& data() const { return *m_data.data; }
    /// REQUIRES: hasData().
    const SelectorFacts& facts(const promql::Selector& selector);
    /// Whether it has a sample within the lookback. REQUIRES: hasData().
    [[nodiscard]] bool isAlive(tsdb::SeriesRef series) const;

private:
    using Matchers = std::vector<metrics::Matcher>;

    void look(SelectorFacts& facts) const;
    [[nodiscard]] bool isAway(const SelectorFacts& facts) const;
    [[nodiscard]] Finding whyAway() const;
    [[nodiscard]] bool anyAlive(const Matchers& matchers) const;
    [[nodiscard]] std::optional<Finding> whyNothing(const Matchers& matchers) const;
    [[nodiscard]] std::optional<Finding> whyNot(const metrics::Matcher& name, const metrics::Matcher& matcher) const;

    const HealthConditions& m_conditions;
    const HealthData m_data;
    std::unordered_map<std::string, SelectorFacts> m_known; ///< by Selector::key
};

} // namespace checkwatch::rules
