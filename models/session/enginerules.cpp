#include "models/rules/rulehealth.h"
#include "models/session/engine.h"
#include "models/session/rulesets.h"

// Whether the rules can fire here.
namespace checkwatch::session {

void Engine::checkRules(base::Timestamp now)
{
    const rules::HealthData data{m_answered ? &m_store : nullptr, now};
    rules::HealthConditions conditions = healthConditions(m_config);
    conditions.types = m_metadata.types();
    const auto verdicts = rules::checkRules(m_groups, conditions, data);
    for (std::size_t i = 0; i < m_running.size(); ++i) {
        rules::GroupRunner& runner = *m_running[i]->runner;
        runner.setVerdicts(verdicts[i]);
        m_tracker.onRules(runner.group(), runner.status(), runner.interval());
    }
    m_ruleWatch.checked(now, m_store.generation());
}

std::vector<std::string> Engine::blindSpots(const Running& running, const rules::Rule& rule)
{
    for (const rules::RuleStatus& status : running.runner->status()) {
        if (status.rule->name == rule.name && status.rule->query == rule.query && status.verdict) {
            return rules::cannotTell(*status.verdict);
        }
    }
    return {};
}

std::vector<std::string> Engine::blindSpots(base::Duration scrapeInterval) const
{
    const rules::Rule* const rule = headlineRule(m_groups, m_config.checkwatch.healthAlerts);
    if (rule == nullptr || scrapeInterval <= base::Duration{0}) {
        return {};
    }
    rules::Group alone;
    for (const rules::Group& group : m_groups) {
        if (!group.rules.empty() && rule >= group.rules.data() && rule < group.rules.data() + group.rules.size()) {
            alone.interval = group.interval;
        }
    }
    alone.rules = {*rule};
    rules::HealthConditions conditions = healthConditions(m_config);
    conditions.jobs = {{"", scrapeInterval}};
    return rules::cannotTell(*rules::checkRules({alone}, conditions, {}).front().front());
}

} // namespace checkwatch::session
