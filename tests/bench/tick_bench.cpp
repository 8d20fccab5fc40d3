#include "models/exposition/scrapecache.h"
#include "models/session/engine.h"

#include <benchmark/benchmark.h>

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

/// Everything between the body and the snapshot, with `everyNth` of the counters failing each tick.
void tick(benchmark::State& state)
{
    const auto everyNth = static_cast<std::size_t>(state.range(0));
    base::Timestamp now = base::fromUnixMs(1'800'000'000'000);
    session::Engine engine(configuration(), headlineGroup(), now);
    sources::Target target;
    target.id = 1;
    target.labels = metrics::Labels{{"job", "bench"}, {"instance", "lb:8404"}};
    target.config.interval = interval;
    engine.setTargets({target}, now);
    exposition::ScrapeCache cache({.targetLabels = target.labels});
    Counters counters;
    std::size_t alerts = 0;
    const auto once = [&](const std::string& body) {
        const auto batch = cache.ingest(body, exposition::Format::Text004, now, 0.01);
        engine.onScrape(1, batch, now);
        engine.evaluateDue(std::chrono::duration_cast<std::chrono::nanoseconds>((now + interval).time_since_epoch()));
        const auto snapshot = engine.snapshot(now);
        alerts = snapshot->alerts ? snapshot->alerts->size() : 0;
        now += interval;
    };
    for (int warm = 0; warm < 20; ++warm) { // past `for`, so that the alerts are firing
        counters.failSome(everyNth);
        once(counters.body());
    }
    for (auto _ : state) {
        state.PauseTiming();
        counters.failSome(everyNth);
        const std::string body = counters.body();
        state.ResumeTiming();
        once(body);
    }
    state.counters["alerts"] = static_cast<double>(alerts);
    state.counters["store_MB"] = static_cast<double>(engine.store().stats().totalBytes) / 1e6;
}

} // namespace

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
