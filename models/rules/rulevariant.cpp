#include "models/rules/rulevariant.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/ast.h"
#include "models/rules/emptiness.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

/// A stretch of the expression's text and what comes in its place.
struct Edit
{
    promql::Span at;
    std::string text;
};

bool isNumber(const promql::Expr& expr)
{
    return expr.kind == promql::ExprKind::Number
        || (expr.kind == promql::ExprKind::Unary && isNumber(*promql::as<promql::Unary>(expr).inner));
}

std::optional<promql::Span> thresholdOf(const promql::Expr& expr)
{
    const promql::Expr& top = promql::unwrapped(expr);
    if (top.kind != promql::ExprKind::Binary || !promql::isComparison(promql::as<promql::Binary>(top).op)) {
        return std::nullopt;
    }
    const promql::Expr& right = *promql::as<promql::Binary>(top).right;
    return isNumber(right) ? std::optional(right.span) : std::nullopt;
}

void addWindows(const promql::Expr& expr, const std::string& text, const std::string& window, std::vector<Edit>& edits)
{
    if (expr.kind == promql::ExprKind::Range) {
        // What may follow the brackets, offset and @, has none.
        const std::size_t close = text.rfind(']', expr.span.end - 1);
        const std::size_t open = text.rfind('[', close);
        edits.push_back({{open + 1, close}, window});
    }
    for (const promql::Expr* const child : children(expr)) {
        addWindows(*child, text, window, edits);
    }
}

std::optional<base::Duration> windowOf(const promql::Expr& expr)
{
    if (expr.kind == promql::ExprKind::Range) {
        return promql::as<promql::Range>(expr).range;
    }
    for (const promql::Expr* const child : children(expr)) {
        if (const auto window = windowOf(*child)) {
            return window;
        }
    }
    return std::nullopt;
}

base::Error without(const Rule& rule, const char* what)
{
    return {base::ErrorCode::BadInput, "the rule " + rule.name + " has no " + what};
}

} // namespace

std::string RuleVariant::words() const
{
    std::string out;
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (holdFor) {
        add("for " + base::formatDuration(*holdFor));
    }
    if (threshold) {
        add("threshold " + base::formatFloat(*threshold, 'f'));
    }
    if (window) {
        add("[" + base::formatDuration(*window) + "]");
    }
    return out;
}

RuleVariant valuesOf(const Rule& rule)
{
    RuleVariant out;
    out.holdFor = rule.holdFor;
    if (!rule.expr) {
        return out;
    }
    out.window = windowOf(*rule.expr);
    if (const auto at = thresholdOf(*rule.expr)) {
        const auto number = base::parseFloat(std::string_view(rule.query).substr(at->begin, at->end - at->begin));
        out.threshold = number ? std::optional(*number) : std::nullopt;
    }
    return out;
}

base::Result<Rule> variantOf(const Rule& rule, const RuleVariant& variant, promql::ParseOptions options)
{
    Rule out = rule;
    out.holdFor = variant.holdFor.value_or(rule.holdFor);
    const auto expr = promql::parse(rule.query, options);
    if (!expr) {
        return expr.error();
    }
    std::vector<Edit> edits;
    if (variant.window) {
        addWindows(**expr, rule.query, base::formatDuration(*variant.window), edits);
        if (edits.empty()) {
            return without(rule, "selector with a range");
        }
    }
    if (variant.threshold) {
        const auto at = thresholdOf(**expr);
        if (!at) {
            return without(rule, "comparison with a number");
        }
        edits.push_back({*at, base::formatFloat(*variant.threshold, 'f')});
    }
    std::ranges::sort(edits, std::greater<>{}, [](const Edit& edit) { return edit.at.begin; });
    for (const Edit& edit : edits) {
        out.query.replace(edit.at.begin, edit.at.end - edit.at.begin, edit.text);
    }
    auto changed = promql::parse(out.query, options);
    if (!changed) {
        return changed.error();
    }
    out.expr = std::move(*changed);
    out.query = promql::print(*out.expr);
    return out;
}

base::Result<std::vector<Group>> variantOf(std::vector<Group> groups, const RuleVariant& variant,
                                           promql::ParseOptions options)
{
    std::optional<base::Error> refused;
    bool changed = false;
    for (Group& group : groups) {
        for (Rule& rule : group.rules) {
            if (rule.kind == Rule::Kind::Alerting) {
                auto other = variantOf(rule, variant, options);
                changed = changed || other.ok();
                if (other) {
                    rule = std::move(*other);
                } else {
                    refused = other.error();
                }
            }
        }
    }
    if (!changed) {
        return refused.value_or(base::Error{base::ErrorCode::BadInput, "there is no alerting rule"});
    }
    return groups;
}

} // namespace checkwatch::rules
