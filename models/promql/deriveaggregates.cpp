#include "models/promql/deriver.h"
#include "models/promql/functions.h"
#include "models/promql/names.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::promql {
namespace {

/// Whether `a` says more about its group's value than `b`, which came before.
bool tellsMore(AggregateOp op, double a, double b)
{
    switch (op) {
    case AggregateOp::Min: return a < b;
    case AggregateOp::Max: return a > b;
    default: return std::fabs(a) > std::fabs(b);
    }
}

} // namespace

/// Tells of one group and goes on with `chosen`, or with the member that tells most.
void Deriver::group(Derivation& out, const TapedStep& step, const TapedStep& operand, std::uint32_t number,
                    Index chosen)
{
    AggregateStep detail;
    const bool isCall = step.node->kind == ExprKind::Call;
    const Aggregate* const node = isCall ? nullptr : &as<Aggregate>(*step.node);
    detail.operation = isCall ? as<Call>(*step.node).function->name : nameOf(node->op);
    if (node) {
        detail.grouping = node->grouping;
        detail.without = node->without;
    }
    const ExprPtr& parameter = isCall ? as<Call>(*step.node).args.front() : node->param;
    const TapedStep* const told = parameter ? step.operand(*parameter) : nullptr;
    detail.parameter = told ? std::optional(told->number) : std::nullopt;
    detail.groups = step.items.size();
    Index most = chosen;
    for (std::size_t i = 0; i < step.groups.size(); ++i) {
        if (step.groups[i] != number) {
            continue;
        }
        const double value = operand.items[i].value;
        if (!most || (!chosen && node && tellsMore(node->op, value, operand.items[*most].value))) {
            most = i;
        }
        ++detail.members;
    }
    for (std::size_t i = 0; i <= step.groups.size() && detail.shown.size() < Explanation::maxMembers && most; ++i) {
        const std::size_t at = i == 0 ? *most : i - 1; // the most telling first
        if (step.groups[at] == number && (i == 0 || at != *most)) {
            detail.shown.push_back({labelsOf(operand.items[at]), operand.items[at].value});
        }
    }
    const auto ranked = std::find(step.ranking.begin(), step.ranking.end(), chosen.value_or(step.groups.size()));
    for (auto at = ranked; at != step.ranking.end() && step.groups[*at] == number; --at) {
        ++detail.rank;
        if (at == step.ranking.begin()) {
            break;
        }
    }
    out.detail = std::move(detail);
    if (most) {
        addPresent(out, &operand, *most);
    }
    addNumber(out, told);
}

void Deriver::presentAggregate(Derivation& out, const TapedStep& step, std::size_t index)
{
    const Aggregate& node = as<Aggregate>(*step.node);
    const TapedStep* const operand = step.operand(*node.inner);
    if (isRanking(node.op)) {
        const std::uint32_t origin = step.items[index].origin;
        group(out, step, *operand, step.groups[origin], origin);
    } else {
        group(out, step, *operand, static_cast<std::uint32_t>(index), std::nullopt);
    }
}

void Deriver::missingAggregate(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    const Aggregate& node = as<Aggregate>(*step.node);
    const TapedStep* const operand = step.operand(*node.inner);
    const Index index = operand ? find(*operand, wanted) : std::nullopt;
    if (!index) {
        AggregateStep detail;
        detail.operation = nameOf(node.op);
        detail.grouping = node.grouping;
        detail.without = node.without;
        detail.groups = step.items.size();
        out.detail = std::move(detail);
        addFound(out, operand, wanted);
        return;
    }
    out.labels = labelsOf(operand->items[*index]);
    if (step.groups.empty()) { // a k below 1
        out.missing = Missing::Refused;
        out.detail = AggregateStep{std::string(nameOf(node.op)), node.grouping, node.without, {}, 0, 0, {}, 0};
        addPresent(out, operand, *index);
        addNumber(out, node.param ? step.operand(*node.param) : nullptr);
        return;
    }
    out.missing = isRanking(node.op) ? Missing::OutRanked : Missing::OtherSeries;
    group(out, step, *operand, step.groups[*index], index);
}

} // namespace checkwatch::promql
