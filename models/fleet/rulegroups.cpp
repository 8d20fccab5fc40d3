#include "models/fleet/rulegroups.h"

namespace checkwatch::fleet {

void RuleGroups::set(const rules::Group& group, std::vector<rules::RuleStatus> rules, base::Duration interval,
                     bool headline)
{
    Status status{std::move(rules), interval, base::Duration{0}, headline};
    for (const rules::RuleStatus& rule : status.rules) {
        status.evaluationTime += rule.evaluationTime;
    }
    m_groups[{group.file, group.name}] = std::move(status);
}

void RuleGroups::fill(Snapshot& snapshot) const
{
    for (const auto& [key, group] : m_groups) {
        snapshot.rules.insert(snapshot.rules.end(), group.rules.begin(), group.rules.end());
        snapshot.evaluationTime += group.evaluationTime;
        if (group.headline || snapshot.evaluationInterval == base::Duration{0}) {
            snapshot.evaluationInterval = group.interval;
        }
    }
}

} // namespace checkwatch::fleet
