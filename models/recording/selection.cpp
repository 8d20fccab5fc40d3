#include "models/recording/selection.h"

#include "models/haproxy/metricmap.h"
#include "models/promql/ast.h"

#include <algorithm>

namespace checkwatch::recording {
namespace {

bool isSynthetic(std::string_view name)
{
    return name == "up" || name.starts_with("scrape_");
}

} // namespace

void Selection::add(std::span<const rules::Group> groups)
{
    for (const rules::Group& group : groups) {
        for (const rules::Rule& rule : group.rules) {
            add(rule.expr);
        }
    }
}

void Selection::add(const promql::ExprPtr& expr)
{
    if (!expr) {
        return;
    }
    switch (expr->kind) {
    case promql::ExprKind::Selector: add(promql::as<promql::Selector>(*expr).matchers); return;
    case promql::ExprKind::Range: add(promql::as<promql::Range>(*expr).selector->matchers); return;
    case promql::ExprKind::Subquery: add(promql::as<promql::Subquery>(*expr).inner); return;
    case promql::ExprKind::Call:
        for (const promql::ExprPtr& argument : promql::as<promql::Call>(*expr).args) {
            add(argument);
        }
        return;
    case promql::ExprKind::Aggregate:
        add(promql::as<promql::Aggregate>(*expr).param);
        add(promql::as<promql::Aggregate>(*expr).inner);
        return;
    case promql::ExprKind::Binary:
        add(promql::as<promql::Binary>(*expr).left);
        add(promql::as<promql::Binary>(*expr).right);
        return;
    case promql::ExprKind::Unary: add(promql::as<promql::Unary>(*expr).inner); return;
    case promql::ExprKind::Paren: add(promql::as<promql::Paren>(*expr).inner); return;
    case promql::ExprKind::Number:
    case promql::ExprKind::Text: return;
    }
}

void Selection::add(const std::vector<metrics::Matcher>& matchers)
{
    const auto named = std::find_if(matchers.begin(), matchers.end(), [](const metrics::Matcher& matcher) {
        return matcher.type() == metrics::MatchType::Equal && matcher.name() == metrics::metricNameLabel;
    });
    if (named != matchers.end()) {
        m_names.insert(named->value());
    } else {
        m_matchers.push_back(matchers);
    }
}

bool Selection::wants(const metrics::Labels& series) const
{
    const std::string_view name = series.name();
    if (m_everything || isSynthetic(name) || m_names.contains(std::string(name)) || haproxy::placeOf(series)) {
        return true;
    }
    return std::any_of(m_matchers.begin(), m_matchers.end(), [&](const auto& matchers) {
        return std::all_of(matchers.begin(), matchers.end(), [&](const metrics::Matcher& matcher) {
            return matcher.matches(series.get(matcher.name()));
        });
    });
}

} // namespace checkwatch::recording
