#pragma once

#include "models/promql/ast.h"

namespace checkwatch::peers {

/// Whether Prometheus 2.42 itself goes wrong about `@`. Inside a subquery it turns each `@` into an offset from the first step,
/// (1) but does not do so again where the subquery's first step is the outer one, although it has taken the subquery's own
/// offset off before; (2) and for predict_linear lets the window move on with each step. (3) timestamp(x @ t offset d) looks
/// back from t instead of t - d, over samples that it has taken from d earlier.
bool mistakesAt(const promql::Expr& expr, base::Timestamp time);

} // namespace checkwatch::peers
