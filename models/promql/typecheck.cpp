#include "models/promql/typecheck.h"

#include "models/promql/functions.h"
#include "models/promql/names.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

class Checker
{
public:
    explicit Checker(std::string_view text) : m_text(text) {}

    bool check(const Expr& node);
    std::optional<Complaint> m_complaint;

private:
    bool fail(Span span, std::string message)
    {
        m_complaint = Complaint{span, std::move(message)};
        return false;
    }
    bool expect(const Expr& node, ValueType type, const std::string& context);
    bool checkCall(const Call& call);
    bool checkCount(const Call& call);
    bool checkAggregate(const Aggregate& node);
    bool checkBinary(const Binary& node);
    bool checkMatching(const Binary& node);
    bool checkSelector(const Selector& node);
    bool checkUnary(const Unary& node);
    bool checkSubquery(const Subquery& node);
    [[nodiscard]] Span operatorSpan(const Binary& node) const;

    std::string_view m_text;
};

bool Checker::check(const Expr& node)
{
    switch (node.kind) {
    case ExprKind::Number:
    case ExprKind::Text: return true;
    case ExprKind::Selector: return checkSelector(as<Selector>(node));
    case ExprKind::Range: return checkSelector(*as<Range>(node).selector);
    case ExprKind::Subquery: return checkSubquery(as<Subquery>(node));
    case ExprKind::Call: return checkCall(as<Call>(node));
    case ExprKind::Aggregate: return checkAggregate(as<Aggregate>(node));
    case ExprKind::Binary: return checkBinary(as<Binary>(node));
    case ExprKind::Unary: return checkUnary(as<Unary>(node));
    case ExprKind::Paren: return check(*as<Paren>(node).inner);
    }
    return true;
}

bool Checker::expect(const Expr& node, ValueType type, const std::string& context)
{
    if (!check(node)) {
        return false;
    }
    if (node.type != type) {
        return fail(node.span,
                    "expected type " + std::string(documentedName(type)) + " in " + context + ", got "
                        + std::string(documentedName(node.type)));
    }
    return true;
}

bool Checker::checkCount(const Call& call)
{
    const Function& function = *call.function;
    const std::size_t got = call.args.size();
    const std::size_t declared = function.args.size();
    const auto complain = [&](std::string_view bound, std::size_t count) {
        return fail(call.span,
                    "expected " + std::string(bound) + std::to_string(count) + " argument(s) in call to \""
                        + std::string(function.name) + "\", got " + std::to_string(got));
    };
    if (function.variadic == 0) {
        return got == declared || complain("", declared);
    }
    if (got + 1 < declared) {
        return complain("at least ", declared - 1);
    }
    const std::size_t most = declared - 1 + static_cast<std::size_t>(std::max(function.variadic, 0));
    return function.variadic < 0 || got <= most || complain("at most ", most);
}

bool Checker::checkCall(const Call& call)
{
    if (!checkCount(call)) {
        return false;
    }
    const std::string context = "call to function \"" + std::string(call.function->name) + '"';
    for (std::size_t i = 0; i < call.args.size(); ++i) {
        const std::size_t declared = std::min(i, call.function->args.size() - 1);
        if (!expect(*call.args[i], call.function->args[declared], context)) {
            return false;
        }
    }
    return true;
}

bool Checker::checkAggregate(const Aggregate& node)
{
    if (!expect(*node.inner, ValueType::Vector, "aggregation expression")) {
        return false;
    }
    if (!node.param) {
        return true;
    }
    const bool wantsText = node.op == AggregateOp::CountValues;
    return expect(*node.param, wantsText ? ValueType::String : ValueType::Scalar, "aggregation parameter");
}

bool Checker::checkUnary(const Unary& node)
{
    if (!check(*node.inner)) {
        return false;
    }
    if (node.inner->type != ValueType::Scalar && node.inner->type != ValueType::Vector) {
        return fail(node.span,
                    "unary expression only allowed on expressions of type scalar or instant vector, got \""
                        + std::string(documentedName(node.inner->type)) + '"');
    }
    return true;
}

bool Checker::checkSubquery(const Subquery& node)
{
    if (!check(*node.inner)) {
        return false;
    }
    if (node.inner->type != ValueType::Vector) {
        return fail(node.span,
                    "subquery is only allowed on instant vector, got " + std::string(shortName(node.inner->type))
                        + " instead");
    }
    return true;
}

bool Checker::checkSelector(const Selector& node)
{
    if (!node.name.empty()) {
        for (std::size_t i = 0; i + 1 < node.matchers.size(); ++i) {
            if (node.matchers[i].name() == metrics::metricNameLabel) {
                return fail(node.span,
                            "metric name must not be set twice: " + metrics::quote(node.name) + " or "
                                + metrics::quote(node.matchers[i].value()));
            }
        }
        return true;
    }
    const bool selective = std::any_of(node.matchers.begin(), node.matchers.end(),
                                       [](const metrics::Matcher& matcher) { return !matcher.matches(""); });
    return selective || fail(node.span, "vector selector must contain at least one non-empty matcher");
}

Span Checker::operatorSpan(const Binary& node) const
{
    std::size_t begin = node.left->span.end;
    while (begin < m_text.size() && std::string_view(" \t\n\r").find(m_text[begin]) != std::string_view::npos) {
        ++begin;
    }
    return {begin, node.right->span.begin};
}

bool Checker::checkBinary(const Binary& node)
{
    if (!check(*node.left) || !check(*node.right)) {
        return false;
    }
    const ValueType left = node.left->type;
    const ValueType right = node.right->type;
    if (node.returnBool && !isComparison(node.op)) {
        return fail(operatorSpan(node), "bool modifier can only be used on comparison operators");
    }
    if (isComparison(node.op) && !node.returnBool && left == ValueType::Scalar && right == ValueType::Scalar) {
        return fail(operatorSpan(node), "comparisons between scalars must use BOOL modifier");
    }
    for (const std::string& label : node.matching.labels) {
        const auto& include = node.matching.include;
        if (node.matching.on && std::find(include.begin(), include.end(), label) != include.end()) {
            return fail(operatorSpan(node),
                        "label " + metrics::quote(label) + " must not occur in ON and GROUP clause at once");
        }
    }
    for (const Expr* side : {node.left.get(), node.right.get()}) {
        if (side->type != ValueType::Scalar && side->type != ValueType::Vector) {
            return fail(side->span, "binary expression must contain only scalar and instant vector types");
        }
    }
    return checkMatching(node);
}

bool Checker::checkMatching(const Binary& node)
{
    const bool vectors = node.left->type == ValueType::Vector && node.right->type == ValueType::Vector;
    const std::string op = metrics::quote(nameOf(node.op));
    if (!vectors && !node.matching.labels.empty()) {
        return fail(node.span, "vector matching only allowed between instant vectors");
    }
    if (vectors && isSetOperator(node.op) && node.matching.card != Cardinality::ManyToMany) {
        return fail(node.span, "no grouping allowed for " + op + " operation");
    }
    if (!vectors && isSetOperator(node.op)) {
        return fail(node.span, "set operator " + op + " not allowed in binary scalar expression");
    }
    return true;
}

} // namespace

std::optional<Complaint> typecheck(const Expr& expr, std::string_view text)
{
    Checker checker(text);
    checker.check(expr);
    return checker.m_complaint;
}

} // namespace checkwatch::promql
