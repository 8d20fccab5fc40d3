#pragma once

#include "models/exposition/scrapecache.h"

#include <QByteArray>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::scrapedtarget {

/// One target over several scrapes, one a second; says what a batch holds, sorted: "a 1|b stale|". The synthetic series are
/// left out, they are asked for by name.
class Target
{
public:
    explicit Target(exposition::ScrapeOptions options = {}) : m_cache(std::move(options)) {}

    QByteArray scrape(std::string_view body, exposition::Format format = exposition::Format::Text004)
    {
        return tell(m_cache.ingest(body, format, next(), 0.25));
    }
    QByteArray fail() { return tell(m_cache.fail({base::ErrorCode::Network, "connection refused"}, next(), 0.5)); }
    QByteArray end() { return tell(m_cache.end(next())); }

    [[nodiscard]] QByteArray synthetic(const std::string& name) const;
    /// scraped, after relabelling, added
    [[nodiscard]] QByteArray counts() const;
    [[nodiscard]] const metrics::ScrapeReport& report() const { return m_report; }
    [[nodiscard]] const exposition::ScrapeCache& cache() const { return m_cache; }

private:
    base::Timestamp next() { return base::fromUnixMs(m_now += 1000); }
    QByteArray tell(const metrics::ScrapeBatch& batch);

    exposition::ScrapeCache m_cache;
    std::int64_t m_now = 1'700'000'000'000;
    std::vector<metrics::Labels> m_labels;
    std::map<std::string, QByteArray> m_synthetic;
    metrics::ScrapeReport m_report;
};

[[nodiscard]] exposition::ScrapeOptions options(metrics::Labels target, bool honorLabels = false);

} // namespace checkwatch::scrapedtarget
