#pragma once

#include "models/base/result.h"
#include "models/metrics/scrapebatch.h"
#include "models/tsdb/labelchoices.h"
#include "models/tsdb/querier.h"

#include <cstddef>
#include <memory>

namespace checkwatch::tsdb {

struct Retention
{
    base::Duration time = std::chrono::hours{2};
    std::size_t bytes = 512UL * 1024 * 1024; ///< all the store uses, by its own accounting
};

struct StoreStats
{
    std::size_t series = 0;
    std::size_t samples = 0;    ///< kept now, in chunks and in open heads
    std::size_t chunkBytes = 0; ///< compressed values and shared timestamps of closed data
    std::size_t openBytes = 0;  ///< data that is not closed yet, with what is needed to go on
    std::size_t totalBytes = 0; ///< with these, labels and index
    std::uint64_t rejected = 0; ///< out of order or duplicate with another value, since the start
};

/// A set of series that get their samples together, under one timestamp: the series of one target, or of one rule group.
using GroupId = std::uint32_t;

/// The in-memory sample store. Values live in compressed chunks, timestamps once per group and append. Owned and used by
/// one thread (the engine's); readers on that thread see an append whole or not at all.
class MemoryStore final : public Querier
{
public:
    explicit MemoryStore(Retention retention = {});
    ~MemoryStore() override;
    MemoryStore(const MemoryStore&) = delete;
    MemoryStore& operator=(const MemoryStore&) = delete;

    [[nodiscard]] GroupId addGroup();
    /// Appends one scrape (or one rule evaluation): adds batch.added, then batch.column at batch.time, then batch.timed.
    /// Samples older than the newest of their series are rejected and counted; so are second values for one time
    /// (guides: prometheus 1.5). Labels that another group already has: the samples go into that one series.
    void append(GroupId group, const metrics::ScrapeBatch& batch);
    /// The group gets no more samples; its series age out. Its labels may come back in another group and go on there.
    void closeGroup(GroupId group);
    /// What the next trim() goes by.
    void setRetention(Retention retention);
    /// Drops what is past the retention, seen from `now`. Cheap; call it once per append round.
    void trim(base::Timestamp now);

    /// The series of a group by local number; noSeries where nothing of it is left within the retention. It keeps its
    /// number as long as generation() stands still.
    [[nodiscard]] SeriesRef series(GroupId group, std::uint32_t local) const;
    [[nodiscard]] StoreStats stats() const;

    [[nodiscard]] std::vector<SeriesRef> select(std::span<const metrics::Matcher> matchers) const override;
    [[nodiscard]] const metrics::Labels& labels(SeriesRef series) const override;
    [[nodiscard]] std::optional<metrics::Sample> newest(SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<ConstantWindow> constantWindow(SeriesRef series, base::Timestamp from,
                                                               base::Timestamp to) const override;
    [[nodiscard]] std::uint64_t generation() const override;
    /// Label names, and values of one label, sorted: for completion.
    [[nodiscard]] std::vector<std::string> labelNames() const;
    [[nodiscard]] std::vector<std::string> labelValues(std::string_view name) const;
    /// Of the series that every matcher accepts: their label names, sorted; without a matcher all there are.
    [[nodiscard]] std::vector<std::string> labelNames(std::span<const metrics::Matcher> matchers) const;
    /// Their values of one label that hold `typed` (any case), at most `limit`: see LabelIndex::choices().
    [[nodiscard]] LabelChoices labelChoices(std::string_view name, std::span<const metrics::Matcher> matchers,
                                            std::string_view typed, std::size_t limit) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace checkwatch::tsdb
