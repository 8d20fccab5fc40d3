#pragma once

#include "models/promql/ast.h"

namespace checkwatch::peers {

/// Whether Prometheus 2.42 itself goes wrong about `@`, which it turns into an offset from the first step. (1) In a subquery whose
/// first step is the outer one it does not do so again, although it has taken the subquery's own offset off before. (2) For
/// predict_linear it lets the window move on with each step of a subquery or range query. (3) timestamp(x @ t offset d) looks
/// back from t instead of t - d, over samples that it has taken from d earlier.
bool mistakesAt(const promql::Expr& expr, base::Timestamp time, bool inRangeQuery = false);

} // namespace checkwatch::peers
