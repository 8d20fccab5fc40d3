#pragma once

#include "models/metrics/labels.h"
#include "models/rules/rulefile.h"

#include <string>
#include <vector>

/// What is allowed in a rule file and still most likely a mistake.
namespace checkwatch::rules {

/// Two or more rules of a file with one name and one set of labels.
struct DuplicateRule
{
    std::string name;
    metrics::Labels labels;
};

/// promtool's lint duplicate-rules: sorted by name and labels, each once.
std::vector<DuplicateRule> duplicateRules(const RuleFile& file);

struct LintNote
{
    std::string group;
    std::string rule;
    int line = 0; ///< of the rule
    std::string message;
    std::string gauge; ///< the metric that is taken for a gauge by its name, where the note is about that
};

/// Beyond promtool: templates that name a label which the expression has taken away, and rates of what is named like a gauge.
std::vector<LintNote> lint(const RuleFile& file);

} // namespace checkwatch::rules
