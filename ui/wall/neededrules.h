#pragma once

#include "models/rules/grouprunner.h"

#include <functional>
#include <span>
#include <unordered_set>

namespace checkwatch::wall {

/// Rules of a snapshot of which some rules may need what they record, themselves or by what others record of it: recording
/// rules, and alerting ones, as what fires can be read, too (ALERTS, ALERTS_FOR_STATE). By the expressions' text, which says
/// rather too much than too little: a name may stand in a string, and what matches names by a pattern may read all of them.
/// Each expression is gone through once. Owns nothing of the snapshot, which must live as long.
class NeededRules
{
public:
    /// Nobody needs any.
    NeededRules() = default;
    /// By those of which `needs` holds.
    NeededRules(std::span<const rules::RuleStatus> rules, const std::function<bool(const rules::Rule&)>& needs);

    [[nodiscard]] bool has(const rules::Rule& rule) const { return m_rules.contains(&rule); }

private:
    std::unordered_set<const rules::Rule*> m_rules;
};

} // namespace checkwatch::wall
