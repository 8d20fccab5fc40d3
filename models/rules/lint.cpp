#include "models/rules/lint.h"

#include "models/promql/ast.h"
#include "models/promql/functions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>

#include <re2/re2.h>

namespace checkwatch::rules {
namespace {

using namespace promql;
using LabelNames = std::set<std::string, std::less<>>;

/// The labels an expression's elements can have at all; nothing where any label may be there.
std::optional<LabelNames> possibleLabels(const Expr& expr);

std::optional<LabelNames> ofAggregate(const Aggregate& node)
{
    if (node.without) {
        auto names = possibleLabels(*node.inner);
        for (std::size_t i = 0; names && i < node.grouping.size(); ++i) {
            names->erase(node.grouping[i]);
        }
        return names;
    }
    if (node.op == AggregateOp::Topk || node.op == AggregateOp::Bottomk) {
        return possibleLabels(*node.inner);
    }
    LabelNames names(node.grouping.begin(), node.grouping.end());
    if (node.op == AggregateOp::CountValues && node.param && node.param->kind == ExprKind::Text) {
        names.insert(as<TextLiteral>(*node.param).value);
    }
    return names;
}

std::optional<LabelNames> ofBinary(const Binary& node)
{
    const bool vectors = node.left->type == ValueType::Vector && node.right->type == ValueType::Vector;
    if (!vectors) {
        return possibleLabels(node.left->type == ValueType::Vector ? *node.left : *node.right);
    }
    if (node.matching.card == Cardinality::ManyToOne || node.matching.card == Cardinality::OneToMany) {
        return std::nullopt;
    }
    auto left = possibleLabels(*node.left);
    if (node.op == BinaryOp::Or) {
        const auto right = possibleLabels(*node.right);
        if (!left || !right) {
            return std::nullopt;
        }
        left->insert(right->begin(), right->end());
    } else if (!isSetOperator(node.op) && node.matching.on) {
        return LabelNames(node.matching.labels.begin(), node.matching.labels.end());
    }
    return left;
}

std::optional<LabelNames> ofCall(const Call& node)
{
    switch (node.function->id) {
    case FunctionId::LabelReplace:
    case FunctionId::LabelJoin: return std::nullopt;
    case FunctionId::Vector: return LabelNames();
    default: break;
    }
    for (const ExprPtr& argument : node.args) {
        if (argument->type == ValueType::Vector) {
            return possibleLabels(*argument);
        }
    }
    return std::nullopt;
}

std::optional<LabelNames> possibleLabels(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Aggregate: return ofAggregate(as<Aggregate>(expr));
    case ExprKind::Binary: return ofBinary(as<Binary>(expr));
    case ExprKind::Call: return ofCall(as<Call>(expr));
    case ExprKind::Unary: return possibleLabels(*as<Unary>(expr).inner);
    case ExprKind::Paren: return possibleLabels(*as<Paren>(expr).inner);
    case ExprKind::Number: return LabelNames();
    default: return std::nullopt;
    }
}

/// absent() makes labels out of matchers; whatever it is in, nothing is said about labels.
bool usesAbsent(const Rule& rule)
{
    return rule.query.find("absent") != std::string::npos;
}

class Linter
{
public:
    std::vector<LintNote> run(const RuleFile& file)
    {
        for (const Group& group : file.groups) {
            for (const Rule& rule : group.rules) {
                m_group = &group;
                m_rule = &rule;
                checkTemplates();
                checkRates(*rule.expr);
            }
        }
        return std::move(m_notes);
    }

private:
    void note(std::string message, std::string gauge = {})
    {
        const bool known = std::any_of(m_notes.begin(), m_notes.end(), [&](const LintNote& other) {
            return other.line == m_rule->line && other.message == message;
        });
        if (!known) {
            m_notes.push_back({m_group->name, m_rule->name, m_rule->line, std::move(message), std::move(gauge)});
        }
    }
    void checkTemplates()
    {
        const auto names = usesAbsent(*m_rule) ? std::nullopt : possibleLabels(*m_rule->expr);
        if (!names || m_rule->kind != Rule::Kind::Alerting) {
            return;
        }
        static const RE2 use(R"((?:\$labels|\.Labels)\.([a-zA-Z_][a-zA-Z0-9_]*))");
        for (const StringPairs* pairs : {&m_rule->labels, &m_rule->annotations}) {
            for (const auto& [name, text] : *pairs) {
                re2::StringPiece rest(text);
                std::string label;
                while (RE2::FindAndConsume(&rest, use, &label)) {
                    if (!names->contains(label)) {
                        note(std::string("$labels.")
                                 .append(label)
                                 .append(" in \"")
                                 .append(name)
                                 .append("\" is always empty: the expression keeps ")
                                 .append(listed(*names)));
                    }
                }
            }
        }
    }
    static std::string listed(const LabelNames& names)
    {
        std::string out;
        for (const std::string& name : names) {
            out += (out.empty() ? "only " : ", ") + name;
        }
        return names.empty() ? "no label" : out;
    }
    void checkRates(const Expr& expr)
    {
        switch (expr.kind) {
        case ExprKind::Call:
            checkRate(as<Call>(expr));
            for (const ExprPtr& argument : as<Call>(expr).args) {
                checkRates(*argument);
            }
            break;
        case ExprKind::Aggregate: checkRates(*as<Aggregate>(expr).inner); break;
        case ExprKind::Binary:
            checkRates(*as<Binary>(expr).left);
            checkRates(*as<Binary>(expr).right);
            break;
        case ExprKind::Unary: checkRates(*as<Unary>(expr).inner); break;
        case ExprKind::Paren: checkRates(*as<Paren>(expr).inner); break;
        case ExprKind::Subquery: checkRates(*as<Subquery>(expr).inner); break;
        default: break;
        }
    }
    /// The suffixes that Prometheus 3 takes for a counter's.
    void checkRate(const Call& call)
    {
        const FunctionId id = call.function->id;
        const bool counts = id == FunctionId::Rate || id == FunctionId::Increase || id == FunctionId::Irate;
        if (!counts || call.args.front()->kind != ExprKind::Range) {
            return;
        }
        const std::string& name = as<Range>(*call.args.front()).selector->name;
        const bool counter = std::any_of(suffixes.begin(), suffixes.end(),
                                         [&](std::string_view suffix) { return name.ends_with(suffix); });
        if (!name.empty() && name.find(':') == std::string::npos && !counter) {
            note(std::string(call.function->name) + "() of " + name
                     + ", which is not named as a counter (_total, _sum, _count, _bucket): of a gauge each decrease "
                       "counts "
                       "as "
                       "a reset",
                 name);
        }
    }

    static constexpr std::array<std::string_view, 4> suffixes{"_total", "_sum", "_count", "_bucket"};
    const Group* m_group = nullptr;
    const Rule* m_rule = nullptr;
    std::vector<LintNote> m_notes;
};

} // namespace

std::vector<DuplicateRule> duplicateRules(const RuleFile& file)
{
    std::vector<DuplicateRule> all;
    for (const Group& group : file.groups) {
        for (const Rule& rule : group.rules) {
            all.push_back({rule.name, metrics::Labels(rule.labels)});
        }
    }
    const auto less = [](const DuplicateRule& a, const DuplicateRule& b) {
        return std::tie(a.name, a.labels) < std::tie(b.name, b.labels);
    };
    const auto same
        = [](const DuplicateRule& a, const DuplicateRule& b) { return a.name == b.name && a.labels == b.labels; };
    std::sort(all.begin(), all.end(), less);
    std::vector<DuplicateRule> out;
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (same(all[i - 1], all[i]) && (out.empty() || !same(out.back(), all[i]))) {
            out.push_back(all[i]);
        }
    }
    return out;
}

std::vector<LintNote> lint(const RuleFile& file)
{
    return Linter().run(file);
}

} // namespace checkwatch::rules
