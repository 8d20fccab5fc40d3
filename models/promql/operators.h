#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::promql {

enum class AggregateOp : std::uint8_t {
    Avg,
    Bottomk,
    Count,
    CountValues,
    Group,
    Max,
    Min,
    Quantile,
    Stddev,
    Stdvar,
    Sum,
    Topk,
    Limitk ///< experimental
};

/// Whether it leaves some of its operand's elements out, and the others as they are.
[[nodiscard]] constexpr bool isRanking(AggregateOp op)
{
    return op == AggregateOp::Topk || op == AggregateOp::Bottomk || op == AggregateOp::Limitk;
}

enum class BinaryOp : std::uint8_t {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Unless
};

[[nodiscard]] constexpr bool isComparison(BinaryOp op)
{
    return op >= BinaryOp::Equal && op <= BinaryOp::GreaterEqual;
}
[[nodiscard]] constexpr bool isSetOperator(BinaryOp op)
{
    return op >= BinaryOp::And;
}

enum class Cardinality : std::uint8_t { OneToOne, ManyToOne, OneToMany, ManyToMany };

/// How the elements of two vectors find each other.
struct Matching
{
    Cardinality card = Cardinality::OneToOne;
    bool on = false;
    std::vector<std::string> labels;  ///< of on() or ignoring()
    std::vector<std::string> include; ///< of group_left() or group_right()
};

} // namespace checkwatch::promql
