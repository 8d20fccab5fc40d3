#pragma once

#include "models/recording/recordeddata.h"

#include <array>
#include <memory>
#include <vector>

namespace checkwatch::recording {

/// A recording for who goes through it in time, as rules that are evaluated over it do: of each series in use it keeps a
/// stretch unpacked, from as far back as was asked for until some time ahead, and finds windows in it within nanoseconds.
/// Answers exactly as `data`, which must outlive it, whatever can be seen of that. Series that stand still take next to
/// nothing, others 12 bytes a sample of a stretch. One thread at a time.
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
    /// The times of a stretch: the same object for all series that are scraped together, so that what was found out for
    /// one holds for the next.
    struct Times
    {
        std::vector<base::Timestamp> at;
        double perMs = 0; ///< times, on average
        struct Found
        {
            base::Timestamp time = base::Timestamp::min();
            std::size_t before = 0;
        };
        std::array<Found, 4> found; ///< the newest questions
        std::size_t oldest = 0;     ///< of `found`

        /// How many are before `time`.
        std::size_t before(base::Timestamp time);

    private:
        [[nodiscard]] std::size_t search(base::Timestamp time) const;
    };
    /// All samples of a series with from <= time <= to.
    struct Stretch
    {
        base::Timestamp from = base::Timestamp::max();
        base::Timestamp to = base::Timestamp::min();
        std::shared_ptr<Times> times;
        double constant = 0;             ///< the value of all, where `values` is empty
        std::vector<double> values;      ///< by time
        std::vector<std::uint32_t> runs; ///< by time: the first of those up to it with the same bits
        base::Duration reach{0};         ///< the longest window that was asked for

        [[nodiscard]] double value(std::size_t i) const { return values.empty() ? constant : values[i]; }
        [[nodiscard]] std::size_t run(std::size_t i) const { return values.empty() ? 0 : runs[i]; }
    };

    /// Null where the window is too long to be kept.
    const Stretch* stretchFor(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const;
    [[nodiscard]] std::size_t endIn(const Stretch& stretch, tsdb::SeriesRef series, base::Timestamp to) const;
    void load(Stretch& stretch, tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const;
    [[nodiscard]] std::shared_ptr<Times> timesOf(const std::vector<metrics::Sample>& samples) const;

    const RecordedData& m_data;
    mutable std::vector<Stretch> m_stretches; ///< by series
    mutable std::shared_ptr<Times> m_times;   ///< of the newest stretch
    mutable std::vector<metrics::Sample> m_scratch;
};

} // namespace checkwatch::recording
