#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"
#include "models/metrics/sample.h"

#include <string_view>
#include <vector>

namespace checkwatch::testfiles {

/// A line of Prometheus' test notation: a metric and its values, one a step; metrics::missingValue() is a gap.
struct SeriesLine
{
    metrics::Labels labels;
    std::vector<double> values;

    [[nodiscard]] std::vector<metrics::Sample> samples(base::Duration step, base::Timestamp start = {}) const;
};

/// `name{l="v"} 1 2 3+4x5 _ _x3 stale NaN` (guides: prometheus 5.1), as strict as Prometheus is. Errors carry line and column
/// and read "parse error: …". A line that stands for more than ten million values is refused.
base::Result<SeriesLine> parseSeriesLine(std::string_view line);

/// The metric alone: `name{l="v"}`, `{l="v"}`, `{}`; nothing at all is no labels too.
base::Result<metrics::Labels> parseMetric(std::string_view text);

} // namespace checkwatch::testfiles
