#pragma once

#include "models/promql/ast.h"
#include "models/promql/items.h"

namespace checkwatch::promql {

/// Binary arithmetic and comparison on two numbers; a comparison that is false gives keep = false, its value is `left`.
struct Outcome
{
    double value = 0;
    bool keep = true;
};
[[nodiscard]] Outcome apply(BinaryOp op, double left, double right);
/// Whether an operation makes another quantity, so that the name no longer fits. atan2 does not count, as in Prometheus.
[[nodiscard]] bool dropsName(const Binary& node);
/// The labels by which an element of one vector finds its partner in the other.
[[nodiscard]] metrics::Labels matchedLabels(const Item& item, const Matching& matching);
/// The labels that absent() and absent_over_time() give their one element.
[[nodiscard]] metrics::Labels labelsForAbsent(const Expr& argument);

} // namespace checkwatch::promql
