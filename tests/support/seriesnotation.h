#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"
#include "models/metrics/sample.h"

#include <optional>
#include <string_view>
#include <vector>

namespace checkwatch::support {

/// A line of Prometheus' test notation: a metric and its values, one a step. nullopt is a gap.
struct SeriesLine
{
    metrics::Labels labels;
    std::vector<std::optional<double>> values;

    [[nodiscard]] std::vector<metrics::Sample> samples(base::Duration step, base::Timestamp start = {}) const;
};

/// `name{l="v"} 1 2 3+4x5 _ _x3 stale NaN` (guides: prometheus 5.1).
base::Result<SeriesLine> parseSeriesLine(std::string_view line);

} // namespace checkwatch::support
