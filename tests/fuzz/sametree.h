#pragma once

#include "models/promql/ast.h"

#include <algorithm>
#include <bit>

namespace checkwatch::fuzz {

/// Whether two expressions are the same, node by node; only where they stood in their texts may differ.
inline bool sameTree(const promql::Expr& a, const promql::Expr& b);

inline bool sameTree(const promql::ExprPtr& a, const promql::ExprPtr& b)
{
    return a && b ? sameTree(*a, *b) : !a && !b;
}

inline bool sameShift(const promql::TimeShift& a, const promql::TimeShift& b)
{
    return a.offset == b.offset && a.at == b.at && a.time == b.time;
}

/// In any order: printed they are sorted.
inline bool sameMatchers(const std::vector<metrics::Matcher>& a, const std::vector<metrics::Matcher>& b)
{
    return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
}

inline bool sameMatching(const promql::Matching& a, const promql::Matching& b)
{
    return a.card == b.card && a.on == b.on && a.labels == b.labels && a.include == b.include;
}

inline bool sameTree(const promql::Expr& a, const promql::Expr& b)
{
    using namespace promql;
    if (a.kind != b.kind || a.type != b.type || a.depth != b.depth) {
        return false;
    }
    const auto with = [&]<typename Node>(const Node&, auto same) { return same(as<Node>(a), as<Node>(b)); };
    switch (a.kind) {
    case ExprKind::Number:
        return with(NumberLiteral(), [](const auto& x, const auto& y) {
            return std::bit_cast<std::uint64_t>(x.value) == std::bit_cast<std::uint64_t>(y.value)
                || (x.value != x.value && y.value != y.value);
        });
    case ExprKind::Text: return as<TextLiteral>(a).value == as<TextLiteral>(b).value;
    case ExprKind::Selector:
        return with(Selector(), [](const auto& x, const auto& y) {
            return x.name == y.name && sameMatchers(x.matchers, y.matchers) && sameShift(x.shift, y.shift);
        });
    case ExprKind::Range:
        return as<Range>(a).range == as<Range>(b).range && sameTree(*as<Range>(a).selector, *as<Range>(b).selector);
    case ExprKind::Subquery:
        return with(Subquery(), [](const auto& x, const auto& y) {
            return x.range == y.range && x.step == y.step && sameShift(x.shift, y.shift) && sameTree(x.inner, y.inner);
        });
    case ExprKind::Call:
        return with(Call(), [](const auto& x, const auto& y) {
            return x.function == y.function
                && std::equal(x.args.begin(), x.args.end(), y.args.begin(), y.args.end(),
                              [](const ExprPtr& p, const ExprPtr& q) { return sameTree(p, q); });
        });
    case ExprKind::Aggregate:
        return with(Aggregate(), [](const auto& x, const auto& y) {
            return x.op == y.op && x.grouping == y.grouping && x.without == y.without && sameTree(x.param, y.param)
                && sameTree(x.inner, y.inner);
        });
    case ExprKind::Binary:
        return with(Binary(), [](const auto& x, const auto& y) {
            return x.op == y.op && x.returnBool == y.returnBool && sameMatching(x.matching, y.matching)
                && sameTree(x.left, y.left) && sameTree(x.right, y.right);
        });
    case ExprKind::Unary:
        return as<Unary>(a).negative == as<Unary>(b).negative && sameTree(as<Unary>(a).inner, as<Unary>(b).inner);
    case ExprKind::Paren: return sameTree(as<Paren>(a).inner, as<Paren>(b).inner);
    }
    return false;
}

} // namespace checkwatch::fuzz
