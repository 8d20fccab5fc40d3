#include "models/sources/scrapeloop.h"

#include <algorithm>

namespace checkwatch::sources {
namespace {

constexpr base::Duration soon{500};

exposition::ScrapeOptions optionsOf(const Target& target)
{
    const config::ScrapeConfig& config = target.config;
    return {target.labels,     config.honorLabels,          config.honorTimestamps,       config.sampleLimit,
            config.labelLimit, config.labelNameLengthLimit, config.labelValueLengthLimit, config.metricRelabelling};
}

} // namespace

ScrapeLoop::ScrapeLoop(HttpShared& shared, const base::Clock& clock, Target target, Handler handler,
                       std::optional<std::chrono::nanoseconds> firstScrape)
    : m_clock(clock), m_target(std::move(target)), m_handler(std::move(handler)),
      m_schedule(m_target.config.interval, m_target.offsetHash, clock), m_first(firstScrape),
      m_cache(optionsOf(m_target)), m_client(shared)
{
    // A tick that comes soon anyway needs no scrape before it.
    if (m_first && m_schedule.due() - *m_first < std::min(m_schedule.interval() / 10, soon)) {
        m_first.reset();
    }
}

std::chrono::nanoseconds ScrapeLoop::due() const noexcept
{
    return m_first ? std::min(*m_first, m_schedule.due()) : m_schedule.due();
}

void ScrapeLoop::tick()
{
    base::Timestamp time = m_clock.wall();
    // Which one is due is not asked of the clock: timers may be a little early, and then neither seems to be.
    const bool first = m_first && *m_first <= m_schedule.due();
    m_first.reset();
    if (!first) {
        time = m_schedule.take(m_clock);
    }
    if (!m_client.busy()) {
        scrape(time);
    }
}

void ScrapeLoop::scrapeNow()
{
    if (!m_client.busy()) {
        scrape(m_clock.wall());
    }
}

void ScrapeLoop::change(Target target)
{
    if (target.config.interval != m_schedule.interval() || target.offsetHash != this->target().offsetHash) {
        m_schedule = Schedule(target.config.interval, target.offsetHash, m_clock);
    }
    m_next = std::move(target);
}

void ScrapeLoop::scrape(base::Timestamp time)
{
    if (m_next) {
        m_target = *std::exchange(m_next, std::nullopt);
    }
    m_time = time;
    m_started = m_clock.monotonic();
    if (m_target.overTargetLimit) {
        scraped(base::Error{base::ErrorCode::Limit,
                            "target_limit exceeded: job " + m_target.config.jobName + " has more than "
                                + std::to_string(m_target.config.targetLimit) + " targets"});
        return;
    }
    m_client.get(m_target, [this](const base::Result<HttpAnswer>& answer) { scraped(answer); });
}

void ScrapeLoop::scraped(const base::Result<HttpAnswer>& answer)
{
    const double seconds = std::chrono::duration<double>(m_clock.monotonic() - m_started).count();
    auto batch = std::make_shared<metrics::ScrapeBatch>(
        answer.ok() ? m_cache.ingest(answer->body, exposition::formatFor(answer->contentType), m_time, seconds)
                    : m_cache.fail(answer.error(), m_time, seconds));
    const Handler handler = m_handler;
    handler(m_target.id, std::move(batch));
}

ScrapeLoop::BatchPtr ScrapeLoop::end()
{
    m_client.abort();
    // Never at or before a sample that is stored already, wherever the wall clock went.
    const base::Timestamp time = std::max(m_clock.wall(), m_time + base::Duration(1));
    return std::make_shared<const metrics::ScrapeBatch>(m_cache.end(time));
}

} // namespace checkwatch::sources
