#pragma once

#include "models/tsdb/querier.h"

namespace checkwatch::tsdb {

/// The newest sample with from <= time <= to that is no staleness marker: what a series had before its target failed to
/// answer.
[[nodiscard]] inline std::optional<metrics::Sample> newestValue(const Querier& samples, SeriesRef series,
                                                                base::Timestamp from, base::Timestamp to)
{
    auto newest = samples.newest(series, from, to);
    while (newest && metrics::isStale(newest->value)) {
        newest = newest->time > from ? samples.newest(series, from, newest->time - base::Duration{1}) : std::nullopt;
    }
    return newest;
}

} // namespace checkwatch::tsdb
