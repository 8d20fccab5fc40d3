#include "models/rules/sharedlabels.h"

#include "models/promql/functions.h"
#include "models/promql/parser.h"

#include <algorithm>

namespace checkwatch::rules {

using namespace promql;
using metrics::Labels;
using metrics::LabelsBuilder;

namespace {

constexpr std::size_t mostSeries = 20'000;

Labels keptOf(const Labels& labels, const std::vector<std::string>& names, bool without)
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

std::string example(const std::unordered_set<Labels>& sets)
{
    return std::min_element(sets.begin(), sets.end())->toString();
}

} // namespace

PartnerCheck::LabelSets PartnerCheck::of(const Expr& expr)
{
    const Expr& inner = unwrapped(expr);
    const auto [known, isNew] = m_known.try_emplace(print(inner));
    LabelSets& sets = known->second; // stays where it is while others come
    if (isNew) {
        sets = lookedAt(inner);
    }
    return sets;
}

PartnerCheck::LabelSets PartnerCheck::lookedAt(const Expr& expr)
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

PartnerCheck::LabelSets PartnerCheck::kept(const LabelSets& sets, const std::vector<std::string>& names, bool without)
{
    if (!sets || (without && names.empty())) {
        return sets;
    }
    auto out = std::make_shared<std::unordered_set<Labels>>();
    for (const Labels& labels : *sets) {
        out->insert(keptOf(labels, names, without));
    }
    return out;
}

PartnerCheck::LabelSets PartnerCheck::ofSelector(const Selector& selector)
{
    if (selector.name.empty() || m_own.contains(selector.name)) {
        return nullptr;
    }
    const SelectorFacts& facts = m_lookup.facts(selector);
    if (facts.series.size() > mostSeries) {
        return nullptr;
    }
    auto out = std::make_shared<std::unordered_set<Labels>>();
    const std::vector<std::string> name{std::string(metrics::metricNameLabel)};
    for (const tsdb::SeriesRef series : facts.series) {
        out->insert(keptOf(m_lookup.data().labels(series), name, true));
    }
    return out;
}

PartnerCheck::LabelSets PartnerCheck::ofCall(const Call& call)
{
    const FunctionId id = call.function->id;
    const bool changesLabels = id == FunctionId::LabelReplace || id == FunctionId::LabelJoin || id == FunctionId::Absent
        || id == FunctionId::AbsentOverTime || id == FunctionId::HistogramQuantile;
    const auto vector = std::find_if(call.args.begin(), call.args.end(), [](const ExprPtr& argument) {
        return argument->type == ValueType::Vector || argument->type == ValueType::Matrix;
    });
    return changesLabels || vector == call.args.end() ? nullptr : of(**vector);
}

PartnerCheck::LabelSets PartnerCheck::ofAggregate(const Aggregate& node)
{
    LabelSets inner = of(*node.inner);
    const bool keeps
        = node.op == AggregateOp::Topk || node.op == AggregateOp::Bottomk || node.op == AggregateOp::Limitk;
    if (keeps || node.op == AggregateOp::CountValues) {
        return keeps ? inner : nullptr;
    }
    return kept(inner, node.grouping, node.without);
}

PartnerCheck::LabelSets PartnerCheck::ofBinary(const Binary& node)
{
    if (node.left->type != ValueType::Vector) {
        return of(*node.right);
    }
    LabelSets left = of(*node.left);
    if (node.right->type != ValueType::Vector || node.op == BinaryOp::And || node.op == BinaryOp::Unless) {
        return left;
    }
    if (node.op == BinaryOp::Or) {
        const LabelSets right = of(*node.right);
        if (!left || !right) {
            return nullptr;
        }
        auto both = std::make_shared<std::unordered_set<Labels>>(*left);
        both->insert(right->begin(), right->end());
        return both;
    }
    return node.matching.card == Cardinality::OneToOne ? kept(left, node.matching.labels, !node.matching.on) : nullptr;
}

std::string PartnerCheck::whyNone(const Binary& node)
{
    const LabelSets left = kept(of(*node.left), node.matching.labels, !node.matching.on);
    const LabelSets right = kept(of(*node.right), node.matching.labels, !node.matching.on);
    if (!left || !right || left->empty() || right->empty()) {
        return {};
    }
    const bool some = std::any_of(left->begin(), left->end(), [&](const Labels& l) { return right->contains(l); });
    return some ? std::string()
                : "No label set of the left side is one of the right side: for example " + example(*left)
            + " on the left, " + example(*right) + " on the right.";
}

} // namespace checkwatch::rules
