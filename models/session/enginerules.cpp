#include "models/rules/rulehealth.h"
#include "models/session/engine.h"

// Whether the rules can fire here, and why they say what they say.
namespace checkwatch::session {

void Engine::checkRules(base::Timestamp now)
{
    const rules::HealthData data{m_answered ? &m_store : nullptr, now};
    rules::HealthConditions conditions = healthConditions(m_config);
    conditions.types = m_metadata.types();
    const RuleWatch::Away away = m_ruleWatch.away();
    conditions.awayUnseen = away.unseen;
    for (const std::uint32_t target : away.targets) {
        if (const Intake::Active* const active = m_intake.find(target)) {
            conditions.away.emplace(active->target.labels.get("instance"));
        }
    }
    const auto verdicts = rules::checkRules(m_groups, conditions, data);
    for (std::size_t i = 0; i < m_running.size(); ++i) {
        rules::GroupRunner& runner = *m_running[i]->runner;
        runner.setVerdicts(verdicts[i]);
        m_tracker.onRules(runner.group(), runner.status(), runner.interval());
    }
    m_ruleWatch.checked(now, m_store.generation());
}

fleet::ExplanationPtr Engine::explain(std::uint64_t request, const fleet::WhyQuestion& question, base::Timestamp now)
{
    return m_why.explain(request, question,
                         {m_tracker.snapshot(now, m_store), m_config, m_groups, evaluatedAt(), m_headline, m_store,
                          *m_explainer, now,
                          [&](fleet::ServerId server, std::uint32_t /*target*/, base::Timestamp from) {
                              return m_tracker.spans(server, from, now);
                          }});
}

} // namespace checkwatch::session
