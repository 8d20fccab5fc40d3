#include "models/promql/duplicates.h"

#include "models/promql/arithmetic.h"
#include "models/promql/functions.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

/// Whether elements that differed can come out equal, other than by the loss of their names.
bool makesLabels(const Expr& expr)
{
    if (expr.kind != ExprKind::Call) {
        return false;
    }
    const FunctionId id = as<Call>(expr).function->id;
    return id == FunctionId::LabelReplace || id == FunctionId::LabelJoin || id == FunctionId::HistogramQuantile;
}

/// A function over the ranges of one metric: the other labels keep its elements apart, at each step and between them.
bool ofOneName(const Expr& expr)
{
    if (expr.kind != ExprKind::Call) {
        return false;
    }
    const auto& args = as<Call>(expr).args;
    return std::any_of(args.begin(), args.end(), [](const ExprPtr& argument) {
        const Expr& inner = unwrapped(*argument);
        return inner.kind == ExprKind::Range && !as<Range>(inner).selector->name.empty();
    });
}

bool hasNames(const Expr& expr);

bool callHasNames(const Call& call)
{
    switch (call.function->id) {
    case FunctionId::LastOverTime:
    case FunctionId::Sort:
    case FunctionId::SortDesc:
    case FunctionId::SortByLabel:
    case FunctionId::SortByLabelDesc:
    case FunctionId::LabelReplace:
    case FunctionId::LabelJoin: return hasNames(*call.args.front());
    default: return false;
    }
}

/// Whether the elements may still have the names of their series.
bool hasNames(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Selector: return true;
    case ExprKind::Range: return true;
    case ExprKind::Subquery: return hasNames(*as<Subquery>(expr).inner);
    case ExprKind::Paren: return hasNames(*as<Paren>(expr).inner);
    case ExprKind::Unary: return !as<Unary>(expr).negative && hasNames(*as<Unary>(expr).inner);
    case ExprKind::Call: return callHasNames(as<Call>(expr));
    case ExprKind::Aggregate:
        return hasNames(*as<Aggregate>(expr).inner); // where it makes groups their labels are new ones
    case ExprKind::Binary: {
        const auto& node = as<Binary>(expr);
        return !dropsName(node) && (hasNames(*node.left) || hasNames(*node.right));
    }
    default: return false;
    }
}

/// Whether names are dropped here that may differ from step to step.
bool dropsNames(const Expr& expr)
{
    if (expr.kind == ExprKind::Unary) {
        return as<Unary>(expr).negative && hasNames(*as<Unary>(expr).inner);
    }
    if (expr.kind != ExprKind::Call) {
        return false;
    }
    const auto& args = as<Call>(expr).args;
    return std::any_of(args.begin(), args.end(), [](const ExprPtr& argument) {
        return argument->type == ValueType::Matrix && hasNames(*argument);
    });
}

} // namespace

bool Duplicates::within(const Expr& expr, const Items& items)
{
    if (ofOneName(expr)) {
        return false;
    }
    if (makesLabels(expr) ? hasDuplicates(items) : dropMadeDuplicates(items)) {
        return true;
    }
    return (m_severalSteps || m_subqueries > 0) && dropsNames(expr) && betweenSteps(expr, items);
}

bool Duplicates::betweenSteps(const Expr& expr, const Items& items)
{
    auto& dropped = m_dropped[&expr];
    std::string key;
    return std::any_of(items.begin(), items.end(), [&](const Item& item) {
        if (!item.dropName) {
            return false;
        }
        key.clear();
        appendKeyWithout(key, item, {});
        const std::string_view name = item.labels->name();
        const auto [at, isNew] = dropped.try_emplace(key, name);
        return !isNew && at->second != name;
    });
}

} // namespace checkwatch::promql
