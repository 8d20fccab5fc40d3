#pragma once

#include "models/promql/ast.h"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

/// From "this part never has an element" to "the whole never has one".
namespace checkwatch::rules {

/// What is known of the parts of one expression, as indices of findings.
struct PartFacts
{
    std::unordered_map<const promql::Expr*, std::size_t> empty; ///< never an element, because of the finding
    std::unordered_map<const promql::Expr*, std::size_t> nan; ///< selectors: every value is NaN, because of the finding
};

using Causes = std::optional<std::vector<std::size_t>>; ///< of findings; unset: not so

/// Why the expression never has an element; unset where it may have one.
[[nodiscard]] Causes whyEmpty(const promql::Expr& expr, const PartFacts& parts);
/// Why every value of the expression is NaN, if there is one at all; unset where some may not be.
[[nodiscard]] Causes whyNan(const promql::Expr& expr, const PartFacts& parts);

/// The expressions right below one, left to right; parameters of aggregations too.
[[nodiscard]] std::vector<const promql::Expr*> children(const promql::Expr& expr);

} // namespace checkwatch::rules
