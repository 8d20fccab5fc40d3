#include "models/session/reach.h"

#include "models/rules/emptiness.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

/// An alert that is kept firing can be so for any time, by an expression that is never true for long.
constexpr base::Duration memoryOfKept = std::chrono::hours{6};

} // namespace

base::Duration reachOf(const promql::Expr& expr)
{
    switch (expr.kind) {
    case promql::ExprKind::Selector: return promql::as<promql::Selector>(expr).shift.offset;
    case promql::ExprKind::Range: {
        const auto& range = promql::as<promql::Range>(expr);
        return range.range + range.selector->shift.offset;
    }
    default: break;
    }
    base::Duration most{0};
    for (const promql::Expr* const child : rules::children(expr)) {
        most = std::max(most, reachOf(*child));
    }
    if (expr.kind == promql::ExprKind::Subquery) {
        const auto& subquery = promql::as<promql::Subquery>(expr);
        most += subquery.range + subquery.shift.offset;
    }
    return most;
}

base::Duration memoryOf(const std::vector<rules::Group>& groups)
{
    base::Duration held{0};
    base::Duration reach{0};
    for (const rules::Group& group : groups) {
        for (const rules::Rule& rule : group.rules) {
            held = std::max(held,
                            rule.holdFor + (rule.keepFiringFor > base::Duration{0} ? memoryOfKept : base::Duration{0}));
            reach = std::max(reach, rule.expr ? reachOf(*rule.expr) : base::Duration{0});
        }
    }
    return held + reach;
}

} // namespace checkwatch::session
