#include "models/rules/commonparts.h"

#include "models/promql/parser.h"
#include "models/rules/emptiness.h"

#include <algorithm>
#include <unordered_map>

namespace checkwatch::rules {
namespace {

using promql::Expr;
using promql::ExprKind;

using Parts = std::vector<std::vector<const Expr*>>;

class PartFinder
{
public:
    explicit PartFinder(std::vector<std::string> written) : m_written(std::move(written)) {}
    void visit(const Expr& expr)
    {
        const bool worked = expr.kind == ExprKind::Call || expr.kind == ExprKind::Aggregate;
        if (worked && expr.type == promql::ValueType::Vector && !mayRead(expr, m_written)) {
            const auto [at, isNew] = m_numbers.try_emplace(promql::print(expr), m_parts.size());
            if (isNew) {
                m_parts.emplace_back();
            }
            m_parts[at->second].push_back(&expr);
        }
        if (expr.kind != ExprKind::Subquery && expr.kind != ExprKind::Range) { // a subquery asks for many times
            for (const Expr* child : children(expr)) {
                visit(*child);
            }
        }
    }
    Parts take()
    {
        std::erase_if(m_parts, [](const auto& equal) { return equal.size() < 2; });
        return std::move(m_parts);
    }

private:
    std::vector<std::string> m_written;
    std::unordered_map<std::string, std::size_t> m_numbers; ///< by what they print as
    Parts m_parts;
};

} // namespace

std::vector<std::string> writtenBy(std::span<const Group> groups)
{
    std::vector<std::string> out{"ALERTS", "ALERTS_FOR_STATE"};
    for (const Group& group : groups) {
        for (const Rule& rule : group.rules) {
            if (rule.kind == Rule::Kind::Recording) {
                out.push_back(rule.name);
            }
        }
    }
    return out;
}

bool mayRead(const Expr& expr, std::span<const std::string> metrics)
{
    if (expr.kind == ExprKind::Selector) {
        // A name that was not written before the braces may be a pattern, or none at all.
        const std::string& name = promql::as<promql::Selector>(expr).name;
        return name.empty() || std::ranges::find(metrics, name) != metrics.end();
    }
    if (expr.kind == ExprKind::Range) {
        return mayRead(*promql::as<promql::Range>(expr).selector, metrics);
    }
    const auto below = children(expr);
    return std::ranges::any_of(below, [metrics](const Expr* child) { return mayRead(*child, metrics); });
}

bool mayRead(const Group& group, std::span<const std::string> metrics)
{
    return std::ranges::any_of(group.rules, [metrics](const Rule& rule) {
        const bool queries = std::ranges::any_of(
            rule.labels, [](const auto& label) { return label.second.find("query") != std::string::npos; });
        return queries || mayRead(*rule.expr, metrics);
    });
}

std::vector<std::vector<const Expr*>> commonParts(const Group& group)
{
    PartFinder finder(writtenBy({&group, 1}));
    for (const Rule& rule : group.rules) {
        finder.visit(promql::unwrapped(*rule.expr));
    }
    return finder.take();
}

} // namespace checkwatch::rules
