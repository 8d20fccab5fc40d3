#include "models/rules/rulehealth.h"
#include "models/session/explainer.h"
#include "models/session/rulesets.h"
#include "models/session/rulewatch.h"

// The part of Explainer that says what a rule does not see.
namespace checkwatch::session {

/// What a rule that is not the headline rule cannot tell, as far as it has been checked.
std::vector<std::string> Explainer::blindSpots(const rules::Rule& rule) const
{
    for (const rules::RuleStatus& status : m_about->snapshot->rules) {
        if (status.rule->name == rule.name && status.rule->query == rule.query && status.verdict) {
            return rules::cannotTell(*status.verdict);
        }
    }
    return {};
}

/// What the headline rule cannot tell about a server that is scraped so often.
std::vector<std::string> Explainer::blindSpots(base::Duration scrapeInterval) const
{
    const std::vector<rules::Group>& groups = m_about->groups;
    const rules::Rule* const rule = headlineRule(groups, m_about->config.checkwatch.healthAlerts);
    if (rule == nullptr || scrapeInterval <= base::Duration{0}) {
        return {};
    }
    rules::Group alone;
    for (const rules::Group& group : groups) {
        if (!group.rules.empty() && rule >= group.rules.data() && rule < group.rules.data() + group.rules.size()) {
            alone.interval = group.interval;
        }
    }
    alone.rules = {*rule};
    rules::HealthConditions conditions = healthConditions(m_about->config);
    conditions.jobs = {{"", scrapeInterval}};
    return rules::cannotTell(*rules::checkRules({alone}, conditions, {}).front().front());
}

} // namespace checkwatch::session
