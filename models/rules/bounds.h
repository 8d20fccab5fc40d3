#pragma once

#include "models/metrics/scrapebatch.h"
#include "models/promql/ast.h"

#include <limits>
#include <map>
#include <string>
#include <vector>

/// Interval arithmetic over expressions: between which two numbers every value of a result lies, NaN aside. What is not
/// known is unbounded, so what follows is proved, from premises that are told with it.
namespace checkwatch::rules {

/// By family, as far as known. Of a metric that is Unknown here its name says nothing: it may be recorded by a rule.
using MetricTypes = std::map<std::string, metrics::MetricType, std::less<>>;

inline constexpr double infinite = std::numeric_limits<double>::infinity();

struct Bounds
{
    double lo = -infinite;
    double hi = infinite;
    bool whole = false;                ///< only whole numbers
    bool rounded = false;              ///< rounding may take a value over an end by one part in 10^9
    std::vector<std::string> premises; ///< whole clauses: "a rate is never negative"

    [[nodiscard]] bool empty() const { return lo > hi; }
};

/// Bounds of a scalar, of every element of a vector, or of every sample of a range. Empty bounds: no element is possible.
[[nodiscard]] Bounds boundsOf(const promql::Expr& expr, const MetricTypes& types);

/// True where no value of `left` compares true with any of `right`. Never true for `!=`, which NaN passes.
/// REQUIRES: isComparison(op).
[[nodiscard]] bool neverPasses(const Bounds& left, promql::BinaryOp op, const Bounds& right);

/// "between 0 and 1", "0 or 1" where only whole numbers are, "at least 1", "at most 0", "0"; "" where nothing is known.
[[nodiscard]] std::string rangeWords(const Bounds& bounds);

/// True where the name (_total, _count, _bucket) or the type says that a metric only grows from 0.
[[nodiscard]] bool isCounter(std::string_view name, const MetricTypes& types);

/// Bounds of the metric's samples, as its name and the label matchers tell.
[[nodiscard]] Bounds selectorBounds(const promql::Selector& selector, const MetricTypes& types);
/// Bounds of a function's result by those of its arguments.
[[nodiscard]] Bounds callBounds(const promql::Call& call, const std::vector<Bounds>& args);
[[nodiscard]] Bounds aggregateBounds(const promql::Aggregate& node, Bounds inner, const MetricTypes& types);
/// left / right where every element of left counts part of what its partner in right counts: sums over the same groups of
/// the same counter, left with more matchers. At most the ratio of their factors; unbounded where it is not of that form.
[[nodiscard]] Bounds shareBounds(const promql::Binary& division, const MetricTypes& types);

/// Adds what is not there yet.
void addPremises(Bounds& to, const Bounds& from);

} // namespace checkwatch::rules
