#pragma once

#include "models/base/clock.h"
#include "models/metrics/scrapebatch.h"
#include "models/sources/target.h"

#include <QObject>

#include <memory>
#include <vector>

namespace checkwatch::sources {

struct ScraperOptions
{
    /// Scrape a new target at once, not only at its first tick, up to an interval later; a user does not want to wait.
    bool firstScrapeNow = true;
};

/// Scrapes targets on their schedules (offset and alignment as Prometheus), one HttpClient each, the careful way of
/// guides/reliability.md 2.3. Lives on the I/O thread: create it, moveToThread, and call its slots through queued
/// invocations. Fetching, inflating and parsing happen there; batches leave by signal.
class Scraper final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the scraper and be safe from its thread.
    explicit Scraper(const base::Clock& clock, QObject* parent = nullptr);
    Scraper(const base::Clock& clock, ScraperOptions options, QObject* parent = nullptr);
    ~Scraper() override;

    /// The targets from now on. Those that are the same as before go on undisturbed; those that are gone end with
    /// staleness markers for all their series. A target whose id stays while its interval, timeout, body limit or
    /// credentials change keeps its series; with other sample or label limits it ends and begins anew.
    void setTargets(std::vector<Target> targets);
    /// Scrapes one target now, if it is not being scraped.
    void scrapeNow(std::uint32_t target);
    /// Aborts what is under way and ends. No signal after it.
    void stop();

Q_SIGNALS:
    /// One finished scrape, good or bad; batch.report says which.
    void scraped(std::uint32_t target, std::shared_ptr<const checkwatch::metrics::ScrapeBatch> batch);
    /// The target has been removed and `batch` holds its last markers.
    void ended(std::uint32_t target, std::shared_ptr<const checkwatch::metrics::ScrapeBatch> batch);

private:
    struct Impl;
    const base::Clock& m_clock;
    const ScraperOptions m_options;
    std::unique_ptr<Impl> m_impl; ///< made by the first setTargets(), on the I/O thread
};

} // namespace checkwatch::sources
