#pragma once

#include "models/promql/ast.h"
#include "models/promql/items.h"

#include <string>
#include <unordered_map>

namespace checkwatch::promql {

/// Looks for results with equal labels, which Prometheus refuses. Of functions over ranges and of the unary minus it refuses
/// them also where they come from different steps of a range query or subquery: there two series whose names were dropped must
/// not become one. One per Evaluation.
class Duplicates
{
public:
    explicit Duplicates(bool severalSteps) : m_severalSteps(severalSteps) {}

    /// Whether the result of a node at one step is refused.
    bool within(const Expr& expr, const Items& items);
    void enterSubquery() { ++m_subqueries; }
    void leaveSubquery() { --m_subqueries; }

private:
    bool betweenSteps(const Expr& expr, const Items& items);

    bool m_severalSteps;
    int m_subqueries = 0;
    /// By node: what the other labels were → the name that was dropped.
    std::unordered_map<const Expr*, std::unordered_map<std::string, std::string>> m_dropped;
};

} // namespace checkwatch::promql
