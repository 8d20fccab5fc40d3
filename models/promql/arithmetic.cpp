#include "models/promql/arithmetic.h"

#include <cmath>

namespace checkwatch::promql {

Outcome apply(BinaryOp op, double left, double right)
{
    switch (op) {
    case BinaryOp::Add: return {left + right};
    case BinaryOp::Sub: return {left - right};
    case BinaryOp::Mul: return {left * right};
    case BinaryOp::Div: return {left / right};
    case BinaryOp::Mod: return {std::fmod(left, right)};
    case BinaryOp::Pow: return {std::pow(left, right)};
    case BinaryOp::Atan2: return {std::atan2(left, right)};
    case BinaryOp::Equal: return {left, left == right};
    case BinaryOp::NotEqual: return {left, left != right};
    case BinaryOp::Less: return {left, left < right};
    case BinaryOp::LessEqual: return {left, left <= right};
    case BinaryOp::Greater: return {left, left > right};
    case BinaryOp::GreaterEqual: return {left, left >= right};
    default: return {left, false};
    }
}

bool dropsName(const Binary& node)
{
    return node.returnBool || (!isComparison(node.op) && !isSetOperator(node.op) && node.op != BinaryOp::Atan2);
}

} // namespace checkwatch::promql
