#pragma once

#include "models/rules/rulehealth.h"
#include "models/session/incidentreport.h"

#include <string>
#include <vector>

/// The rules that a report goes by: those of then, one after the other.
namespace checkwatch::session {

struct RulesOfReport
{
    bool recorded = false;          ///< else it has what was given instead
    std::vector<LaterRules> stages; ///< ascending; the first one holds from the start. One at least
    std::vector<std::string> healthAlerts;
    struct Change
    {
        base::Timestamp time{};
        std::string words;
    };
    std::vector<Change> changes; ///< one for each stage after the first

    [[nodiscard]] const LaterRules& newest() const { return stages.back(); }
};

/// The rules that held in [start, end]. `otherwise`: where the recording has none. Rules that are loaded again and are the
/// same are no change.
RulesOfReport rulesOfReport(recording::Reader& reader, base::Timestamp start, base::Timestamp end,
                            const LaterRules& otherwise);

/// The alerting rules with what became of them, and what those that held at the end cannot tell.
std::vector<ReportedRule> reportedRules(const RuleSetVerdict& set, const RulesOfReport& rules,
                                        const recording::Reader& reader, const rules::HealthData& data);

/// "added A and B; removed C; changed D (for 1m instead of 15s)", the names of the rules as they stand in their files. "" where
/// no rule is another.
std::string changeText(const std::vector<rules::Group>& before, const std::vector<rules::Group>& after);

} // namespace checkwatch::session
