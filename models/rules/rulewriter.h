#pragma once

#include "models/rules/rulefile.h"

#include <string>
#include <string_view>

namespace checkwatch::rules {

/// An alerting rule that somebody is writing: texts as they were typed, right or wrong.
struct RuleDraft
{
    std::string group = "checkwatch";
    std::string alert;
    std::string expr;
    std::string holdFor; ///< `for`; "" leaves it out
    StringPairs labels;
    StringPairs annotations;
};

/// The draft as a rule file of one group. What was typed comes out of parseRuleFile() as it went in: every text is
/// written in the plainest form of YAML that keeps it. Whether it is right says ruleFileErrors().
std::string writeRuleFile(const RuleDraft& draft);

/// `file` with the draft's group behind its last one; every line that was there stays as it is. Refused where the file is
/// not a good rule file in block style, or where the result would read otherwise than the groups that were there and
/// this one. A group name that is taken gets a number behind it.
base::Result<std::string> appendToRuleFile(std::string_view file, RuleDraft draft, promql::ParseOptions options = {});

} // namespace checkwatch::rules
