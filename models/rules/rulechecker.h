#pragma once

#include "models/rules/emptiness.h"
#include "models/rules/finding.h"
#include "models/rules/healthconditions.h"
#include "models/rules/partners.h"
#include "models/rules/selectorfacts.h"
#include "models/rules/timechecks.h"

namespace checkwatch::rules {

/// What the rules themselves make: recorded metrics and alerts.
struct Made
{
    OwnMetrics metrics;
    std::set<std::string, std::less<>> alerts; ///< names
};

/// Checks rules one by one: everything but lint, which goes by file. See rulehealth.h.
class RuleChecker
{
public:
    /// All must outlive it.
    RuleChecker(const HealthConditions& conditions, SelectorLookup& lookup, const Made& made)
        : m_conditions(conditions), m_lookup(lookup), m_made(made), m_partners(lookup, made.metrics)
    {
    }

    [[nodiscard]] RuleVerdict check(const Rule& rule, base::Duration evaluationInterval);

private:
    /// Where in an expression a part stands.
    struct Place
    {
        bool absence = false;  ///< below absent(): it is meant not to be there
        bool heldBack = false; ///< on the right of `unless`: without it nothing is held back
    };

    void judgeWhole(const promql::Expr& root);
    void visit(const promql::Expr& expr, Place place);
    void checkSelector(const promql::Expr& node, const promql::Selector& selector, Place place);
    void checkAlerts(const promql::Expr& node, const promql::Selector& selector, Place place);
    void checkPartners(const promql::Binary& node, Place place);
    void checkCall(const promql::Call& call);
    void checkGauge(const promql::Call& call, const promql::Selector& selector);
    void checkBinary(const promql::Binary& node, Place place);
    void checkNever(const promql::Binary& node, Place place);
    [[nodiscard]] SampleSpacing spacingOf(const promql::Expr& windowed) const;
    [[nodiscard]] SampleSpacing spacingOf(const promql::Selector& selector) const;
    /// Adds a finding about a part that never has an element.
    void addEmpty(const promql::Expr& node, Finding finding, Place place);
    [[nodiscard]] std::string textOf(const promql::Expr& node) const;
    void addShapes();

    const HealthConditions& m_conditions;
    SelectorLookup& m_lookup;
    const Made& m_made;
    PartnerCheck m_partners;
    const Rule* m_rule = nullptr;
    TimeConditions m_time;
    PartFacts m_parts;
    bool m_lawful = false; ///< the firing law says more about its window than single findings do
    RuleVerdict m_verdict;
};

} // namespace checkwatch::rules
