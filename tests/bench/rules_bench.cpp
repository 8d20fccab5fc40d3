#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"

#include <benchmark/benchmark.h>

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

constexpr std::uint32_t servers = 100'000;
constexpr std::int64_t start = 1'700'000'000'000;

/// A store with one counter and one gauge per server, scraped every 5 s, and a group with one rule over them. A moving
/// counter moves with every scrape; `turning` gauges in 100 change between 0 and 1 with every scrape.
class Fleet
{
public:
    Fleet(const char* rule, std::uint32_t movingInHundred, std::uint32_t turning, bool stored)
        : m_moving(movingInHundred), m_turning(turning)
    {
        m_batch.added.reserve(servers * 2UL);
        for (const char* const metric : {"haproxy_server_check_failures_total", "failing"}) {
            for (std::uint32_t i = 0; i < servers; ++i) {
                m_batch.added.push_back(metrics::Labels{{"__name__", metric},
                                                        {"instance", "127.0.0.1:8404"},
                                                        {"job", "haproxy"},
                                                        {"proxy", "be" + std::to_string(i / 20)},
                                                        {"server", "srv" + std::to_string(i)}});
            }
        }
        m_batch.column.assign(servers * 2UL, 0);
        m_scraped = m_store.addGroup();
        m_written = m_store.addGroup();
        auto file = parseRuleFile(
            std::string("groups:\n- name: g\n  rules:\n  - {alert: A, labels: {severity: warning}, ") + rule + "}\n",
            "f");
        GroupContext context{&m_store, {}, {}, {}};
        context.append = [this, stored](const metrics::ScrapeBatch& batch) {
            if (stored) {
                m_store.append(m_written, batch);
            }
        };
        m_runner = std::make_unique<GroupRunner>(file->groups.at(0), std::chrono::seconds{5}, promql::EngineOptions{},
                                                 std::move(context));
        m_runner->setRestored();
        for (int i = 0; i < 40; ++i) {
            scrape();
            evaluate();
        }
    }

    void scrape()
    {
        ++m_round;
        m_batch.time = base::fromUnixMs(start + m_round * 5000);
        for (std::uint32_t i = 0; i < servers; ++i) {
            m_batch.column[i] += i % 100 < m_moving ? 1 : 0;
            double& gauge = m_batch.column[servers + i];
            gauge = (i + static_cast<std::uint32_t>(m_round)) % 100 < m_turning ? 1 - gauge : gauge;
        }
        m_store.append(m_scraped, m_batch);
        m_batch.firstAdded += static_cast<std::uint32_t>(m_batch.added.size());
        m_batch.added.clear();
        m_store.trim(m_batch.time);
    }
    std::size_t evaluate() { return m_runner->evaluate(m_batch.time).changes.size(); }
    [[nodiscard]] std::size_t alerts() const { return m_runner->alerts().size(); }

private:
    tsdb::MemoryStore m_store{{std::chrono::minutes{10}, 1024UL * 1024 * 1024}};
    tsdb::GroupId m_scraped = 0;
    tsdb::GroupId m_written = 0;
    metrics::ScrapeBatch m_batch;
    std::unique_ptr<GroupRunner> m_runner;
    std::int64_t m_round = 0;
    std::uint32_t m_moving;
    std::uint32_t m_turning;
};

void run(benchmark::State& state, Fleet& fleet)
{
    std::size_t changes = 0;
    for (auto _ : state) {
        state.PauseTiming();
        fleet.scrape();
        state.ResumeTiming();
        changes += fleet.evaluate();
    }
    state.counters["alerts"] = static_cast<double>(fleet.alerts());
    state.counters["changes"] = static_cast<double>(changes) / static_cast<double>(state.iterations());
}

constexpr const char* headline = "expr: 'increase(haproxy_server_check_failures_total[1m]) > 0', for: 1m";
constexpr const char* gauge = "expr: failing > 0";

void calm(benchmark::State& state)
{
    Fleet fleet(headline, 1, 0, true);
    run(state, fleet);
}
BENCHMARK(calm)->Unit(benchmark::kMillisecond)->Iterations(30);

void storm(benchmark::State& state)
{
    Fleet fleet(headline, 100, 0, state.range(0) != 0);
    run(state, fleet);
}
BENCHMARK(storm)->ArgName("stored")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(30);

/// What the query alone costs is `stirred/0`.
void stirred(benchmark::State& state)
{
    Fleet fleet(gauge, 0, static_cast<std::uint32_t>(state.range(0)), false);
    run(state, fleet);
}
BENCHMARK(stirred)->ArgName("turning")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(200);

} // namespace
