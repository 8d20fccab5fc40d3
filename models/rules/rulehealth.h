#pragma once

#include "models/rules/finding.h"
#include "models/rules/healthconditions.h"
#include "models/rules/rulefile.h"

#include <vector>

/// "Can this rule ever fire here?": from intervals, ranges and `for`, from what values a metric can have, from the series
/// that are there now, and for the health-check rule from the firing law (firinglaw.h).
namespace checkwatch::rules {

/// Verdicts by group and rule. The groups run side by side: what one records counts as there for all. Time is bounded by
/// the number of rules, not of series: the label index and samples of series are asked (selectorfacts.h).
[[nodiscard]] std::vector<std::vector<RuleVerdictPtr>>
checkRules(const std::vector<Group>& groups, const HealthConditions& conditions, const HealthData& data);

} // namespace checkwatch::rules
