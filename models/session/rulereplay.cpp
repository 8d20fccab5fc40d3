#include "models/session/rulereplay.h"

#include "models/rules/commonparts.h"

#include <algorithm>

namespace checkwatch::session {
RuleReplay::RuleReplay(const tsdb::Querier& data, const std::vector<rules::Group>& groups,
                       const RuleReplayOptions& options)
    : m_options(options), m_data(data, rules::writtenBy(groups)), m_next(options.start)
{
    const std::vector<std::string> written = rules::writtenBy(groups);
    for (const rules::Group& group : groups) {
        // Who does not look at what is written is spared that it changes: what was found out about the series holds on.
        add(group, rules::mayRead(group, written) ? m_data : data);
    }
    m_alertsOf.resize(m_rules.size());
}

void RuleReplay::add(const rules::Group& group, const tsdb::Querier& data)
{
    const tsdb::GroupId output = m_data.written().addGroup();
    rules::GroupContext context{
        &data,
        [this, output](const metrics::ScrapeBatch& batch) { m_data.written().append(output, batch); },
        m_options.externalLabels,
        {}};
    Running running{
        std::make_unique<rules::GroupRunner>(group, m_options.interval, m_options.promql, std::move(context)),
        m_options.start, m_rules.size()};
    running.runner->setRestored();
    for (const rules::RuleStatus& status : running.runner->status()) {
        m_ruleOf[status.rule.get()] = m_rules.size();
        m_rules.push_back({status.rule, status.group});
    }
    m_running.push_back(std::move(running));
}

bool RuleReplay::advance(std::chrono::nanoseconds budget)
{
    const auto begin = std::chrono::steady_clock::now();
    do {
        if (m_error || m_running.empty() || m_next > m_options.end) {
            return false;
        }
        base::Timestamp next = base::Timestamp::max();
        for (Running& running : m_running) {
            if (running.next == m_next) {
                evaluate(running);
            }
            next = std::min(next, running.next);
        }
        m_data.written().trim(m_next);
        m_next = next;
    } while (std::chrono::steady_clock::now() - begin < budget);
    return !m_error && m_next <= m_options.end;
}

void RuleReplay::evaluate(Running& running)
{
    const rules::EvaluationResult result = running.runner->evaluate(running.next);
    running.next += running.runner->interval();
    for (const rules::AlertChange& change : result.changes) {
        note(change, result.time);
    }
    std::size_t index = running.firstRule;
    for (rules::RuleStatus& status : running.runner->status()) {
        ReplayedRule& rule = m_rules[index++];
        ++rule.evaluations;
        if (status.health == rules::RuleHealth::Error && rule.failures++ == 0) {
            rule.firstError = std::move(status.lastError);
        }
    }
}

void RuleReplay::note(const rules::AlertChange& change, base::Timestamp time)
{
    const rules::AlertIdentity& identity = *change.alert.identity;
    const std::size_t rule = m_ruleOf.at(identity.rule.get());
    const auto [known, added] = m_alertsOf[rule].try_emplace(identity.labels, m_alerts.size());
    if (added) {
        m_alerts.push_back({rule, identity.labels, {}});
    }
    m_alerts[known->second].transitions.push_back(
        {time, change.alert.state, change.alert.value, change.alert.activeAt});
    if (++m_transitions > m_options.mostTransitions && !m_error) {
        m_error = base::Error{base::ErrorCode::Limit,
                              "the alerts change more than " + std::to_string(m_options.mostTransitions)
                                  + " times; take a shorter time or fewer rules"};
    }
}

double RuleReplay::progress() const noexcept
{
    if (m_next > m_options.end || m_options.end <= m_options.start) {
        return 1;
    }
    return static_cast<double>((m_next - m_options.start).count())
        / static_cast<double>((m_options.end - m_options.start).count());
}

} // namespace checkwatch::session
