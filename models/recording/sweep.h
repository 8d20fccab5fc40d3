#pragma once

#include "models/recording/recordeddata.h"

#include <vector>

namespace checkwatch::recording {

/// A recording for who goes through it in time, as rules that are evaluated over it do: of each series in use it keeps a
/// stretch unpacked, from as far back as was asked for until some time ahead, and finds windows in it within nanoseconds.
/// Answers exactly as `data`, which must outlive it. Memory: 20 bytes a sample of a stretch. One thread at a time.
class Sweep final : public tsdb::Querier
{
public:
    explicit Sweep(const RecordedData& data) : m_data(data), m_stretches(data.series()) {}

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override
    {
        return m_data.select(matchers);
    }
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_data.labels(series); }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override;
    [[nodiscard]] std::uint64_t generation() const override { return m_data.generation(); }

private:
    /// All samples of a series with from <= time <= to.
    struct Stretch
    {
        base::Timestamp from = base::Timestamp::max();
        base::Timestamp to = base::Timestamp::min();
        base::Duration reach{0}; ///< the longest window that was asked for
        double perMs = 0;        ///< samples, on average
        std::vector<metrics::Sample> samples;
        std::vector<std::uint32_t> runs; ///< of each sample: the first of those up to it with the same bits
    };

    /// Null where the window is too long to be kept.
    const Stretch* stretchFor(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const;
    void load(Stretch& stretch, tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const;
    /// The number of samples before `time`.
    static std::size_t countBefore(const Stretch& stretch, base::Timestamp time);

    const RecordedData& m_data;
    mutable std::vector<Stretch> m_stretches; ///< by series
    mutable std::vector<metrics::Sample> m_scratch;
};

} // namespace checkwatch::recording
