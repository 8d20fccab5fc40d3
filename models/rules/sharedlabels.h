#pragma once

#include "models/rules/selectorfacts.h"

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace checkwatch::rules {

/// Names of metrics that rules record, ALERTS, and what a scrape adds: not asked for in the targets' data.
using OwnMetrics = std::set<std::string, std::less<>>;

/// Why elements of one side of a vector operator find no partner on the other. Looks at all series of both sides where they
/// are not too many; parts that come up again are looked at once, so it lives no longer than the data stands still.
class PartnerCheck
{
public:
    /// REQUIRES: lookup.hasData() when it is asked. Both must outlive it.
    PartnerCheck(SelectorLookup& lookup, const OwnMetrics& own) : m_lookup(lookup), m_own(own) {}
    /// The words; empty where some may find one, or where that cannot be told.
    [[nodiscard]] std::string whyNone(const promql::Binary& node);

private:
    /// The label sets that elements may have, without names; null where that is not known.
    using LabelSets = std::shared_ptr<const std::unordered_set<metrics::Labels>>;

    LabelSets of(const promql::Expr& expr);
    LabelSets lookedAt(const promql::Expr& expr);
    LabelSets ofSelector(const promql::Selector& selector);
    LabelSets ofCall(const promql::Call& call);
    LabelSets ofAggregate(const promql::Aggregate& node);
    LabelSets ofBinary(const promql::Binary& node);
    static LabelSets kept(const LabelSets& sets, const std::vector<std::string>& names, bool without);

    SelectorLookup& m_lookup;
    const OwnMetrics& m_own;
    std::unordered_map<std::string, LabelSets> m_known; ///< by what a part prints as
};

} // namespace checkwatch::rules
