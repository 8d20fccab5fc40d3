#include "models/promql/deriver.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

/// Whether these are the labels of the item. Counts first: most items differ in that.
bool isLabelled(const Item& item, const metrics::Labels& labels)
{
    const bool loses = item.dropName && !item.labels->name().empty();
    return item.labels->size() == labels.size() + (loses ? 1 : 0) && labelsOf(item) == labels;
}

/// The number of the best of some items: equal labels first, then most labels in common, then order.
template <typename ItemOf>
std::optional<std::size_t> best(std::size_t count, const Wanted& wanted, ItemOf&& itemOf)
{
    std::optional<std::size_t> found;
    int most = -1;
    for (std::size_t i = 0; i < count; ++i) {
        const Item* item = itemOf(i);
        if (!item) {
            continue;
        }
        if (!wanted.labels || isLabelled(*item, *wanted.labels)) {
            return i;
        }
        const auto common = agreement(*item, wanted);
        if (common && *common > most) {
            most = *common;
            found = i;
        }
    }
    return found;
}

} // namespace

Wanted Wanted::withoutName() const
{
    return labels ? Wanted{metrics::LabelsBuilder(*labels).remove(metrics::metricNameLabel).build()} : *this;
}

std::optional<int> agreement(const Item& item, const Wanted& wanted)
{
    if (!wanted.labels) {
        return 0;
    }
    int common = 0;
    bool hasOwn = false;
    for (const metrics::Label label : *item.labels) {
        const bool isName = label.name == metrics::metricNameLabel;
        if (isName && item.dropName) {
            continue;
        }
        const std::string_view asked = wanted.labels->get(label.name);
        if (!asked.empty() && asked != label.value) {
            return std::nullopt;
        }
        common += asked.empty() ? 0 : 1;
        hasOwn = hasOwn || !isName;
    }
    return common == 0 && hasOwn && !wanted.labels->empty() ? std::nullopt : std::optional(common);
}

Derivation Deriver::derive(const TapedStep& step, const Wanted& wanted)
{
    if (step.node->type == ValueType::Scalar) {
        return number(step);
    }
    const Index index = find(step, wanted);
    return index ? present(step, *index) : missing(step, wanted);
}

Derivation Deriver::begin(const TapedStep& step) const
{
    Derivation out;
    const Expr& node = *step.node;
    if (const auto place = m_places.find(&node); place != m_places.end()) {
        out.printed = {std::min(place->second.begin, m_textSize), std::min(place->second.end, m_textSize)};
    }
    out.source = node.span;
    out.kind = node.kind;
    out.type = node.type;
    out.time = step.time;
    const auto inUse = [](const TapedWindow& window) { return window.count > 0; };
    out.count = node.type == ValueType::Matrix
        ? static_cast<std::size_t>(std::count_if(step.windows.begin(), step.windows.end(), inUse))
        : step.items.size();
    return out;
}

Deriver::Index Deriver::find(const TapedStep& step, const Wanted& wanted)
{
    if (step.node->type == ValueType::Matrix) {
        return best(step.windows.size(), wanted,
                    [&](std::size_t i) { return step.windows[i].count > 0 ? &step.windows[i].series : nullptr; });
    }
    return best(step.items.size(), wanted, [&](std::size_t i) { return &step.items[i]; });
}

Derivation Deriver::present(const TapedStep& step, std::size_t index)
{
    Derivation out = begin(step);
    out.present = true;
    if (step.node->type == ValueType::Matrix) {
        presentWindow(out, step, index);
        return out;
    }
    const Item& item = step.items[index];
    out.labels = labelsOf(item);
    out.value = item.value;
    switch (step.node->kind) {
    case ExprKind::Selector: selector(out, step, item.origin); break;
    case ExprKind::Call: presentCall(out, step, index); break;
    case ExprKind::Aggregate: presentAggregate(out, step, index); break;
    case ExprKind::Binary: presentBinary(out, step, item); break;
    case ExprKind::Unary: addPresent(out, step.operand(*as<Unary>(*step.node).inner), item.origin); break;
    default: break;
    }
    return out;
}

Derivation Deriver::missing(const TapedStep& step, const Wanted& wanted)
{
    Derivation out = begin(step);
    out.missing = Missing::InOperand;
    if (step.node->type == ValueType::Matrix) {
        missingWindow(out, step, wanted);
        return out;
    }
    switch (step.node->kind) {
    case ExprKind::Selector: missingSelector(out, step, wanted); break;
    case ExprKind::Call: missingCall(out, step, wanted); break;
    case ExprKind::Aggregate: missingAggregate(out, step, wanted); break;
    case ExprKind::Binary: missingBinary(out, step, wanted); break;
    case ExprKind::Unary: addFound(out, step.operand(*as<Unary>(*step.node).inner), wanted); break;
    default: break;
    }
    return out;
}

Derivation Deriver::number(const TapedStep& step)
{
    Derivation out = begin(step);
    out.present = true;
    out.value = step.number;
    if (step.node->kind == ExprKind::Binary) {
        const Binary& node = as<Binary>(*step.node);
        BinaryStep detail;
        detail.op = node.op;
        detail.returnBool = node.returnBool;
        detail.holds = step.number != 0;
        for (const auto& [expr, value] : {std::pair(&node.left, &detail.left), std::pair(&node.right, &detail.right)}) {
            const TapedStep* operand = step.operand(**expr);
            *value = operand ? std::optional(operand->number) : std::nullopt;
            addNumber(out, operand);
        }
        out.detail = std::move(detail);
    } else if (step.node->kind == ExprKind::Call) {
        out.detail = CallStep{std::string(as<Call>(*step.node).function->name), {}};
    }
    for (const auto& operand : step.operands) {
        if (operand->node->type == ValueType::Scalar && step.node->kind == ExprKind::Unary) {
            addNumber(out, operand.get());
        } else if (operand->node->type == ValueType::Vector) { // scalar()
            addFound(out, operand.get(), {});
        }
    }
    return out;
}

bool Deriver::hasRoom(Derivation& out, const TapedStep* operand)
{
    if (!operand) {
        return false;
    }
    if (m_steps + 1 >= Explanation::maxSteps) {
        ++out.leftOut;
        return false;
    }
    ++m_steps;
    return true;
}

void Deriver::addPresent(Derivation& out, const TapedStep* operand, std::size_t index)
{
    if (hasRoom(out, operand)) {
        out.operands.push_back(present(*operand, index));
    }
}

void Deriver::addFound(Derivation& out, const TapedStep* operand, const Wanted& wanted)
{
    if (hasRoom(out, operand)) {
        out.operands.push_back(derive(*operand, wanted));
    }
}

void Deriver::addNumber(Derivation& out, const TapedStep* operand)
{
    if (hasRoom(out, operand)) {
        out.operands.push_back(number(*operand));
    }
}

} // namespace checkwatch::promql
