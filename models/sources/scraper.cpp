#include "models/sources/scraper.h"

#include "models/sources/scrapeloop.h"

#include <QTimer>

#include <algorithm>
#include <map>
#include <set>

namespace checkwatch::sources {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds timerSlack = 500us; // a tick may be taken so much early
constexpr std::chrono::nanoseconds firstSpacing = 1ms; // between the first scrapes of many new targets
constexpr std::chrono::nanoseconds longestSleep = 24h; // QTimer counts in int

bool sameExceptLimits(const Target& a, const Target& b)
{
    return a.url == b.url && a.labels == b.labels && a.config.honorLabels == b.config.honorLabels
        && a.config.honorTimestamps == b.config.honorTimestamps
        && a.config.metricRelabelling == b.config.metricRelabelling;
}

bool sameLimits(const config::ScrapeConfig& a, const config::ScrapeConfig& b)
{
    return a.sampleLimit == b.sampleLimit && a.labelLimit == b.labelLimit
        && a.labelNameLengthLimit == b.labelNameLengthLimit && a.labelValueLengthLimit == b.labelValueLengthLimit;
}

bool keepsSeries(const Target& a, const Target& b)
{
    return sameExceptLimits(a, b) && sameLimits(a.config, b.config);
}

} // namespace

struct Scraper::Impl
{
    Impl(Scraper& scraper, const base::Clock& time) : out(scraper), clock(time), shared(time)
    {
        timer.setSingleShot(true);
        timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&timer, &QTimer::timeout, &out, [this] { wake(); });
    }

    void endMissing(const std::map<std::uint32_t, Target>& wanted);
    void begin(Target target, std::optional<std::chrono::nanoseconds> first);
    void plan(const ScrapeLoop& loop) { agenda.emplace(loop.due(), loop.target().id); }
    void wake();
    void sleep();

    Scraper& out;
    const base::Clock& clock;
    HttpShared shared;
    std::map<std::uint32_t, std::unique_ptr<ScrapeLoop>> loops;
    std::set<std::pair<std::chrono::nanoseconds, std::uint32_t>> agenda;
    QTimer timer;
};

void Scraper::Impl::endMissing(const std::map<std::uint32_t, Target>& wanted)
{
    std::vector<std::unique_ptr<ScrapeLoop>> ending;
    for (auto loop = loops.begin(); loop != loops.end();) {
        const auto found = wanted.find(loop->first);
        const bool stays = found != wanted.end() && keepsSeries(found->second, loop->second->target());
        if (!stays) {
            ending.push_back(std::move(loop->second));
        }
        loop = stays ? std::next(loop) : loops.erase(loop);
    }
    for (const std::unique_ptr<ScrapeLoop>& loop : ending) {
        Q_EMIT out.ended(loop->target().id, loop->end());
    }
}

void Scraper::Impl::begin(Target target, std::optional<std::chrono::nanoseconds> first)
{
    const std::uint32_t id = target.id;
    loops[id] = std::make_unique<ScrapeLoop>(
        shared, clock, std::move(target),
        [this](std::uint32_t number, ScrapeLoop::BatchPtr batch) { Q_EMIT out.scraped(number, std::move(batch)); },
        first);
}

void Scraper::Impl::wake()
{
    const std::chrono::nanoseconds now = clock.monotonic() + timerSlack;
    while (!agenda.empty() && agenda.begin()->first <= now) {
        const std::uint32_t id = agenda.begin()->second;
        agenda.erase(agenda.begin());
        // A scrape that fails at once is reported at once, and whoever hears it may change the targets.
        if (const auto found = loops.find(id); found != loops.end()) {
            found->second->tick();
        }
        if (const auto found = loops.find(id); found != loops.end()) {
            plan(*found->second);
        }
    }
    sleep();
}

void Scraper::Impl::sleep()
{
    if (agenda.empty()) {
        timer.stop();
        return;
    }
    const std::chrono::nanoseconds wait = agenda.begin()->first - clock.monotonic() - timerSlack;
    timer.start(
        std::chrono::ceil<std::chrono::milliseconds>(std::clamp(wait, std::chrono::nanoseconds::zero(), longestSleep)));
}

Scraper::Scraper(const base::Clock& clock, QObject* parent) : Scraper(clock, ScraperOptions{}, parent) {}

Scraper::Scraper(const base::Clock& clock, ScraperOptions options, QObject* parent)
    : QObject(parent), m_clock(clock), m_options(options)
{
}

Scraper::~Scraper() = default;

void Scraper::setTargets(std::vector<Target> targets)
{
    if (m_impl == nullptr) {
        m_impl = std::make_unique<Impl>(*this, m_clock); // here, not in the constructor: this is the thread it lives on
    }
    std::map<std::uint32_t, Target> wanted;
    for (Target& target : targets) {
        wanted.emplace(target.id, std::move(target));
    }
    m_impl->endMissing(wanted);
    std::chrono::nanoseconds first = m_clock.monotonic();
    for (auto& [id, target] : wanted) {
        if (const auto found = m_impl->loops.find(id); found != m_impl->loops.end()) {
            found->second->change(std::move(target));
        } else {
            m_impl->begin(std::move(target), m_options.firstScrapeNow ? std::optional(first) : std::nullopt);
            first += firstSpacing;
        }
    }
    m_impl->agenda.clear();
    for (const auto& [id, loop] : m_impl->loops) {
        m_impl->plan(*loop);
    }
    m_impl->sleep();
}

void Scraper::scrapeNow(std::uint32_t target)
{
    if (m_impl == nullptr) {
        return;
    }
    if (const auto found = m_impl->loops.find(target); found != m_impl->loops.end()) {
        found->second->scrapeNow();
    }
}

void Scraper::stop()
{
    if (m_impl != nullptr) {
        m_impl->timer.stop();
        m_impl->agenda.clear();
        m_impl->loops.clear();
    }
}

} // namespace checkwatch::sources
