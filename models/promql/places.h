#pragma once

#include "models/promql/ast.h"

#include <string>
#include <unordered_map>

namespace checkwatch::promql {

/// Where each node stands in the printed expression.
using Places = std::unordered_map<const Expr*, Span>;

/// As print() does; fills in `places`.
std::string print(const Expr& expr, Places& places);

} // namespace checkwatch::promql
