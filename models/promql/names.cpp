#include "models/promql/names.h"

#include <array>

namespace checkwatch::promql {

std::string_view nameOf(AggregateOp op)
{
    static constexpr std::array<std::string_view, 13> names{"avg", "bottomk", "count",    "count_values", "group",
                                                            "max", "min",     "quantile", "stddev",       "stdvar",
                                                            "sum", "topk",    "limitk"};
    return names[static_cast<std::size_t>(op)];
}

std::string_view nameOf(BinaryOp op)
{
    static constexpr std::array<std::string_view, 16> names{
        "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", "<=", ">", ">=", "and", "or", "unless"};
    return names[static_cast<std::size_t>(op)];
}

std::string_view documentedName(ValueType type)
{
    static constexpr std::array<std::string_view, 4> names{"scalar", "instant vector", "range vector", "string"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view shortName(ValueType type)
{
    static constexpr std::array<std::string_view, 4> names{"scalar", "vector", "matrix", "string"};
    return names[static_cast<std::size_t>(type)];
}

bool takesParameter(AggregateOp op)
{
    return op == AggregateOp::Topk || op == AggregateOp::Bottomk || op == AggregateOp::Quantile
        || op == AggregateOp::CountValues || op == AggregateOp::Limitk;
}

} // namespace checkwatch::promql
