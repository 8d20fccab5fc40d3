#include "models/session/rulewatch.h"

namespace checkwatch::session {
namespace {

/// While exporters answer for the first time, series come in crowds; later they change one by one.
constexpr base::Duration startUp = std::chrono::minutes{1};
constexpr base::Duration betweenAtFirst = std::chrono::seconds{5};

} // namespace

void RuleWatch::restart(base::Timestamp now)
{
    m_fresh = true;
    m_restarted = now;
}

bool RuleWatch::due(base::Timestamp now, std::uint64_t generation) const
{
    const base::Duration wait = now - m_restarted < startUp ? betweenAtFirst : m_between;
    return m_fresh || (generation != m_generation && now - m_checked >= wait)
        || (m_turned && now - m_checked >= betweenAtFirst);
}

void RuleWatch::checked(base::Timestamp now, std::uint64_t generation)
{
    m_fresh = false;
    m_turned = false;
    m_checked = now;
    m_generation = generation;
}

void RuleWatch::scraped(std::uint32_t target, bool up)
{
    const auto [at, isNew] = m_targets.try_emplace(target);
    m_turned = m_turned || isNew || at->second.now != up;
    at->second = {up, at->second.ever || up};
}

RuleWatch::Away RuleWatch::away() const
{
    Away out;
    for (const auto& [target, answers] : m_targets) {
        if (!answers.now) {
            out.targets.push_back(target);
            out.unseen = out.unseen || !answers.ever;
        }
    }
    return out;
}

rules::HealthConditions healthConditions(const config::Config& config)
{
    rules::HealthConditions conditions;
    for (const config::ScrapeConfig& job : config.scrapeConfigs) {
        conditions.jobs.push_back({job.jobName, job.interval});
    }
    conditions.evaluationInterval = config.evaluationInterval;
    conditions.compat = config.checkwatch.compat;
    return conditions;
}

} // namespace checkwatch::session
