#include "models/rules/labelsets.h"

#include "models/promql/functions.h"
#include "models/promql/parser.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

using namespace promql;
using metrics::Labels;
using metrics::LabelsBuilder;

constexpr std::size_t mostSeries = 20'000;

Labels keptLabels(const Labels& labels, const std::vector<std::string>& names, bool without)
{
    LabelsBuilder builder(labels);
    if (without) {
        for (const std::string& name : names) {
            builder.remove(name);
        }
    } else {
        builder.keep(names);
    }
    return builder.build();
}

LabelSets keptLabels(const LabelSets& all, const std::vector<std::string>& names, bool without)
{
    LabelSets out;
    out.filtered = all.filtered;
    for (const Labels& labels : all.sets) {
        out.sets.insert(keptLabels(labels, names, without));
    }
    return out;
}

LabelSetsPtr shared(LabelSets sets)
{
    return std::make_shared<const LabelSets>(std::move(sets));
}

LabelSetsPtr filtered(const LabelSetsPtr& all)
{
    if (!all || all->filtered) {
        return all;
    }
    return shared({all->sets, true});
}

} // namespace

LabelSetsPtr LabelSetFinder::of(const Expr& expr)
{
    const Expr& inner = unwrapped(expr);
    const auto [known, isNew] = m_known.try_emplace(print(inner));
    LabelSetsPtr& sets = known->second; // stays where it is while others come
    if (isNew) {
        sets = lookedAt(inner);
    }
    return sets;
}

LabelSetsPtr LabelSetFinder::lookedAt(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Selector: return ofSelector(as<Selector>(expr));
    case ExprKind::Range: return of(*as<Range>(expr).selector);
    case ExprKind::Subquery: return of(*as<Subquery>(expr).inner);
    case ExprKind::Unary: return of(*as<Unary>(expr).inner);
    case ExprKind::Call: return ofCall(as<Call>(expr));
    case ExprKind::Aggregate: return ofAggregate(as<Aggregate>(expr));
    case ExprKind::Binary: return ofBinary(as<Binary>(expr));
    default: return nullptr;
    }
}

LabelSetsPtr LabelSetFinder::ofSelector(const Selector& selector)
{
    if (selector.name.empty() || m_own.contains(selector.name)) {
        return nullptr;
    }
    const SelectorFacts& facts = m_lookup.facts(selector);
    if (facts.series.size() > mostSeries) {
        return nullptr;
    }
    LabelSets out;
    out.filtered = selector.shift.at != At::None || selector.shift.offset != base::Duration{0}; // others, at that time
    const std::vector<std::string> name{std::string(metrics::metricNameLabel)};
    for (const tsdb::SeriesRef series : facts.series) {
        if (m_which == Of::Stored || m_lookup.isAlive(series)) {
            out.sets.insert(keptLabels(m_lookup.data().labels(series), name, true));
        }
    }
    return shared(std::move(out));
}

LabelSetsPtr LabelSetFinder::ofCall(const Call& call)
{
    const FunctionId id = call.function->id;
    const bool changesLabels = id == FunctionId::LabelReplace || id == FunctionId::LabelJoin || id == FunctionId::Absent
        || id == FunctionId::AbsentOverTime || id == FunctionId::HistogramQuantile;
    const auto vector = std::find_if(call.args.begin(), call.args.end(), [](const ExprPtr& argument) {
        return argument->type == ValueType::Vector || argument->type == ValueType::Matrix;
    });
    return changesLabels || vector == call.args.end() ? nullptr : of(**vector);
}

LabelSetsPtr LabelSetFinder::ofAggregate(const Aggregate& node)
{
    const LabelSetsPtr inner = of(*node.inner);
    switch (node.op) {
    case AggregateOp::Topk:
    case AggregateOp::Bottomk:
    case AggregateOp::Limitk: return filtered(inner);
    case AggregateOp::CountValues: return nullptr;
    default: break;
    }
    return inner ? shared(keptLabels(*inner, node.grouping, node.without)) : nullptr;
}

LabelSetsPtr LabelSetFinder::ofBinary(const Binary& node)
{
    const bool both = node.left->type == ValueType::Vector && node.right->type == ValueType::Vector;
    if (!both) {
        const LabelSetsPtr side = of(node.left->type == ValueType::Vector ? *node.left : *node.right);
        return isComparison(node.op) && !node.returnBool ? filtered(side) : side;
    }
    LabelSetsPtr left = filtered(of(*node.left)); // not const: it is moved out
    if (node.op == BinaryOp::And || node.op == BinaryOp::Unless || !left) {
        return left;
    }
    if (node.op == BinaryOp::Or) {
        const LabelSetsPtr right = of(*node.right);
        if (!right) {
            return nullptr;
        }
        LabelSets all = *left;
        all.sets.insert(right->sets.begin(), right->sets.end());
        return shared(std::move(all));
    }
    return node.matching.card == Cardinality::OneToOne ? shared(matched(*left, node.matching)) : nullptr;
}

Labels matched(const Labels& labels, const Matching& matching)
{
    return keptLabels(labels, matching.labels, !matching.on);
}

LabelSets matched(const LabelSets& all, const Matching& matching)
{
    return keptLabels(all, matching.labels, !matching.on);
}

} // namespace checkwatch::rules
