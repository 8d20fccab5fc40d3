#pragma once

#include "models/promql/ast.h"

#include <string_view>

/// The words and signs of the language.
namespace checkwatch::promql {

[[nodiscard]] std::string_view nameOf(AggregateOp op);
[[nodiscard]] std::string_view nameOf(BinaryOp op);
/// As Prometheus' documentation says it: "instant vector", "range vector", "scalar", "string".
[[nodiscard]] std::string_view documentedName(ValueType type);
/// As its API says it: "vector", "matrix", "scalar", "string".
[[nodiscard]] std::string_view shortName(ValueType type);
/// topk, bottomk, quantile, count_values.
[[nodiscard]] bool takesParameter(AggregateOp op);

} // namespace checkwatch::promql
