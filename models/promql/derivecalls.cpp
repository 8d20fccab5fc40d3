#include "models/promql/deriver.h"
#include "models/promql/functions.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

/// The argument that elements come from; null where a function makes its element out of numbers or of the time.
const Expr* sourceOf(const Call& call)
{
    const auto at = std::find_if(call.args.begin(), call.args.end(), [](const ExprPtr& arg) {
        return arg->type == ValueType::Vector || arg->type == ValueType::Matrix;
    });
    return at == call.args.end() ? nullptr : at->get();
}

bool tellsAbsence(const Call& call)
{
    return call.function->id == FunctionId::Absent || call.function->id == FunctionId::AbsentOverTime;
}

} // namespace

void Deriver::addNumbers(Derivation& out, const TapedStep& step, const Call& call)
{
    for (const ExprPtr& arg : call.args) {
        if (arg->type == ValueType::Scalar) {
            addNumber(out, step.operand(*arg));
        }
    }
}

void Deriver::presentCall(Derivation& out, const TapedStep& step, std::size_t index)
{
    const Call& call = as<Call>(*step.node);
    const Expr* const source = sourceOf(call);
    const TapedStep* const operand = source ? step.operand(*source) : nullptr;
    const std::uint32_t origin = step.items[index].origin;
    if (call.function->id == FunctionId::HistogramQuantile) {
        if (operand) {
            group(out, step, *operand, static_cast<std::uint32_t>(index), std::nullopt);
        }
        return;
    }
    CallStep detail{std::string(call.function->name), {}};
    if (tellsAbsence(call)) {
        addFound(out, operand, {});
    } else if (operand) {
        if (source->type == ValueType::Matrix) {
            detail.notes = operand->windows[origin].notes;
        }
        addPresent(out, operand, origin);
    }
    addNumbers(out, step, call);
    out.detail = std::move(detail);
}

void Deriver::missingCall(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Call& call = as<Call>(*step.node);
    out.detail = CallStep{std::string(call.function->name), {}};
    const Expr* const source = sourceOf(call);
    const TapedStep* const operand = source ? step.operand(*source) : nullptr;
    if (!operand) { // native histograms: nothing has them
        out.missing = source ? Missing::Refused : Missing::OtherSeries;
    } else if (tellsAbsence(call)) {
        const bool any = find(*operand, {}).has_value();
        out.missing = any ? Missing::IsPresent : Missing::OtherSeries;
        addFound(out, operand, {});
    } else if (source->type == ValueType::Matrix) {
        missingOverRange(out, step, operand, wanted);
    } else {
        missingOfVector(out, step, operand, wanted);
    }
    addNumbers(out, step, call);
}

void Deriver::missingOverRange(Derivation& out, const TapedStep& step, const TapedStep* range, const Wanted& wanted)
{
    const Index index = find(*range, wanted);
    if (!index) {
        addFound(out, range, wanted);
        return;
    }
    const bool other
        = std::any_of(step.items.begin(), step.items.end(), [&](const Item& item) { return item.origin == *index; });
    out.missing = other ? Missing::OtherSeries : Missing::TooFewSamples;
    out.labels = labelsOf(range->windows[*index].series);
    addPresent(out, range, *index);
}

void Deriver::missingOfVector(Derivation& out, const TapedStep& step, const TapedStep* operand, const Wanted& wanted)
{
    const Index index = find(*operand, wanted);
    if (!index) {
        addFound(out, operand, wanted);
        return;
    }
    const bool grouped = !step.groups.empty(); // histogram_quantile
    const bool other = grouped
        ? step.groups[*index] != TapedStep::noGroup
        : std::any_of(step.items.begin(), step.items.end(), [&](const Item& item) { return item.origin == *index; });
    out.missing = other ? Missing::OtherSeries : Missing::Refused;
    out.labels = labelsOf(operand->items[*index]);
    addPresent(out, operand, *index);
}

} // namespace checkwatch::promql
