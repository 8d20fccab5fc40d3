#pragma once

#include "models/rules/rulewriter.h"

#include <QString>

namespace checkwatch::query {

/// What saving a rule in a file would do; nothing has happened yet.
struct RuleFilePlan
{
    QString path;
    std::string content;    ///< of the whole file afterwards
    bool exists = false;    ///< it has groups already, which stay as they are
    std::size_t groups = 0; ///< that it has already
};

/// Reads the file where there is one. Refused where it is no rule file, or nothing can be put behind its groups safely:
/// nothing is ever written over.
base::Result<RuleFilePlan> planRuleFile(const QString& path, const rules::RuleDraft& draft,
                                        promql::ParseOptions options);
/// Writes what the plan says, all of it or nothing.
base::Result<void> writeRuleFilePlan(const RuleFilePlan& plan);

} // namespace checkwatch::query
