#pragma once

#include "models/recording/reader.h"
#include "models/tsdb/labelindex.h"
#include "models/tsdb/querier.h"

#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace checkwatch::recording {

/// A recording as data for PromQL and rules: every series of a stretch of time, whichever streams it went through. Values
/// are unpacked when they are asked for and kept for a while; queries that go on in time are fast. What is damaged is
/// missing here and noted by the reader, which must outlive this and not be refreshed meanwhile. One thread at a time.
class RecordedData final : public tsdb::Querier
{
public:
    /// Everything with from <= time <= to; queries look no further. `cacheBytes`: of unpacked values.
    RecordedData(Reader& reader, base::Timestamp from, base::Timestamp to, std::size_t cacheBytes = 64UL * 1024 * 1024);

    [[nodiscard]] std::size_t series() const noexcept { return m_series.size(); }
    /// From here on as it was when nothing later than `to` had happened, and of series that went through the streams named
    /// not even what came after their times: that had been measured then, but had not arrived.
    void seeUntil(base::Timestamp to, const std::map<std::uint32_t, base::Timestamp>& byStream = {});
    /// The newest time of a series that can be seen, by seeUntil().
    [[nodiscard]] base::Timestamp seenUntil(tsdb::SeriesRef series) const
    {
        return m_late.empty() ? m_seen : seenOfLate(series);
    }
    /// Like window(), with the staleness markers.
    void samples(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                 std::vector<metrics::Sample>& out) const;
    /// Likewise, with what cannot be seen.
    void recorded(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                  std::vector<metrics::Sample>& out) const;

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override;
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override;
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override;
    [[nodiscard]] std::uint64_t generation() const override { return 1; }
    /// As those of tsdb::MemoryStore.
    [[nodiscard]] std::vector<std::string> labelNames(std::span<const metrics::Matcher> matchers) const;
    [[nodiscard]] tsdb::LabelChoices labelChoices(std::string_view name, std::span<const metrics::Matcher> matchers,
                                                  std::string_view typed, std::size_t limit) const;

private:
    /// Where a part of a series lies.
    struct Place
    {
        std::uint32_t stream = 0; ///< index into m_streams
        std::uint32_t slot = 0;
    };
    struct Series
    {
        metrics::Labels labels;
        std::vector<Place> places;          ///< in the order of their streams
        std::vector<metrics::Sample> timed; ///< ascending; those with times of their own
    };
    struct Cached
    {
        std::int64_t frame = 0;
        std::optional<PackedSamples> samples; ///< none: damaged
        std::size_t bytes = 0;                ///< that keeping it takes
    };

    void addStream(const RecordedStream& stream);
    Cached& cached(const FrameEntry& shelf) const;
    std::span<const std::uint64_t> rowOf(Cached& cached, std::uint32_t slot) const;
    static const FrameEntry* shelfOf(const Block& block, std::uint32_t slot);
    void addPlace(Place place, base::Timestamp from, base::Timestamp to, std::vector<metrics::Sample>& out) const;
    [[nodiscard]] base::Timestamp seenOfLate(tsdb::SeriesRef series) const;

    Reader& m_reader;
    base::Timestamp m_from;
    base::Timestamp m_to;
    base::Timestamp m_seen = base::Timestamp::max();
    std::size_t m_cacheBytes;
    std::vector<const RecordedStream*> m_streams; ///< by number
    std::vector<base::Timestamp> m_until;         ///< by stream: what can be seen of it
    std::vector<std::size_t> m_late;              ///< streams of which less can be seen than of others
    std::vector<Series> m_series;
    tsdb::LabelIndex m_index;

    mutable std::list<Cached> m_cache; ///< newest use first
    mutable std::unordered_map<std::int64_t, std::list<Cached>::iterator> m_cached;
    mutable std::size_t m_cachedBytes = 0;
    mutable std::vector<metrics::Sample> m_scratch;
};

} // namespace checkwatch::recording
