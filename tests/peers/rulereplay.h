#pragma once

#include "models/metrics/sample.h"
#include "models/rules/grouprunner.h"

#include <QJsonArray>

#include <string>
#include <vector>

namespace checkwatch::peers {

/// A series as a Prometheus has it: its raw samples, without staleness markers, which its API does not show.
struct RawSeries
{
    metrics::Labels labels;
    std::vector<metrics::Sample> samples;
};

/// The answer to a range selector: data.result of /api/v1/query.
std::vector<RawSeries> rawSeries(const QJsonArray& matrix);

/// A rule file of one group, with rules added that say when it was evaluated and what the health-check rule went by.
struct WitnessedRules
{
    std::string path;
    std::string text;
    rules::Group group;
};

/// One each of `ruleFiles`, texts of rule files, to be written into `folder`. Their names are such that no group's evaluation
/// falls near a scrape, so that there is no doubt whether it saw that; `scrapePhase` is when in an interval scrapes are.
std::vector<WitnessedRules> witnessed(const std::string& folder, const std::vector<std::string_view>& ruleFiles,
                                      base::Duration scrapePhase, base::Duration interval);

/// A selector of all series that these groups read or write, in metrics' names.
std::string seriesOf(const std::vector<WitnessedRules>& rules);

struct ReplayResult
{
    int evaluations = 0;
    int alerts = 0; ///< active ones, counted at every evaluation
    std::vector<std::string> differences;
};

/// Evaluates the groups from their start over a Prometheus' own samples at exactly the times at which it evaluated them, and compares all series
/// that the rules write at each of them: ALERTS, ALERTS_FOR_STATE and what is recorded, bit for bit. REQUIRES: no two
/// groups write the same series.
ReplayResult replayRules(const std::vector<WitnessedRules>& rules, const std::vector<RawSeries>& series);

} // namespace checkwatch::peers
