#include "models/exposition/scrapecache.h"

#include "models/exposition/ingest.h"

#include <array>
#include <utility>

namespace checkwatch::exposition {
namespace {

constexpr std::array<const char*, 5> syntheticNames = {"up", "scrape_duration_seconds", "scrape_samples_scraped",
                                                       "scrape_samples_post_metric_relabeling", "scrape_series_added"};

} // namespace

struct ScrapeCache::Impl
{
    explicit Impl(ScrapeOptions options) : memory(std::move(options))
    {
        for (std::size_t i = 0; i < syntheticNames.size(); ++i) {
            synthetic[i] = metrics::LabelsBuilder(memory.options.targetLabels)
                               .set(metrics::metricNameLabel, syntheticNames[i])
                               .build();
        }
    }
    void finish(metrics::ScrapeBatch& batch, const std::array<double, 5>& values);
    void report(metrics::ScrapeBatch& batch);

    TargetMemory memory;
    std::array<metrics::Labels, 5> synthetic;
    std::uint64_t metadataTold = 0; ///< MetadataStore::version() of what the newest batch with metadata said
};

/// The synthetic series come last; where the target itself has one of that name, the target's stands.
void ScrapeCache::Impl::finish(metrics::ScrapeBatch& batch, const std::array<double, 5>& values)
{
    for (std::size_t i = 0; i < synthetic.size(); ++i) {
        const std::uint32_t local = memory.numbers.findOrAdd(synthetic[i]);
        batch.column.resize(memory.numbers.size(), metrics::missingValue());
        if (metrics::isMissing(batch.column[local])) {
            batch.column[local] = values[i];
        }
    }
    batch.added = memory.numbers.from(batch.firstAdded);
}

void ScrapeCache::Impl::report(metrics::ScrapeBatch& batch)
{
    const metrics::ScrapeReport& r = batch.report;
    finish(batch,
           {r.up ? 1.0 : 0.0, r.durationSeconds, static_cast<double>(r.samplesScraped),
            static_cast<double>(r.samplesPostRelabel), static_cast<double>(r.seriesAdded)});
}

ScrapeCache::ScrapeCache(ScrapeOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) {}

ScrapeCache::~ScrapeCache() = default;

metrics::ScrapeBatch ScrapeCache::ingest(std::string_view body, Format format, base::Timestamp time,
                                         double durationSeconds)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.report.durationSeconds = durationSeconds;
    batch.report.bodyBytes = body.size();
    const std::optional<base::Error> error = Ingest(m_impl->memory, body, format, batch).run();
    batch.report.up = !error;
    if (error) {
        batch.report.error = *error;
    } else if (const std::uint64_t version = m_impl->memory.metadata.version(); version != m_impl->metadataTold) {
        m_impl->metadataTold = version;
        batch.metadata = std::make_shared<const metrics::MetadataList>(m_impl->memory.metadata.all());
    }
    m_impl->report(batch);
    return batch;
}

metrics::ScrapeBatch ScrapeCache::fail(const base::Error& error, base::Timestamp time, double durationSeconds)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.report.durationSeconds = durationSeconds;
    batch.report.error = error;
    Ingest(m_impl->memory, {}, m_impl->memory.scriptFormat, batch).markAll();
    m_impl->report(batch);
    return batch;
}

metrics::ScrapeBatch ScrapeCache::end(base::Timestamp time)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    Ingest(m_impl->memory, {}, m_impl->memory.scriptFormat, batch).markAll();
    std::array<double, 5> stale{};
    stale.fill(metrics::staleValue());
    m_impl->finish(batch, stale);
    return batch;
}

std::size_t ScrapeCache::seriesCount() const noexcept
{
    return m_impl->memory.numbers.size();
}

std::size_t ScrapeCache::textCount() const noexcept
{
    return m_impl->memory.texts.size();
}

const metrics::Metadata* ScrapeCache::metadata(std::string_view family) const
{
    return m_impl->memory.metadata.find(family);
}

} // namespace checkwatch::exposition
