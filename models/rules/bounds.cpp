#include "models/rules/bounds.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace checkwatch::rules {
namespace {

using namespace promql;

constexpr double slack = 1e-9;

/// The bounds of a product's end: 0 times anything is 0 (0 * Inf is NaN, and NaN is aside).
double product(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

Bounds hull(std::array<double, 4> ends)
{
    Bounds out;
    out.lo = *std::min_element(ends.begin(), ends.end());
    out.hi = *std::max_element(ends.begin(), ends.end());
    return out;
}

Bounds multiplied(const Bounds& a, const Bounds& b)
{
    return hull({product(a.lo, b.lo), product(a.lo, b.hi), product(a.hi, b.lo), product(a.hi, b.hi)});
}

Bounds divided(const Bounds& a, const Bounds& b)
{
    if (b.lo > 0 || b.hi < 0) {
        const auto quotient = [](double x, double y) { return std::isinf(y) ? 0 : x / y; };
        return hull({quotient(a.lo, b.lo), quotient(a.lo, b.hi), quotient(a.hi, b.lo), quotient(a.hi, b.hi)});
    }
    Bounds out;
    if (a.lo >= 0 && b.lo >= 0) {
        out.lo = 0; // 0 / 0 is NaN
    }
    return out;
}

Bounds remainder(const Bounds& a, const Bounds& b)
{
    Bounds out; // the sign of the left side, smaller than the right one
    const double most = std::max(std::abs(b.lo), std::abs(b.hi));
    out.lo = a.lo >= 0 ? 0 : std::max(a.lo, -most);
    out.hi = a.hi <= 0 ? 0 : std::min(a.hi, most);
    return out;
}

bool isWhole(double value)
{
    return std::floor(value) == value;
}

bool isPoint(const Bounds& bounds)
{
    return bounds.lo == bounds.hi && std::isfinite(bounds.lo) && !bounds.rounded;
}

Bounds arithmetic(BinaryOp op, const Bounds& a, const Bounds& b)
{
    Bounds out;
    switch (op) {
    case BinaryOp::Add:
        out.lo = a.lo + b.lo;
        out.hi = a.hi + b.hi;
        break;
    case BinaryOp::Sub:
        out.lo = a.lo - b.hi;
        out.hi = a.hi - b.lo;
        break;
    case BinaryOp::Mul: out = multiplied(a, b); break;
    case BinaryOp::Div: out = divided(a, b); break;
    case BinaryOp::Mod: out = remainder(a, b); break;
    case BinaryOp::Atan2:
        out.lo = -std::numbers::pi;
        out.hi = std::numbers::pi;
        break;
    case BinaryOp::Pow:
        if (isPoint(a) && isPoint(b)) {
            out.lo = out.hi = std::pow(a.lo, b.lo);
        }
        break;
    default: break;
    }
    if (std::isnan(out.lo) || std::isnan(out.hi)) {
        out = Bounds();
    }
    out.rounded = a.rounded || b.rounded;
    out.whole = a.whole && b.whole && (op == BinaryOp::Add || op == BinaryOp::Sub || op == BinaryOp::Mul);
    return out;
}

/// The ends of whole numbers, moved inwards to such as the comparison lets pass.
void toWhole(Bounds& value, BinaryOp op, const Bounds& other)
{
    if (op == BinaryOp::Greater && value.lo == other.lo && isPoint(other)) {
        value.lo = std::floor(value.lo) + 1;
    }
    if (op == BinaryOp::Less && value.hi == other.hi && isPoint(other)) {
        value.hi = std::ceil(value.hi) - 1;
    }
    value.lo = std::ceil(value.lo);
    value.hi = std::floor(value.hi);
}

/// A comparison keeps those of the vector's values that pass.
Bounds kept(BinaryOp op, Bounds value, const Bounds& other)
{
    switch (op) {
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual: value.lo = std::max(value.lo, other.lo); break;
    case BinaryOp::Less:
    case BinaryOp::LessEqual: value.hi = std::min(value.hi, other.hi); break;
    case BinaryOp::Equal:
        value.lo = std::max(value.lo, other.lo);
        value.hi = std::min(value.hi, other.hi);
        break;
    default: break;
    }
    value.rounded = value.rounded || other.rounded;
    if (value.whole && !other.rounded) {
        toWhole(value, op, other);
    }
    return value;
}

BinaryOp turned(BinaryOp op)
{
    switch (op) {
    case BinaryOp::Greater: return BinaryOp::Less;
    case BinaryOp::GreaterEqual: return BinaryOp::LessEqual;
    case BinaryOp::Less: return BinaryOp::Greater;
    case BinaryOp::LessEqual: return BinaryOp::GreaterEqual;
    default: return op;
    }
}

Bounds comparison(const Binary& node, const Bounds& left, const Bounds& right)
{
    Bounds out;
    if (node.returnBool) {
        out.lo = 0;
        out.hi = 1;
        out.whole = true;
        return out;
    }
    const bool keepsRight = node.left->type == ValueType::Scalar;
    out = keepsRight ? kept(turned(node.op), right, left) : kept(node.op, left, right);
    return out;
}

Bounds binaryBounds(const Binary& node, const MetricTypes& types)
{
    Bounds left = boundsOf(*node.left, types);
    const Bounds right = boundsOf(*node.right, types);
    Bounds out;
    if (node.op == BinaryOp::And || node.op == BinaryOp::Unless) {
        return left;
    }
    if (node.op == BinaryOp::Or) {
        out.lo = std::min(left.lo, right.lo);
        out.hi = std::max(left.hi, right.hi);
        out.rounded = left.rounded || right.rounded;
        out.whole = left.whole && right.whole;
    } else if (isComparison(node.op)) {
        out = comparison(node, left, right);
    } else {
        Bounds share = node.op == BinaryOp::Div ? shareBounds(node, types) : Bounds();
        if (std::isfinite(share.hi)) {
            return share;
        }
        out = arithmetic(node.op, left, right);
    }
    addPremises(out, left);
    addPremises(out, right);
    return out;
}

} // namespace

void addPremises(Bounds& to, const Bounds& from)
{
    for (const std::string& premise : from.premises) {
        if (std::find(to.premises.begin(), to.premises.end(), premise) == to.premises.end()) {
            to.premises.push_back(premise);
        }
    }
}

Bounds boundsOf(const Expr& expr, const MetricTypes& types)
{
    switch (expr.kind) {
    case ExprKind::Number: {
        Bounds out;
        const double value = as<NumberLiteral>(expr).value;
        if (!std::isnan(value)) {
            out.lo = out.hi = value;
            out.whole = isWhole(value);
        }
        return out;
    }
    case ExprKind::Selector: return selectorBounds(as<Selector>(expr), types);
    case ExprKind::Range: return selectorBounds(*as<Range>(expr).selector, types);
    case ExprKind::Subquery: return boundsOf(*as<Subquery>(expr).inner, types);
    case ExprKind::Paren: return boundsOf(*as<Paren>(expr).inner, types);
    case ExprKind::Unary: {
        Bounds out = boundsOf(*as<Unary>(expr).inner, types);
        if (as<Unary>(expr).negative) {
            std::swap(out.lo, out.hi);
            out.lo = -out.lo;
            out.hi = -out.hi;
        }
        return out;
    }
    case ExprKind::Binary: return binaryBounds(as<Binary>(expr), types);
    case ExprKind::Aggregate: {
        const auto& node = as<Aggregate>(expr);
        return aggregateBounds(node, boundsOf(*node.inner, types), types);
    }
    case ExprKind::Call: {
        std::vector<Bounds> args;
        for (const ExprPtr& argument : as<Call>(expr).args) {
            args.push_back(argument->type == ValueType::String ? Bounds() : boundsOf(*argument, types));
        }
        return callBounds(as<Call>(expr), args);
    }
    case ExprKind::Text: break;
    }
    return {};
}

bool neverPasses(const Bounds& left, BinaryOp op, const Bounds& right)
{
    // a <= b for all values, even where rounding takes them over their ends
    const auto atMost = [](const Bounds& a, const Bounds& b, bool strictly) {
        if (a.hi == infinite || b.lo == -infinite) {
            return false;
        }
        if (a.rounded || b.rounded) {
            return a.hi + std::abs(a.hi) * slack < b.lo - std::abs(b.lo) * slack;
        }
        return strictly ? a.hi < b.lo : a.hi <= b.lo;
    };
    switch (op) {
    case BinaryOp::Greater: return atMost(left, right, false);
    case BinaryOp::GreaterEqual: return atMost(left, right, true);
    case BinaryOp::Less: return atMost(right, left, false);
    case BinaryOp::LessEqual: return atMost(right, left, true);
    case BinaryOp::Equal: {
        const bool between = (left.whole && isPoint(right) && !isWhole(right.lo))
            || (right.whole && isPoint(left) && !isWhole(left.lo));
        return between || atMost(left, right, true) || atMost(right, left, true);
    }
    default: return false;
    }
}

std::string rangeWords(const Bounds& bounds)
{
    const auto number = [](double value) { return base::formatFloat(value, 'g'); };
    if (bounds.lo == bounds.hi) {
        return number(bounds.lo);
    }
    if (bounds.lo == -infinite) {
        return bounds.hi == infinite ? std::string() : "at most " + number(bounds.hi);
    }
    if (bounds.whole && bounds.hi == bounds.lo + 1) {
        return number(bounds.lo) + " or " + number(bounds.hi);
    }
    return bounds.hi == infinite ? "at least " + number(bounds.lo)
                                 : "between " + number(bounds.lo) + " and " + number(bounds.hi);
}

} // namespace checkwatch::rules
