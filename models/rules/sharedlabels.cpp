#include "models/rules/sharedlabels.h"

#include "models/promql/functions.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace checkwatch::rules {
namespace {

using namespace promql;
using metrics::Labels;
using metrics::LabelsBuilder;
/// The label sets an expression's elements may have, without names; nothing where that is not known.
using LabelSets = std::optional<std::unordered_set<Labels>>;

constexpr std::size_t mostSeries = 20'000;

class Sides
{
public:
    Sides(SelectorLookup& lookup, const OwnMetrics& own) : m_lookup(lookup), m_own(own) {}

    LabelSets of(const Expr& expr)
    {
        switch (expr.kind) {
        case ExprKind::Selector: return ofSelector(as<Selector>(expr));
        case ExprKind::Range: return ofSelector(*as<Range>(expr).selector);
        case ExprKind::Subquery: return of(*as<Subquery>(expr).inner);
        case ExprKind::Paren: return of(*as<Paren>(expr).inner);
        case ExprKind::Unary: return of(*as<Unary>(expr).inner);
        case ExprKind::Call: return ofCall(as<Call>(expr));
        case ExprKind::Aggregate: return ofAggregate(as<Aggregate>(expr));
        case ExprKind::Binary: return ofBinary(as<Binary>(expr));
        default: return std::nullopt;
        }
    }

    static Labels kept(const Labels& labels, const std::vector<std::string>& names, bool without)
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

    static LabelSets kept(const LabelSets& sets, const std::vector<std::string>& names, bool without)
    {
        if (!sets) {
            return std::nullopt;
        }
        std::unordered_set<Labels> out;
        for (const Labels& labels : *sets) {
            out.insert(kept(labels, names, without));
        }
        return out;
    }

private:
    LabelSets ofSelector(const Selector& selector)
    {
        if (selector.name.empty() || m_own.contains(selector.name)) {
            return std::nullopt;
        }
        const SelectorFacts& facts = m_lookup.facts(selector);
        if (facts.series.size() > mostSeries) {
            return std::nullopt;
        }
        std::unordered_set<Labels> out;
        const std::vector<std::string> name{std::string(metrics::metricNameLabel)};
        for (const tsdb::SeriesRef series : facts.series) {
            out.insert(kept(m_lookup.data().labels(series), name, true));
        }
        return out;
    }

    LabelSets ofCall(const Call& call)
    {
        const FunctionId id = call.function->id;
        const bool changesLabels = id == FunctionId::LabelReplace || id == FunctionId::LabelJoin
            || id == FunctionId::Absent || id == FunctionId::AbsentOverTime || id == FunctionId::HistogramQuantile;
        const auto vector = std::find_if(call.args.begin(), call.args.end(), [](const ExprPtr& argument) {
            return argument->type == ValueType::Vector || argument->type == ValueType::Matrix;
        });
        return changesLabels || vector == call.args.end() ? std::nullopt : of(**vector);
    }

    LabelSets ofAggregate(const Aggregate& node)
    {
        LabelSets inner = of(*node.inner);
        const bool keeps
            = node.op == AggregateOp::Topk || node.op == AggregateOp::Bottomk || node.op == AggregateOp::Limitk;
        if (keeps || node.op == AggregateOp::CountValues) {
            return keeps ? inner : std::nullopt;
        }
        return kept(inner, node.grouping, node.without);
    }

    LabelSets ofBinary(const Binary& node)
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
                return std::nullopt;
            }
            left->insert(right->begin(), right->end());
            return left;
        }
        return node.matching.card == Cardinality::OneToOne ? kept(left, node.matching.labels, !node.matching.on)
                                                           : std::nullopt;
    }

    SelectorLookup& m_lookup;
    const OwnMetrics& m_own;
};

std::string example(const std::unordered_set<Labels>& sets)
{
    return std::min_element(sets.begin(), sets.end())->toString();
}

} // namespace

std::string whyNoPartner(const Binary& node, SelectorLookup& lookup, const OwnMetrics& own)
{
    Sides sides(lookup, own);
    const LabelSets left = Sides::kept(sides.of(*node.left), node.matching.labels, !node.matching.on);
    const LabelSets right = Sides::kept(sides.of(*node.right), node.matching.labels, !node.matching.on);
    if (!left || !right || left->empty() || right->empty()) {
        return {};
    }
    const bool some = std::any_of(left->begin(), left->end(), [&](const Labels& l) { return right->contains(l); });
    return some ? std::string()
                : "No label set of the left side is one of the right side: for example " + example(*left)
            + " on the left, " + example(*right) + " on the right.";
}

} // namespace checkwatch::rules
