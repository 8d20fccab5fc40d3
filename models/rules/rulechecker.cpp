#include "models/rules/rulechecker.h"

#include "models/promql/names.h"
#include "models/rules/bounds.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

using namespace promql;

/// What the parts of the expression are, for reading: no side of more than so many characters is quoted.
constexpr std::size_t quotedAtMost = 160;

} // namespace

RuleVerdict RuleChecker::check(const Rule& rule, base::Duration evaluationInterval)
{
    m_rule = &rule;
    m_time = {evaluationInterval, m_conditions.lookback, m_conditions.compat};
    m_parts = {};
    m_verdict = {};
    // Findings have their places in the normal form, which is what is shown.
    const auto expr = promql::parse(rule.query, {.experimental = true, .compat = m_conditions.compat});
    const Expr& root = expr ? **expr : *rule.expr;
    const auto law = firingLawOf(rule);
    m_lawful = law && law->metric == checkFailures && !m_conditions.jobs.empty();
    visit(root, {});
    judgeWhole(root);
    if (rule.kind == Rule::Kind::Alerting) {
        const std::vector<Finding> held = holdFindings(rule, m_time);
        m_verdict.findings.insert(m_verdict.findings.end(), held.begin(), held.end());
        addShapes();
    }
    return std::move(m_verdict);
}

void RuleChecker::judgeWhole(const Expr& root)
{
    PartFacts lasting = m_parts;
    std::erase_if(lasting.empty,
                  [&](const auto& part) { return m_verdict.findings[part.second].code == FindingCode::TargetAway; });
    if (const Causes causes = whyEmpty(root, lasting)) {
        for (const std::size_t cause : *causes) {
            Finding& finding = m_verdict.findings[cause];
            const bool maybe = finding.code == FindingCode::LabelMissing && !m_conditions.labelsComplete;
            finding.severity = maybe ? Severity::MayMiss : Severity::CannotFire;
        }
        return;
    }
    if (const Causes causes = whyEmpty(root, m_parts)) {
        for (const std::size_t cause : *causes) {
            Finding& finding = m_verdict.findings[cause];
            finding.severity = finding.code == FindingCode::TargetAway ? Severity::NoData : finding.severity;
        }
    }
}

void RuleChecker::addShapes()
{
    auto law = firingLawOf(*m_rule);
    if (!m_lawful || !law || m_time.evaluationInterval <= base::Duration{0}) {
        return;
    }
    const Expr& compare = unwrapped(*m_rule->expr);
    const Expr& call = unwrapped(*as<Binary>(compare).left);
    law->scrapeInterval = spacingOf(unwrapped(*as<Call>(call).args.front())).slowest;
    law->evaluationInterval = m_time.evaluationInterval;
    law->compat = m_conditions.compat;
    m_verdict.shapes = failureShapes(*law, m_conditions.checks);
    if (!m_verdict.cannotFire()) {
        m_verdict.otherSettings = otherSettings(*law);
    }
}

void RuleChecker::visit(const Expr& expr, Place place)
{
    switch (expr.kind) {
    case ExprKind::Selector: {
        const auto& selector = as<Selector>(expr);
        checkSelector(expr, selector, place);
        for (Finding& finding : lookbackFindings(selector, spacingOf(selector), m_time)) {
            m_verdict.findings.push_back(std::move(finding));
        }
        return;
    }
    case ExprKind::Range: checkSelector(expr, *as<Range>(expr).selector, place); return;
    case ExprKind::Call: checkCall(as<Call>(expr)); break;
    default: break;
    }
    Place below = place;
    if (expr.kind == ExprKind::Call) {
        const FunctionId id = as<Call>(expr).function->id;
        below.absence = below.absence || id == FunctionId::Absent || id == FunctionId::AbsentOverTime;
    }
    for (const Expr* child : children(expr)) {
        Place childPlace = below;
        if (expr.kind == ExprKind::Binary && as<Binary>(expr).op == BinaryOp::Unless
            && child == as<Binary>(expr).right.get()) {
            childPlace.heldBack = true;
        }
        visit(*child, childPlace);
    }
    if (expr.kind == ExprKind::Binary) {
        checkBinary(as<Binary>(expr), place);
    }
}

void RuleChecker::addEmpty(const Expr& node, Finding finding, Place place)
{
    finding.severity = place.heldBack ? Severity::Note : Severity::MayMiss; // more only where the whole is empty
    finding.at = node.span;
    m_parts.empty.emplace(&node, m_verdict.findings.size());
    m_verdict.findings.push_back(std::move(finding));
}

void RuleChecker::checkSelector(const Expr& node, const Selector& selector, Place place)
{
    if (selector.name == "ALERTS" || selector.name == "ALERTS_FOR_STATE") {
        checkAlerts(node, selector, place);
    }
    if (!m_lookup.hasData() || place.absence || m_made.metrics.contains(selector.name)) {
        return;
    }
    const SelectorFacts& facts = m_lookup.facts(selector);
    if (facts.missing) {
        addEmpty(node, *facts.missing, place);
        return;
    }
    if (facts.nan == 0) {
        return;
    }
    const std::string all = std::to_string(facts.alive);
    if (facts.nan == facts.alive && facts.looked == facts.series.size()) {
        m_parts.nan.emplace(&node, m_verdict.findings.size());
        m_verdict.findings.push_back(
            {FindingCode::AlwaysNan, Severity::MayMiss,
             "All " + all + " series of " + textOf(selector) + " are NaN now, and no comparison with NaN is true.",
             node.span});
    } else {
        m_verdict.findings.push_back({FindingCode::SomeNan, Severity::MayMiss,
                                      std::to_string(facts.nan) + " of " + all + " series of " + textOf(selector)
                                          + " are NaN now: no comparison with them is true.",
                                      node.span});
    }
}

void RuleChecker::checkAlerts(const Expr& node, const Selector& selector, Place place)
{
    const auto meets = [&](std::string_view label, std::string_view value) {
        return std::all_of(selector.matchers.begin(), selector.matchers.end(), [&](const metrics::Matcher& matcher) {
            return matcher.name() != label || matcher.matches(value);
        });
    };
    const bool defined = std::any_of(m_made.alerts.begin(), m_made.alerts.end(),
                                     [&](const std::string& name) { return meets("alertname", name); });
    const bool state = selector.name != "ALERTS" || meets("alertstate", "firing") || meets("alertstate", "pending");
    // They may also come out of a Prometheus that is scraped.
    const bool scraped = m_lookup.hasData() && m_lookup.facts(selector).alive > 0;
    if ((defined && state) || scraped || place.absence) {
        return;
    }
    addEmpty(node,
             {FindingCode::AlertMissing,
              Severity::MayMiss,
              defined ? "No alert is ever as " + textOf(selector) + " says: alertstate is pending or firing."
                      : "No rule here defines an alert that " + textOf(selector) + " selects.",
              {}},
             place);
}

SampleSpacing RuleChecker::spacingOf(const Selector& selector) const
{
    if (m_made.metrics.contains(selector.name) && !selector.name.starts_with("up")
        && !selector.name.starts_with("scrape_")) {
        return {m_time.evaluationInterval, m_time.evaluationInterval, {}};
    }
    SampleSpacing out;
    const std::vector<std::string>* jobs = nullptr;
    if (m_lookup.hasData() && !selector.name.empty()) {
        jobs = &m_lookup.facts(selector).jobs;
    }
    for (const HealthConditions::Job& job : m_conditions.jobs) {
        if (jobs != nullptr && !jobs->empty() && !job.name.empty()
            && std::find(jobs->begin(), jobs->end(), job.name) == jobs->end()) {
            continue;
        }
        if (out.fastest == base::Duration{0} || job.scrapeInterval < out.fastest) {
            out.fastest = job.scrapeInterval;
        }
        if (job.scrapeInterval > out.slowest) {
            out.slowest = job.scrapeInterval;
            out.slowestJob = job.name;
        }
    }
    return out;
}

SampleSpacing RuleChecker::spacingOf(const Expr& windowed) const
{
    if (windowed.kind == ExprKind::Range) {
        return spacingOf(*as<Range>(windowed).selector);
    }
    const base::Duration step = as<Subquery>(windowed).step;
    const base::Duration apart = step > base::Duration{0} ? step : m_conditions.evaluationInterval;
    return {apart, apart, {}};
}

void RuleChecker::checkCall(const Call& call)
{
    const auto windowed = std::find_if(call.args.begin(), call.args.end(),
                                       [](const ExprPtr& argument) { return argument->type == ValueType::Matrix; });
    if (windowed == call.args.end()) {
        return;
    }
    const Expr& argument = unwrapped(**windowed);
    const bool subquery = argument.kind == ExprKind::Subquery;
    const base::Duration range = subquery ? as<Subquery>(argument).range : as<Range>(argument).range;
    const SampleSpacing spacing = spacingOf(argument);
    std::vector<Finding> found = windowFindings(call, range, spacing, m_time);
    if (!found.empty() && found.front().severity == Severity::CannotFire) {
        addEmpty(call, std::move(found.front()), {});
        return;
    }
    if (!subquery) {
        checkGauge(call, *as<Range>(argument).selector);
    }
    if (!m_lawful) {
        const std::vector<Finding> more = forgottenFindings(*m_rule, call, range, spacing, m_time);
        found.insert(found.end(), more.begin(), more.end());
    }
    std::move(found.begin(), found.end(), std::back_inserter(m_verdict.findings));
}

void RuleChecker::checkGauge(const Call& call, const Selector& selector)
{
    const FunctionId id = call.function->id;
    const bool counts = id == FunctionId::Rate || id == FunctionId::Increase || id == FunctionId::Irate;
    const auto type = m_conditions.types.find(selector.name);
    // What is not even named as a counter is lint's. HAProxy 3.2 and later mistype theirs: see isCounter().
    const bool gauge = type != m_conditions.types.end() && type->second == metrics::MetricType::Gauge
        && isCounter(selector.name, {}) && !selector.name.starts_with("haproxy_");
    if (counts && gauge) {
        m_verdict.findings.push_back({FindingCode::GaugeCounted, Severity::Note,
                                      "Its target calls " + selector.name + " a gauge: "
                                          + std::string(call.function->name) + "() takes each decrease for a reset.",
                                      call.span});
    }
}

std::string RuleChecker::textOf(const Expr& node) const
{
    std::string text = promql::print(unwrapped(node));
    return text.size() <= quotedAtMost ? text : text.substr(0, text.find_first_of(" (")) + " …";
}

} // namespace checkwatch::rules
