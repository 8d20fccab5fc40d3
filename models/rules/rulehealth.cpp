#include "models/rules/rulehealth.h"

#include "models/rules/lint.h"
#include "models/rules/rulechecker.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

Made madeBy(const std::vector<Group>& groups)
{
    Made made{{"ALERTS", "ALERTS_FOR_STATE", "up", "scrape_duration_seconds", "scrape_samples_scraped",
               "scrape_samples_post_metric_relabeling", "scrape_series_added"},
              {}};
    for (const Group& group : groups) {
        for (const Rule& rule : group.rules) {
            if (rule.kind == Rule::Kind::Recording) {
                made.metrics.insert(rule.name);
            } else {
                made.alerts.insert(rule.name);
            }
        }
    }
    return made;
}

/// A recorded metric may be called like one of HAProxy's and be anything; of one that a target calls untyped the name counts.
HealthConditions withRecorded(HealthConditions conditions, const std::vector<Group>& groups)
{
    std::erase_if(conditions.types, [](const auto& type) { return type.second == metrics::MetricType::Unknown; });
    for (const Group& group : groups) {
        for (const Rule& rule : group.rules) {
            if (rule.kind == Rule::Kind::Recording) {
                conditions.types[rule.name] = metrics::MetricType::Unknown;
            }
        }
    }
    return conditions;
}

void addLint(RuleVerdict& verdict, const Rule& rule, const std::vector<LintNote>& notes, const MetricTypes& types)
{
    for (const LintNote& note : notes) {
        const bool counter = !note.gauge.empty() && isCounter(note.gauge, types); // by its type
        if (note.rule == rule.name && note.line == rule.line && !counter) {
            verdict.findings.push_back({FindingCode::Lint, Severity::Note, note.message + ".", {}});
        }
    }
}

/// Worst first; what two places of an expression have in common is said once.
void putInOrder(std::vector<Finding>& findings)
{
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    for (auto at = findings.begin(); at != findings.end(); ++at) {
        findings.erase(std::remove_if(at + 1, findings.end(), [&](const Finding& f) { return f.text == at->text; }),
                       findings.end());
    }
}

} // namespace

std::vector<std::vector<RuleVerdictPtr>> checkRules(const std::vector<Group>& groups,
                                                    const HealthConditions& conditions, const HealthData& data)
{
    const Made made = madeBy(groups);
    const HealthConditions here = withRecorded(conditions, groups);
    SelectorLookup lookup(here, data);
    RuleChecker checker(here, lookup, made);
    std::vector<std::vector<RuleVerdictPtr>> out;
    for (const Group& group : groups) {
        const std::vector<LintNote> notes = lint({{group}});
        const base::Duration interval
            = group.interval > base::Duration{0} ? group.interval : conditions.evaluationInterval;
        std::vector<RuleVerdictPtr>& verdicts = out.emplace_back();
        for (const Rule& rule : group.rules) {
            RuleVerdict verdict = checker.check(rule, interval);
            addLint(verdict, rule, notes, here.types);
            putInOrder(verdict.findings);
            verdicts.push_back(std::make_shared<const RuleVerdict>(std::move(verdict)));
        }
    }
    return out;
}

} // namespace checkwatch::rules
