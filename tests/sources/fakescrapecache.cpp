#include "models/exposition/scrapecache.h"

#include <map>

namespace checkwatch::exposition {

struct ScrapeCache::Impl
{
    std::map<std::string, std::uint32_t, std::less<>> known;
    std::vector<double> last;
};
Format formatFor(std::string_view) { return Format::Text004; }
ScrapeCache::ScrapeCache(ScrapeOptions) : m_impl(std::make_unique<Impl>()) {}
ScrapeCache::~ScrapeCache() = default;
metrics::ScrapeBatch ScrapeCache::ingest(std::string_view body, Format, base::Timestamp time, double seconds)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.report.up = true;
    batch.report.durationSeconds = seconds;
    batch.report.bodyBytes = body.size();
    batch.firstAdded = static_cast<std::uint32_t>(m_impl->known.size());
    batch.column.assign(m_impl->known.size(), metrics::staleValue());
    while (!body.empty()) {
        const std::string_view line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(body.size(), line.size() + 1));
        if (line.empty() || line.starts_with('#')) continue;
        const auto space = line.rfind(' ');
        if (space == std::string_view::npos) { return fail({base::ErrorCode::BadInput, "bad line"}, time, seconds); }
        ++batch.report.samplesScraped;
        const std::string key(line.substr(0, space));
        auto [at, fresh] = m_impl->known.emplace(key, m_impl->known.size());
        if (fresh) {
            batch.added.emplace_back(metrics::Labels{{"__name__", key}});
            batch.column.push_back(0);
        }
        batch.column[at->second] = 1;
    }
    return batch;
}
metrics::ScrapeBatch ScrapeCache::fail(const base::Error& error, base::Timestamp time, double seconds)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.report.error = error;
    batch.report.durationSeconds = seconds;
    batch.column.assign(m_impl->known.size(), metrics::staleValue());
    return batch;
}
metrics::ScrapeBatch ScrapeCache::end(base::Timestamp time) { return fail({}, time, 0); }
std::size_t ScrapeCache::seriesCount() const noexcept { return m_impl->known.size(); }
const metrics::Metadata* ScrapeCache::metadata(std::string_view) const { return nullptr; }

} // namespace checkwatch::exposition
