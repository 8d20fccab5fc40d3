#pragma once

#include "models/metrics/scrapebatch.h"
#include "models/tsdb/querier.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::rules::test {

/// A Querier over plain vectors that tests fill by hand and a GroupRunner by batches.
class TestStore final : public tsdb::Querier
{
public:
    /// The series with these labels, a new one on first sight.
    tsdb::SeriesRef series(const metrics::Labels& labels);
    void add(const metrics::Labels& labels, std::int64_t ms, double value);
    /// Appends a batch of the one group this store has; keeps it in `batches` too.
    void append(const metrics::ScrapeBatch& batch) { append(batch, m_group); }
    /// The series of one group by local number: what each of several groups keeps for the batches it appends.
    using Numbering = std::vector<tsdb::SeriesRef>;
    void append(const metrics::ScrapeBatch& batch, Numbering& group);
    /// "labels value" of every sample at the time, sorted; staleness markers read "stale".
    [[nodiscard]] std::vector<std::string> at(std::int64_t ms, std::string_view metric) const;

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override;
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_labels[series]; }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef, base::Timestamp,
                                                                     base::Timestamp) const override
    {
        return std::nullopt;
    }
    [[nodiscard]] std::uint64_t generation() const override { return m_labels.size(); }

    int batches = 0;

private:
    std::vector<metrics::Labels> m_labels;
    std::vector<std::vector<metrics::Sample>> m_samples;
    std::unordered_map<metrics::Labels, tsdb::SeriesRef> m_refs;
    Numbering m_group;
};

} // namespace checkwatch::rules::test
