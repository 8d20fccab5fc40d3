#pragma once

#include "models/promql/ast.h"

namespace checkwatch::testfiles {

/// The expression with `@ time` on every selector and subquery that has none and does not stand inside a subquery. Null
/// where it uses a function whose value depends on the evaluation time itself.
promql::ExprPtr pinned(const promql::ExprPtr& expr, base::Timestamp time);

} // namespace checkwatch::testfiles
