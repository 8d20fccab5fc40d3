#include "models/rules/bounds.h"

#include "models/promql/functions.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Parts and wholes: `sum by (x) (rate(m{a="1"}[5m])) / sum by (x) (rate(m[5m]))` is at most 1.
namespace checkwatch::rules {
namespace {

using namespace promql;

/// factor * sum by (grouping) (function(selector[range])), the form in which a part and its whole are recognised.
struct Sum
{
    double factor = 1;
    const Aggregate* sum = nullptr;
    const Call* call = nullptr;   ///< null: the samples themselves
    const Range* range = nullptr; ///< of the call
    const Selector* selector = nullptr;
};

const NumberLiteral* numberIn(const Expr& expr)
{
    const Expr& inner = unwrapped(expr);
    return inner.kind == ExprKind::Number ? &as<NumberLiteral>(inner) : nullptr;
}

std::optional<Sum> sumOf(const Expr& expr, Sum out = {})
{
    const Expr& node = unwrapped(expr);
    if (node.kind == ExprKind::Binary) {
        const auto& binary = as<Binary>(node);
        const NumberLiteral* const right = numberIn(*binary.right);
        const NumberLiteral* const left = numberIn(*binary.left);
        if (binary.op == BinaryOp::Mul && (right == nullptr) != (left == nullptr)) {
            out.factor *= right != nullptr ? right->value : left->value;
            return sumOf(right != nullptr ? *binary.left : *binary.right, out);
        }
        if (binary.op == BinaryOp::Div && right != nullptr && left == nullptr) {
            out.factor /= right->value;
            return sumOf(*binary.left, out);
        }
        return std::nullopt;
    }
    if (node.kind == ExprKind::Aggregate && out.sum == nullptr && as<Aggregate>(node).op == AggregateOp::Sum) {
        out.sum = &as<Aggregate>(node);
        return sumOf(*out.sum->inner, out);
    }
    if (out.sum == nullptr) {
        return std::nullopt;
    }
    if (node.kind == ExprKind::Selector) {
        out.selector = &as<Selector>(node);
        return out;
    }
    if (node.kind != ExprKind::Call || as<Call>(node).args.size() != 1
        || unwrapped(*as<Call>(node).args.front()).kind != ExprKind::Range) {
        return std::nullopt;
    }
    out.call = &as<Call>(node);
    out.range = &as<Range>(unwrapped(*out.call->args.front()));
    out.selector = out.range->selector.get();
    return out;
}

bool sameGroups(const Binary& division, const Sum& part, const Sum& whole)
{
    auto a = part.sum->grouping;
    auto b = whole.sum->grouping;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const bool plain
        = division.matching.card == Cardinality::OneToOne && !division.matching.on && division.matching.labels.empty();
    return plain && a == b && part.sum->without == whole.sum->without;
}

bool sameTime(const TimeShift& a, const TimeShift& b)
{
    return a.offset == b.offset && a.at == b.at && a.time == b.time;
}

/// Whether every series that `part` selects is one that `whole` selects.
bool selectsWithin(const Selector& part, const Selector& whole)
{
    return std::all_of(whole.matchers.begin(), whole.matchers.end(), [&](const metrics::Matcher& wanted) {
        return std::any_of(part.matchers.begin(), part.matchers.end(), [&](const metrics::Matcher& given) {
            return given == wanted
                || (given.type() == metrics::MatchType::Equal && given.name() == wanted.name()
                    && wanted.matches(given.value()));
        });
    });
}

bool sameCall(const Sum& part, const Sum& whole)
{
    if ((part.call == nullptr) != (whole.call == nullptr)) {
        return false;
    }
    return part.call == nullptr
        || (part.call->function == whole.call->function && part.range->range == whole.range->range);
}

} // namespace

Bounds shareBounds(const Binary& division, const MetricTypes& types)
{
    const auto part = sumOf(*division.left);
    const auto whole = sumOf(*division.right);
    if (!part || !whole || !sameGroups(division, *part, *whole) || !sameCall(*part, *whole)
        || !sameTime(part->selector->shift, whole->selector->shift)
        || !selectsWithin(*part->selector, *whole->selector)) {
        return {};
    }
    Bounds summed = boundsOf(*whole->sum->inner, types);
    if (!(summed.lo >= 0 && part->factor > 0 && whole->factor > 0)) {
        return {};
    }
    Bounds out;
    out.lo = 0;
    out.hi = part->factor / whole->factor;
    out.rounded = true;
    out.premises = std::move(summed.premises);
    out.premises.push_back("the series above the line are among those below it");
    return out;
}

} // namespace checkwatch::rules
