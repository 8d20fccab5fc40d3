#pragma once

#include "models/exposition/parser.h"
#include "models/metrics/relabelling.h"
#include "models/metrics/scrapebatch.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace checkwatch::exposition {

/// What is done to the samples of one target, and how much of it. 0 = no limit. The defaults are Checkwatch's, not
/// Prometheus' (which has none).
struct ScrapeOptions
{
    metrics::Labels targetLabels; ///< job, instance, …; what begins with "__" is already gone
    bool honorLabels = false;
    bool honorTimestamps = true;
    std::size_t sampleLimit = 2'000'000;
    std::size_t labelLimit = 0;
    std::size_t labelNameLengthLimit = 0;
    std::size_t labelValueLengthLimit = 0;
    /// metric_relabel_configs: of every sample with its target's labels, before limits are looked at. What has no labels
    /// left is dropped: it counts as scraped, and nothing else. The synthetic series are left alone.
    metrics::Relabelling relabelling{};
};

/// Turns the bodies of one target into batches: remembers every series by the raw text of its line, so that a known
/// series costs a comparison and a number; writes staleness markers for what vanished, and the synthetic series up,
/// scrape_duration_seconds, scrape_samples_scraped, scrape_samples_post_metric_relabeling, scrape_series_added
/// (guides: prometheus 1.4 to 1.7). One per target; one thread (I/O).
class ScrapeCache
{
public:
    explicit ScrapeCache(ScrapeOptions options);
    ~ScrapeCache();
    ScrapeCache(const ScrapeCache&) = delete;
    ScrapeCache& operator=(const ScrapeCache&) = delete;

    /// A body that arrived whole. Where it does not parse or passes a limit, the batch holds only markers and the
    /// synthetic series, and batch.report.error says why and where.
    metrics::ScrapeBatch ingest(std::string_view body, Format format, base::Timestamp time, double durationSeconds);
    /// A scrape that brought no body: everything this target had goes stale at `time`.
    metrics::ScrapeBatch fail(const base::Error& error, base::Timestamp time, double durationSeconds);
    /// The target is being removed: everything goes stale, the synthetic series too.
    metrics::ScrapeBatch end(base::Timestamp time);

    /// Series known now, the five synthetic ones included.
    [[nodiscard]] std::size_t seriesCount() const noexcept;
    /// Lines that are known by their text, those of dropped and failed ones included.
    [[nodiscard]] std::size_t textCount() const noexcept;
    /// HELP, TYPE and UNIT of a family as the target last said; null where it never did.
    [[nodiscard]] const metrics::Metadata* metadata(std::string_view family) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace checkwatch::exposition
