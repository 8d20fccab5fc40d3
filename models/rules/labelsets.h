#pragma once

#include "models/promql/ast.h"
#include "models/rules/selectorfacts.h"

#include <optional>
#include <string>
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

/// Follows expressions down to their selectors. Valid as long as the data does not change.
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

    /// Unset where it is not known, or where the series are too many.
    [[nodiscard]] std::optional<LabelSets> of(const promql::Expr& expr);

private:
    std::optional<LabelSets> ofSelector(const promql::Selector& selector);
    std::optional<LabelSets> ofCall(const promql::Call& call);
    std::optional<LabelSets> ofAggregate(const promql::Aggregate& node);
    std::optional<LabelSets> ofBinary(const promql::Binary& node);

    SelectorLookup& m_lookup;
    const OwnMetrics& m_own;
    const Of m_which;
};

/// The labels that two elements are matched by.
[[nodiscard]] metrics::Labels matched(const metrics::Labels& labels, const promql::Matching& matching);
/// The same of many.
[[nodiscard]] LabelSets matched(const LabelSets& all, const promql::Matching& matching);

} // namespace checkwatch::rules
