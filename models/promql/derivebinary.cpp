#include "models/promql/arithmetic.h"
#include "models/promql/deriver.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

constexpr std::size_t comparedAtMost = 2000; ///< elements looked at for the one that comes nearest

std::size_t indexOf(const Item& item)
{
    return item.origin & ~TapedStep::fromRight;
}

BinaryStep detailOf(const Binary& node)
{
    BinaryStep detail;
    detail.op = node.op;
    detail.returnBool = node.returnBool;
    detail.matching = node.matching;
    return detail;
}

/// What the comparison says of two numbers, by the evaluator's own operation.
bool holds(const BinaryStep& step)
{
    return step.left && step.right && apply(step.op, *step.left, *step.right).keep;
}

std::vector<BinaryStep::Difference> differencesOf(const metrics::Labels& ours, const metrics::Labels& theirs)
{
    std::vector<BinaryStep::Difference> out;
    for (const metrics::Label label : ours) {
        if (theirs.get(label.name) != label.value) {
            out.push_back({std::string(label.name), std::string(label.value), std::string(theirs.get(label.name))});
        }
    }
    for (const metrics::Label label : theirs) {
        if (!ours.has(label.name)) {
            out.push_back({std::string(label.name), {}, std::string(label.value)});
        }
    }
    return out;
}

/// Finds the element of the other side that differs in the fewest labels from what the partner must have.
void tellNearest(BinaryStep& detail, const Items& others)
{
    detail.others = others.size();
    std::size_t fewest = 0;
    for (std::size_t i = 0; i < std::min(others.size(), comparedAtMost); ++i) {
        auto differences = differencesOf(detail.key, matchedLabels(others[i], detail.matching));
        if (i == 0 || differences.size() < fewest) {
            fewest = differences.size();
            differences.resize(std::min(fewest, Explanation::maxDifferences));
            detail.differences = std::move(differences);
            detail.nearest = labelsOf(others[i]);
        }
    }
}

bool resultHas(const TapedStep& step, std::size_t many)
{
    return std::any_of(step.items.begin(), step.items.end(),
                       [many](const Item& item) { return indexOf(item) == many; });
}

} // namespace

void Deriver::presentBinary(Derivation& out, const TapedStep& step, const Item& item)
{
    const Binary& node = as<Binary>(*step.node);
    if (isSetOperator(node.op)) {
        presentSet(out, step, item);
        return;
    }
    const TapedStep* const left = step.operand(*node.left);
    const TapedStep* const right = step.operand(*node.right);
    BinaryStep detail = detailOf(node);
    const bool numberLeft = node.left->type == ValueType::Scalar;
    const bool numberRight = node.right->type == ValueType::Scalar;
    std::size_t many = indexOf(item);
    std::size_t one = many;
    const bool swapped = node.matching.card == Cardinality::OneToMany;
    if (!numberLeft && !numberRight) {
        one = step.partners[many];
        detail.key = matchedLabels((swapped ? right : left)->items[many], node.matching);
        if (swapped) {
            std::swap(many, one);
        }
    }
    detail.left = numberLeft ? left->number : left->items[many].value;
    detail.right = numberRight ? right->number : right->items[one].value;
    detail.holds = holds(detail);
    out.detail = std::move(detail);
    if (numberLeft) {
        addNumber(out, left);
    } else {
        addPresent(out, left, many);
    }
    if (numberRight) {
        addNumber(out, right);
    } else {
        addPresent(out, right, one);
    }
}

void Deriver::presentSet(Derivation& out, const TapedStep& step, const Item& item)
{
    const Binary& node = as<Binary>(*step.node);
    const TapedStep* const left = step.operand(*node.left);
    const TapedStep* const right = step.operand(*node.right);
    BinaryStep detail = detailOf(node);
    const std::size_t index = indexOf(item);
    const bool fromRight = (item.origin & TapedStep::fromRight) != 0;
    detail.key = matchedLabels((fromRight ? right : left)->items[index], node.matching);
    const Wanted partner{detail.key};
    detail.others = (fromRight ? left : right)->items.size();
    out.detail = std::move(detail);
    if (fromRight) {
        addFound(out, left, partner);
        addPresent(out, right, index);
        return;
    }
    addPresent(out, left, index);
    if (node.op == BinaryOp::And) {
        addPresent(out, right, step.partners[index]);
    } else if (node.op == BinaryOp::Unless) {
        addFound(out, right, partner);
    }
}

void Deriver::missingBinary(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Binary& node = as<Binary>(*step.node);
    if (isSetOperator(node.op)) {
        missingSet(out, step, wanted);
    } else if (node.left->type == ValueType::Scalar || node.right->type == ValueType::Scalar) {
        missingBesideNumber(out, step, wanted);
    } else {
        missingMatched(out, step, wanted);
    }
}

void Deriver::missingBesideNumber(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Binary& node = as<Binary>(*step.node);
    const bool numberLeft = node.left->type == ValueType::Scalar;
    const TapedStep* const number = step.operand(numberLeft ? *node.left : *node.right);
    const TapedStep* const operand = step.operand(numberLeft ? *node.right : *node.left);
    const Index index = find(*operand, wanted);
    BinaryStep detail = detailOf(node);
    (numberLeft ? detail.left : detail.right) = number->number;
    if (index) {
        out.missing = resultHas(step, *index) ? Missing::OtherSeries : Missing::ComparedFalse;
        out.labels = labelsOf(operand->items[*index]);
        out.value = operand->items[*index].value;
        (numberLeft ? detail.right : detail.left) = out.value;
        detail.holds = holds(detail);
    }
    out.detail = std::move(detail);
    if (numberLeft) {
        addNumber(out, number);
    }
    addFound(out, operand, wanted);
    if (!numberLeft) {
        addNumber(out, number);
    }
}

/// An element of the side that looks for partners has none.
void Deriver::unpartnered(Derivation& out, const TapedStep& step, bool manyRight, std::size_t index)
{
    const Binary& node = as<Binary>(*step.node);
    const TapedStep* const left = step.operand(*node.left);
    const TapedStep* const right = step.operand(*node.right);
    const Item& item = (manyRight ? right : left)->items[index];
    const Items& others = (manyRight ? left : right)->items;
    BinaryStep detail = detailOf(node);
    detail.key = matchedLabels(item, node.matching);
    (manyRight ? detail.right : detail.left) = item.value;
    tellNearest(detail, others);
    out.missing = others.empty() ? Missing::EmptySide : Missing::NoPartner;
    out.labels = labelsOf(item);
    const Wanted partner{detail.key};
    out.detail = std::move(detail);
    if (manyRight) {
        addFound(out, left, partner);
        addPresent(out, right, index);
    } else {
        addPresent(out, left, index);
        addFound(out, right, partner);
    }
}

void Deriver::missingMatched(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Binary& node = as<Binary>(*step.node);
    const TapedStep* const left = step.operand(*node.left);
    const TapedStep* const right = step.operand(*node.right);
    const bool swapped = node.matching.card == Cardinality::OneToMany;
    const TapedStep* const manySide = swapped ? right : left;
    const TapedStep* const oneSide = swapped ? left : right;
    const Index many = find(*manySide, wanted);
    const std::uint32_t one = many && !step.partners.empty() ? step.partners[*many] : TapedStep::noPartner;
    if (many && one == TapedStep::noPartner) {
        unpartnered(out, step, swapped, *many);
        return;
    }
    BinaryStep detail = detailOf(node);
    if (!many) {
        out.detail = std::move(detail);
        addFound(out, left, swapped ? wanted.withoutName() : wanted);
        addFound(out, right, swapped ? wanted : wanted.withoutName());
        return;
    }
    out.missing = resultHas(step, *many) ? Missing::OtherSeries : Missing::ComparedFalse;
    out.labels = labelsOf(manySide->items[*many]);
    detail.key = matchedLabels(manySide->items[*many], node.matching);
    detail.left = (swapped ? oneSide->items[one] : manySide->items[*many]).value;
    detail.right = (swapped ? manySide->items[*many] : oneSide->items[one]).value;
    out.value = *detail.left;
    detail.holds = holds(detail);
    out.detail = std::move(detail);
    addPresent(out, left, swapped ? one : *many);
    addPresent(out, right, swapped ? *many : one);
}

void Deriver::missingSet(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Binary& node = as<Binary>(*step.node);
    const TapedStep* const left = step.operand(*node.left);
    const TapedStep* const right = step.operand(*node.right);
    const Index found = find(*left, wanted);
    if (node.op == BinaryOp::And && found && step.partners[*found] == TapedStep::noPartner) {
        unpartnered(out, step, false, *found);
        return;
    }
    BinaryStep detail = detailOf(node);
    detail.others = right->items.size();
    if (node.op == BinaryOp::Unless && found) {
        out.missing = Missing::HasPartner;
        out.labels = labelsOf(left->items[*found]);
        detail.key = matchedLabels(left->items[*found], node.matching);
        out.detail = std::move(detail);
        addPresent(out, left, *found);
        addPresent(out, right, step.partners[*found]);
        return;
    }
    const Index other = node.op == BinaryOp::Or ? find(*right, wanted) : std::nullopt;
    out.detail = std::move(detail);
    if (other) {
        out.missing = Missing::HasPartner;
        out.labels = labelsOf(right->items[*other]);
        addPresent(out, left, step.partners[*other]);
        addPresent(out, right, *other);
        return;
    }
    addFound(out, left, wanted);
    if (node.op == BinaryOp::Or) {
        addFound(out, right, wanted);
    }
}

} // namespace checkwatch::promql
