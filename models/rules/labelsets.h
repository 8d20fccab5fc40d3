#pragma once

#include "models/promql/ast.h"
#include "models/rules/selectorfacts.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/// Which label sets the elements of an expression have, out of the series that are there.
namespace checkwatch::rules {

/// Without metric names.
struct LabelSets
{
    std::unordered_set<metrics::Labels> sets;
    bool filtered = false; ///< by values: these are what elements may have, and not all need to be there
};
/// Null where they are not known, or where the series are too many.
using LabelSetsPtr = std::shared_ptr<const LabelSets>;

/// Follows expressions down to their selectors; parts that come up again are looked at once. Valid as long as the data does
/// not change.
class LabelSetFinder
{
public:
    /// Of which series: of all that are stored, or of those that have a value now.
    enum class Of : std::uint8_t { Stored, Alive };

    /// REQUIRES: lookup.hasData(). Both must outlive it.
    LabelSetFinder(SelectorLookup& lookup, const OwnMetrics& own, Of which)
        : m_lookup(lookup), m_own(own), m_which(which)
    {
    }

    [[nodiscard]] LabelSetsPtr of(const promql::Expr& expr);

private:
    LabelSetsPtr lookedAt(const promql::Expr& expr);
    LabelSetsPtr ofSelector(const promql::Selector& selector);
    LabelSetsPtr ofCall(const promql::Call& call);
    LabelSetsPtr ofAggregate(const promql::Aggregate& node);
    LabelSetsPtr ofBinary(const promql::Binary& node);

    SelectorLookup& m_lookup;
    const OwnMetrics& m_own;
    const Of m_which;
    std::unordered_map<std::string, LabelSetsPtr> m_known; ///< by what a part prints as
};

/// The labels that two elements are matched by.
[[nodiscard]] metrics::Labels matched(const metrics::Labels& labels, const promql::Matching& matching);
/// The same of many.
[[nodiscard]] LabelSets matched(const LabelSets& all, const promql::Matching& matching);

} // namespace checkwatch::rules
