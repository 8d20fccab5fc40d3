#pragma once

#include "models/config/config.h"
#include "models/haproxy/serverstate.h"
#include "models/rules/rulefile.h"

#include <string>
#include <vector>

namespace checkwatch::session {

/// The rule groups a configuration names, ready to run.
struct RuleSet
{
    std::vector<rules::Group> groups;
    std::vector<std::string> notices; ///< plain sentences, for example about rules that cannot fire
};

/// How the rules of a configuration are evaluated.
[[nodiscard]] promql::EngineOptions promqlOptions(const config::Config& config);

/// Reads every file that config.ruleFiles names. A pattern may have * and ? in its last path element, as in Prometheus.
/// Any error in any file refuses the whole set.
base::Result<RuleSet> loadRuleFiles(const config::Config& config);

/// The published rules that fit an exporter, and Checkwatch's companion rules, as far as the configuration wants them.
/// What `present` already has (an alert of the same name and expression, or any alert of that name out of the user's own
/// files) is left out, so that nothing is counted twice.
std::vector<rules::Group> builtinGroups(const config::Config& config, haproxy::Exporter exporter,
                                        const std::vector<rules::Group>& present);

/// The rule that the chart and the Why tab explain: the first of the configuration's health alerts among `groups`;
/// null where none is there. Valid as long as `groups`.
const rules::Rule* headlineRule(const std::vector<rules::Group>& groups, const std::vector<std::string>& healthAlerts);

} // namespace checkwatch::session
