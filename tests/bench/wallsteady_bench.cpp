#include "models/exposition/scrapecache.h"
#include "models/session/engine.h"
#include "models/session/livesession.h"
#include "tests/bench/offscreen.h"
#include "tests/bench/processmemory.h"
#include "tests/bench/quietsession.h"
#include "tests/bench/servedpage.h"
#include "ui/wall/wallview.h"

#include <benchmark/benchmark.h>

#include <QTemporaryDir>

#include <cstdlib>
#include <deque>

using namespace checkwatch;
using namespace std::chrono_literals;
using bench::Page;
using bench::seconds;

// The wall at its daily work, shown on 1920x1080 and recorded. Limits: 3 % of a core with a hundred servers polled each
// second; 250 MB with ten targets of 5,000 series each, of which two hours are kept.
namespace {

constexpr const char* noCaptures = "not run: ../shared/data/captures/demo is not here";

config::ScrapeConfig jobOf(const std::string& address, base::Duration interval)
{
    config::ScrapeConfig job;
    job.jobName = "haproxy";
    job.interval = interval;
    job.timeout = interval;
    job.staticConfigs.push_back({{address}, {}});
    return job;
}

void hundredServersEachSecond(benchmark::State& state)
{
    const Page page(100);
    if (page.empty()) {
        state.SkipWithError(noCaptures);
        return;
    }
    const bench::Exporter exporter(page);
    bench::needApplication();
    const QTemporaryDir folder;
    config::Config config;
    config.evaluationInterval = 1s;
    config.scrapeConfigs.push_back(jobOf(exporter.address(), 1s));
    config.checkwatch.recording.folder = folder.path().toStdString();
    auto session = session::LiveSession::create(std::move(config));
    if (!session) {
        state.SkipWithError(session.error().text().c_str());
        return;
    }
    wall::WallView view;
    int paints = 0;
    QObject::connect(&view, &wall::WallView::painted, &view, [&paints] { ++paints; });
    view.resize(1920, 1080);
    view.setSession(session->get());
    view.show();
    (*session)->start();
    for (auto _ : state) {
        bench::waitFor(5s);
        paints = 0;
        const double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
        const double wall = seconds(CLOCK_MONOTONIC);
        bench::waitFor(20s);
        const double passed = seconds(CLOCK_MONOTONIC) - wall;
        state.counters["core_percent"] = 100 * (seconds(CLOCK_PROCESS_CPUTIME_ID) - before) / passed;
        state.counters["limit_percent"] = 3;
        state.counters["paints_per_s"] = paints / passed;
        if (paints < 30) {
            state.SkipWithError("the wall was not painted twice a second");
        }
    }
    view.setSession(nullptr);
}

/// What a target's two hours are: 1,440 scrapes, and fewer where CHECKWATCH_BENCH_PERCENT says that they need not count.
int scrapes()
{
    const char* const percent = std::getenv("CHECKWATCH_BENCH_PERCENT");
    return std::max(1, 1440 * (percent == nullptr ? 100 : std::atoi(percent)) / 100);
}

/// Two hours of ten exporters, five seconds apart, told to an engine as fast as it takes them.
fleet::SnapshotPtr twoHours(session::Engine& engine, const Page& page, base::Timestamp start)
{
    std::vector<sources::Target> targets;
    std::deque<exposition::ScrapeCache> caches;
    for (std::uint32_t id = 1; id <= 10; ++id) {
        sources::Target& target = targets.emplace_back();
        target.id = id;
        target.labels = metrics::Labels{{"job", "haproxy"}, {"instance", "lb-" + std::to_string(id) + ":8404"}};
        target.url = "http://lb-" + std::to_string(id) + ":8404/metrics";
        target.config = jobOf("", 5s);
        exposition::ScrapeOptions options;
        options.targetLabels = target.labels;
        caches.emplace_back(options);
    }
    engine.setTargets(targets, start);
    base::Timestamp now = start;
    for (int scrape = 0; scrape < scrapes(); ++scrape, now += 5s) {
        const std::string body = page.at(scrape);
        for (std::size_t i = 0; i < targets.size(); ++i) {
            engine.onScrape(targets[i].id, caches[i].ingest(body, exposition::Format::Text004, now, 0.01), now);
        }
        engine.evaluateDue(now.time_since_epoch());
    }
    return engine.snapshot(now);
}

void memoryOfTenTargets(benchmark::State& state)
{
    const Page one(1);
    if (one.empty()) {
        state.SkipWithError(noCaptures);
        return;
    }
    const Page page(static_cast<int>(5000 / one.perServer()));
    bench::needApplication();
    config::Config config;
    config.evaluationInterval = 5s;
    config.scrapeConfigs.push_back(jobOf("", 5s));
    const base::Timestamp start = base::fromUnixMs(1'800'000'000'000);
    for (auto _ : state) {
        session::Engine engine(config, {}, start);
        bench::QuietSession session(twoHours(engine, page, start));
        wall::WallView view;
        view.resize(1920, 1080);
        view.setSession(&session);
        view.show();
        view.grab();
        state.counters["resident_mb"] = bench::megabytes("VmRSS");
        state.counters["limit_mb"] = 250;
        state.counters["series"] = static_cast<double>(engine.store().stats().series);
        state.counters["samples"] = static_cast<double>(engine.store().stats().samples);
    }
}

BENCHMARK(hundredServersEachSecond)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(memoryOfTenTargets)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
