#pragma once

#include "models/exposition/scrapecache.h"
#include "models/sources/httpclient.h"
#include "models/sources/schedule.h"
#include "models/sources/target.h"

#include <functional>
#include <memory>
#include <optional>

namespace checkwatch::sources {

/// One target's life: when it is due, the request under way, and the series it has. One thread (I/O).
class ScrapeLoop
{
public:
    using BatchPtr = std::shared_ptr<const metrics::ScrapeBatch>;
    /// May destroy the loop.
    using Handler = std::function<void(std::uint32_t target, BatchPtr batch)>;

    /// `firstScrape`: when to scrape once ahead of the schedule, monotonic.
    ScrapeLoop(HttpShared& shared, const base::Clock& clock, Target target, Handler handler,
               std::optional<std::chrono::nanoseconds> firstScrape);

    [[nodiscard]] const Target& target() const noexcept { return m_next ? *m_next : m_target; }
    /// When tick() has something to do next, monotonic.
    [[nodiscard]] std::chrono::nanoseconds due() const noexcept;
    /// Scrapes what is due; where the scrape before is still under way, the tick is skipped.
    void tick();
    /// Scrapes at once, out of turn, unless a scrape is under way.
    void scrapeNow();
    /// The same target with another interval, timeout, body limit or other credentials, from the next scrape on.
    void change(Target target);
    /// Drops what is under way; the last batch, which ends all series.
    BatchPtr end();

private:
    void scrape(base::Timestamp time);
    void scraped(const base::Result<HttpAnswer>& answer);

    const base::Clock& m_clock;
    Target m_target;
    std::optional<Target> m_next; ///< waits for the end of a scrape
    Handler m_handler;
    Schedule m_schedule;
    std::optional<std::chrono::nanoseconds> m_first;
    exposition::ScrapeCache m_cache;
    HttpClient m_client;
    base::Timestamp m_time{}; ///< of the scrape under way, or the last one
    std::chrono::nanoseconds m_started{};
};

} // namespace checkwatch::sources
