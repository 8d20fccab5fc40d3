#pragma once

#include "models/tsdb/memorystore.h"

#include <string>
#include <vector>

namespace checkwatch::session {

/// Samples that are there already, and beside them what rules write while they are evaluated over those. Of `data`, which
/// must outlive it and stand still, the metrics that the rules write are not seen: what an earlier evaluation left behind
/// there would count twice. One thread at a time.
class OverlaidData final : public tsdb::Querier
{
public:
    OverlaidData(const tsdb::Querier& data, const std::vector<std::string>& writtenMetrics);

    /// What the rules wrote. Its series follow those of the data.
    [[nodiscard]] tsdb::MemoryStore& written() noexcept { return m_written; }

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override;
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override;
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override;
    [[nodiscard]] std::uint64_t generation() const override { return m_written.generation(); }

private:
    const tsdb::Querier& m_data;
    std::vector<tsdb::SeriesRef> m_hidden; ///< ascending
    tsdb::SeriesRef m_first = 0;           ///< of what is written
    tsdb::MemoryStore m_written;
};

} // namespace checkwatch::session
