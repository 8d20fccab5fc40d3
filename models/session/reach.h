#pragma once

#include "models/base/time.h"
#include "models/promql/ast.h"

namespace checkwatch::session {

/// How far back the newest samples that an expression looks at may lie, ranges and offsets together.
[[nodiscard]] base::Duration reachOf(const promql::Expr& expr);

} // namespace checkwatch::session
