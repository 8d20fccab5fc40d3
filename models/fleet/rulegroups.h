#pragma once

#include "models/fleet/snapshot.h"
#include "models/rules/rulefile.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::fleet {

/// What is known of the rule groups besides their alerts. One thread.
class RuleGroups
{
public:
    /// `headline`: it has the alert that health goes by, whose interval is told of the whole.
    void set(const rules::Group& group, std::vector<rules::RuleStatus> rules, base::Duration interval, bool headline);
    void remove(const std::string& file, const std::string& name) { m_groups.erase({file, name}); }
    /// The rules of a snapshot and how often and how long they are evaluated.
    void fill(Snapshot& snapshot) const;

private:
    struct Status
    {
        std::vector<rules::RuleStatus> rules;
        base::Duration interval{0};
        base::Duration evaluationTime{0};
        bool headline = false;
    };
    std::map<std::pair<std::string, std::string>, Status> m_groups; ///< by file and name
};

} // namespace checkwatch::fleet
