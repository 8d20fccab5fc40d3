#pragma once

#include "models/tsdb/querier.h"

namespace checkwatch::session {

/// Samples as they would be had they been scraped less often: of all samples of a series in the same step of `interval`,
/// counted from 1970, the first. Where a series ended in between, the next scrape would have told. One thread at a time.
class ThinnedData final : public tsdb::Querier
{
public:
    /// `data` must outlive it. REQUIRES: interval > 0.
    ThinnedData(const tsdb::Querier& data, base::Duration interval) : m_data(data), m_interval(interval) {}

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override
    {
        return m_data.select(matchers);
    }
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_data.labels(series); }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef, base::Timestamp,
                                                                     base::Timestamp) const override
    {
        return std::nullopt;
    }
    [[nodiscard]] std::uint64_t generation() const override { return m_data.generation(); }

private:
    [[nodiscard]] std::int64_t stepOf(base::Timestamp time) const;

    const tsdb::Querier& m_data;
    base::Duration m_interval;
    mutable std::vector<metrics::Sample> m_scratch;
};

} // namespace checkwatch::session
