#include "models/rules/emptiness.h"

#include "models/promql/functions.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

using namespace promql;

bool isSeries(const Expr& expr)
{
    return expr.type == ValueType::Vector || expr.type == ValueType::Matrix;
}

/// The series a function works on; null where its result does not depend on there being any.
const Expr* workedOn(const Call& call)
{
    switch (call.function->id) {
    case FunctionId::Absent:
    case FunctionId::AbsentOverTime:
    case FunctionId::Scalar: return nullptr;
    default: break;
    }
    const auto at = std::find_if(call.args.begin(), call.args.end(), [](const ExprPtr& arg) { return isSeries(*arg); });
    return at == call.args.end() ? nullptr : at->get();
}

/// Functions that make NaN of nothing but NaN, and never anything else of it.
bool passesNan(FunctionId id)
{
    switch (id) {
    case FunctionId::Rate:
    case FunctionId::Increase:
    case FunctionId::Delta:
    case FunctionId::Irate:
    case FunctionId::Idelta:
    case FunctionId::SumOverTime:
    case FunctionId::AvgOverTime:
    case FunctionId::MinOverTime:
    case FunctionId::MaxOverTime:
    case FunctionId::LastOverTime:
    case FunctionId::Abs:
    case FunctionId::Ceil:
    case FunctionId::Floor:
    case FunctionId::Round:
    case FunctionId::Sort:
    case FunctionId::SortDesc:
    case FunctionId::LabelReplace:
    case FunctionId::LabelJoin: return true;
    default: return false;
    }
}

bool passesNan(AggregateOp op)
{
    switch (op) {
    case AggregateOp::Sum:
    case AggregateOp::Avg:
    case AggregateOp::Min:
    case AggregateOp::Max:
    case AggregateOp::Topk:
    case AggregateOp::Bottomk:
    case AggregateOp::Limitk: return true;
    default: return false;
    }
}

Causes either(const Causes& a, const Causes& b)
{
    return a ? a : b;
}

Causes both(Causes a, const Causes& b)
{
    if (!a || !b) {
        return std::nullopt;
    }
    a->insert(a->end(), b->begin(), b->end());
    return a;
}

Causes emptyBinary(const Binary& node, const PartFacts& parts)
{
    Causes left = node.left->type == ValueType::Vector ? whyEmpty(*node.left, parts) : std::nullopt;
    Causes right = node.right->type == ValueType::Vector ? whyEmpty(*node.right, parts) : std::nullopt;
    switch (node.op) {
    case BinaryOp::Or: return both(std::move(left), right);
    case BinaryOp::Unless: return left;
    default: break;
    }
    Causes cause = either(left, right);
    const bool nothingPassesNan = isComparison(node.op) && node.op != BinaryOp::NotEqual && !node.returnBool;
    return cause || !nothingPassesNan ? cause : either(whyNan(*node.left, parts), whyNan(*node.right, parts));
}

Causes known(const std::unordered_map<const Expr*, std::size_t>& facts, const Expr& expr)
{
    const auto at = facts.find(&expr);
    return at == facts.end() ? Causes() : Causes(std::vector{at->second});
}

} // namespace

Causes whyEmpty(const Expr& expr, const PartFacts& parts)
{
    if (Causes own = known(parts.empty, expr)) {
        return own;
    }
    switch (expr.kind) {
    case ExprKind::Paren: return whyEmpty(*as<Paren>(expr).inner, parts);
    case ExprKind::Unary: return whyEmpty(*as<Unary>(expr).inner, parts);
    case ExprKind::Subquery: return whyEmpty(*as<Subquery>(expr).inner, parts);
    case ExprKind::Aggregate: return whyEmpty(*as<Aggregate>(expr).inner, parts);
    case ExprKind::Binary: return emptyBinary(as<Binary>(expr), parts);
    case ExprKind::Call: {
        const Expr* const series = workedOn(as<Call>(expr));
        return series == nullptr ? Causes() : whyEmpty(*series, parts);
    }
    default: return std::nullopt;
    }
}

Causes whyNan(const Expr& expr, const PartFacts& parts)
{
    switch (expr.kind) {
    case ExprKind::Selector:
    case ExprKind::Range: return known(parts.nan, expr);
    case ExprKind::Paren: return whyNan(*as<Paren>(expr).inner, parts);
    case ExprKind::Unary: return whyNan(*as<Unary>(expr).inner, parts);
    case ExprKind::Subquery: return whyNan(*as<Subquery>(expr).inner, parts);
    case ExprKind::Aggregate: {
        const auto& node = as<Aggregate>(expr);
        return passesNan(node.op) ? whyNan(*node.inner, parts) : std::nullopt;
    }
    case ExprKind::Call: {
        const auto& call = as<Call>(expr);
        const Expr* const series = workedOn(call);
        return series != nullptr && passesNan(call.function->id) ? whyNan(*series, parts) : std::nullopt;
    }
    case ExprKind::Binary: {
        const auto& node = as<Binary>(expr);
        const bool passes = node.op < BinaryOp::Equal && node.op != BinaryOp::Pow; // NaN ^ 0 is 1
        return passes ? either(whyNan(*node.left, parts), whyNan(*node.right, parts)) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

std::vector<const Expr*> children(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Paren: return {as<Paren>(expr).inner.get()};
    case ExprKind::Unary: return {as<Unary>(expr).inner.get()};
    case ExprKind::Subquery: return {as<Subquery>(expr).inner.get()};
    case ExprKind::Binary: return {as<Binary>(expr).left.get(), as<Binary>(expr).right.get()};
    case ExprKind::Aggregate: {
        const auto& node = as<Aggregate>(expr);
        return node.param ? std::vector<const Expr*>{node.param.get(), node.inner.get()}
                          : std::vector<const Expr*>{node.inner.get()};
    }
    case ExprKind::Call: {
        std::vector<const Expr*> out;
        for (const ExprPtr& argument : as<Call>(expr).args) {
            out.push_back(argument.get());
        }
        return out;
    }
    default: return {};
    }
}

} // namespace checkwatch::rules
