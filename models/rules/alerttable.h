#pragma once

#include "models/rules/alert.h"
#include "models/rules/serieswriter.h"
#include "models/tsdb/querier.h"

#include <cstdint>
#include <vector>

namespace checkwatch::rules {

class AlertingRule;

/// What a runner remembers about the alert with the same number, beside the alert.
struct AlertSlot
{
    AlertingRule* owner = nullptr;
    std::uint32_t position = 0;                  ///< in the owner's list
    std::uint32_t seen = 0;                      ///< number of the newest evaluation that had it in the result
    tsdb::SeriesRef series = SeriesWriter::none; ///< the one series it stands for, where the rule knows such
    std::uint32_t pendingSeries = SeriesWriter::none;
    std::uint32_t firingSeries = SeriesWriter::none;
    std::uint32_t forStateSeries = SeriesWriter::none;
    metrics::Labels seriesLabels; ///< of `series` when it was looked at
};

/// The alerts of all rules of a group, without gaps: a removed one's place is taken by the last.
struct AlertTable
{
    std::vector<Alert> alerts;
    std::vector<AlertSlot> slots; ///< by the number of the alert
};

} // namespace checkwatch::rules
