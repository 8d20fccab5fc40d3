#include "models/exposition/scrapecache.h"
#include "models/session/engine.h"

#include <benchmark/benchmark.h>

#include <malloc.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>
#include <vector>

using namespace checkwatch;

namespace {

constexpr std::size_t seriesCount = 100'000;
constexpr base::Duration interval{5000};

/// A body of failure counters, as HAProxy writes them: 100 servers a backend.
class Counters
{
public:
    Counters() : m_values(seriesCount, 3) {}

    /// Every `everyNth` counter goes up by one.
    void failSome(std::size_t everyNth)
    {
        for (std::size_t i = m_next % everyNth; i < m_values.size(); i += everyNth) {
            ++m_values[i];
        }
        ++m_next;
    }
    /// The same hundredth of the counters each time.
    void failTheSame()
    {
        for (std::size_t i = 0; i < m_values.size(); i += 100) {
            ++m_values[i];
        }
    }
    std::string body() const
    {
        std::string text = "# HELP haproxy_server_check_failures_total Total number of failed check (Only counts "
                           "checks failed when the "
                           "server is up).\n# TYPE haproxy_server_check_failures_total counter\n";
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            text += "haproxy_server_check_failures_total{proxy=\"be" + std::to_string(i / 100) + "\",server=\"srv"
                + std::to_string(i % 100) + "\"} " + std::to_string(m_values[i]) + '\n';
        }
        return text;
    }

private:
    std::vector<std::uint64_t> m_values;
    std::size_t m_next = 0;
};

config::Config configuration()
{
    config::Config config;
    config.scrapeInterval = interval;
    config.evaluationInterval = interval;
    config.checkwatch.builtinRules = false;
    config.checkwatch.companionRules = false;
    return config;
}

std::vector<rules::Group> headlineGroup()
{
    auto file = rules::parseRuleFile("groups:\n- name: g\n  rules:\n  - alert: HaproxyServerHealthcheckFailure\n"
                                     "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n    for: 1m\n"
                                     "    labels: {severity: warning}\n",
                                     "rules.yml");
    return file->groups;
}

/// An engine with one target, and the target's side of it.
class Rig
{
public:
    Rig() : engine(configuration(), headlineGroup(), now)
    {
        sources::Target target;
        target.id = 1;
        target.labels = metrics::Labels{{"job", "bench"}, {"instance", "lb:8404"}};
        target.config.interval = interval;
        engine.setTargets({target}, now);
        m_cache.emplace(exposition::ScrapeOptions{.targetLabels = target.labels});
    }
    /// Everything between the body and the snapshot.
    void tick(const std::string& body)
    {
        const auto batch = m_cache->ingest(body, exposition::Format::Text004, now, 0.01);
        engine.onScrape(1, batch, now);
        engine.evaluateDue(std::chrono::duration_cast<std::chrono::nanoseconds>((now + interval).time_since_epoch()));
        const auto snapshot = engine.snapshot(now);
        alerts = snapshot->alerts ? snapshot->alerts->size() : 0;
        now += interval;
    }
    /// What belongs to the fetching side goes; the engine stays.
    void dropTarget() { m_cache.reset(); }

    base::Timestamp now = base::fromUnixMs(1'800'000'000'000);
    session::Engine engine;
    std::size_t alerts = 0;

private:
    std::optional<exposition::ScrapeCache> m_cache;
};

/// With `everyNth` of the counters failing each tick.
void tick(benchmark::State& state)
{
    const auto everyNth = static_cast<std::size_t>(state.range(0));
    Rig rig;
    Counters counters;
    for (int warm = 0; warm < 20; ++warm) { // past `for`, so that the alerts are firing
        counters.failSome(everyNth);
        rig.tick(counters.body());
    }
    for (auto _ : state) {
        state.PauseTiming();
        counters.failSome(everyNth);
        const std::string body = counters.body();
        state.ResumeTiming();
        rig.tick(body);
    }
    state.counters["alerts"] = static_cast<double>(rig.alerts);
    state.counters["store_MB"] = static_cast<double>(rig.engine.store().stats().totalBytes) / 1e6;
}

double residentMegabytes()
{
    ::malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    std::size_t size = 0;
    std::size_t resident = 0;
    statm >> size >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// An hour of 5 s ticks, the same 1 % of the servers failing: what the process has grown by, all of the engine in it (store, rules,
/// alert states, fleet), without the body and the target's cache. Prometheus took 615 MB after 2 min.
void memoryOfAnHour(benchmark::State& state)
{
    for (auto _ : state) {
        const double before = residentMegabytes();
        Rig rig;
        {
            Counters counters;
            for (int i = 0; i < 720; ++i) {
                counters.failTheSame();
                rig.tick(counters.body());
            }
        }
        rig.dropTarget();
        state.counters["resident_MB"] = residentMegabytes() - before;
        state.counters["limit_MB"] = 150;
        state.counters["store_MB"] = static_cast<double>(rig.engine.store().stats().totalBytes) / 1e6;
    }
}

} // namespace

BENCHMARK(memoryOfAnHour)->Name("memory of 100,000 series, 1 h at 5 s")->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(tick)
    ->Name("tick of 100,000 series, calm (1 % failing) | limit 20 ms")
    ->Arg(1200)
    ->Unit(benchmark::kMillisecond)
    ->MinTime(0.5);
BENCHMARK(tick)
    ->Name("tick of 100,000 series, storm (all firing) | limit 40 ms")
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->MinTime(0.5);
