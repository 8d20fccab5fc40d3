#pragma once

#include "models/base/time.h"
#include "models/metrics/matcher.h"
#include "models/promql/operators.h"
#include "models/promql/parser.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// The tree of a parsed expression. Built by parse() only, immutable afterwards, shared freely between threads.
/// A node's `kind` says which of the structs below it is; as<T>() goes there.
namespace checkwatch::promql {

enum class ExprKind : std::uint8_t { Number, Text, Selector, Range, Subquery, Call, Aggregate, Binary, Unary, Paren };

enum class ValueType : std::uint8_t { Scalar, Vector, Matrix, String };

/// Byte positions in the parsed text, end exclusive.
struct Span
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Expr
{
    ExprKind kind;
    ValueType type;
    Span span{};
    std::uint32_t depth = 1; ///< of the tree below, this node included; limited by parse()
};

/// REQUIRES: node.kind == T::nodeKind.
template <typename T>
const T& as(const Expr& node)
{
    return static_cast<const T&>(node);
}

struct NumberLiteral : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Number;
    double value = 0;
};

struct TextLiteral : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Text;
    std::string value;
};

enum class At : std::uint8_t { None, Time, Start, End };

/// `offset` and `@`: where in time a selector or subquery looks.
struct TimeShift
{
    base::Duration offset{0};
    At at = At::None;
    base::Timestamp time{}; ///< with At::Time
};

struct Selector : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Selector;
    std::string name;                       ///< "" where it was not written before the braces
    std::vector<metrics::Matcher> matchers; ///< as written, the one of `name` last
    TimeShift shift;
    std::string key; ///< the matchers as text: equal keys select the same series
};

struct Range : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Range;
    std::shared_ptr<const Selector> selector; ///< its shift is the range's
    base::Duration range{0};
};

struct Subquery : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Subquery;
    ExprPtr inner;
    base::Duration range{0};
    base::Duration step{0}; ///< 0 = the engine's default
    TimeShift shift;
};

struct Function; // functions.h

struct Call : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Call;
    const Function* function = nullptr;
    std::vector<ExprPtr> args;
};

struct Aggregate : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Aggregate;
    AggregateOp op = AggregateOp::Sum;
    ExprPtr param; ///< null where the operation has none
    ExprPtr inner;
    std::vector<std::string> grouping;
    bool without = false;
};

struct Binary : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Binary;
    BinaryOp op = BinaryOp::Add;
    bool returnBool = false;
    ExprPtr left;
    ExprPtr right;
    Matching matching;
};

struct Unary : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Unary;
    bool negative = false;
    ExprPtr inner;
};

struct Paren : Expr
{
    static constexpr ExprKind nodeKind = ExprKind::Paren;
    ExprPtr inner;
};

/// The expression inside any parentheses around it.
[[nodiscard]] inline const Expr& unwrapped(const Expr& expr)
{
    const Expr* at = &expr;
    while (at->kind == ExprKind::Paren) {
        at = as<Paren>(*at).inner.get();
    }
    return *at;
}

} // namespace checkwatch::promql
