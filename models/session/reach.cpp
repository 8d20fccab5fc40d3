#include "models/session/reach.h"

#include "models/rules/emptiness.h"

#include <algorithm>

namespace checkwatch::session {

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

} // namespace checkwatch::session
