#pragma once

#include "models/promql/ast.h"

#include <set>
#include <string>

namespace checkwatch::support {

/// Adds the names of the metrics that an expression reads. Subqueries and parameters of aggregations are not looked into: no
/// published rule has any.
inline void collectMetrics(const promql::Expr& expr, std::set<std::string>& out)
{
    using namespace promql;
    switch (expr.kind) {
    case ExprKind::Selector: out.insert(as<Selector>(expr).name); break;
    case ExprKind::Range: collectMetrics(*as<Range>(expr).selector, out); break;
    case ExprKind::Aggregate: collectMetrics(*as<Aggregate>(expr).inner, out); break;
    case ExprKind::Paren: collectMetrics(*as<Paren>(expr).inner, out); break;
    case ExprKind::Binary:
        collectMetrics(*as<Binary>(expr).left, out);
        collectMetrics(*as<Binary>(expr).right, out);
        break;
    case ExprKind::Call:
        for (const ExprPtr& argument : as<Call>(expr).args) {
            collectMetrics(*argument, out);
        }
        break;
    default: break;
    }
}

} // namespace checkwatch::support
