// Whether the shipped rules can fire, asked of a store with many series: what the engine thread does at most every 30 s.
#include "models/rules/rulehealth.h"
#include "models/tsdb/memorystore.h"
#include "resources/builtin.h"

#include <benchmark/benchmark.h>

#include <limits>
#include <memory>

using namespace checkwatch;

namespace {

constexpr base::Timestamp now{base::Duration{1'790'000'000'000}};

/// `series` of them, shared out over the metrics that the rules ask for, in all codes and states.
std::unique_ptr<tsdb::MemoryStore> storeWith(std::int64_t series)
{
    constexpr const char* names[]{"haproxy_server_http_responses_total", "haproxy_server_check_failures_total",
                                  "haproxy_server_status", "haproxy_server_limit_sessions",
                                  "haproxy_server_max_sessions"};
    constexpr const char* codes[]{"1xx", "2xx", "3xx", "4xx", "5xx"};
    auto store = std::make_unique<tsdb::MemoryStore>(
        tsdb::Retention{.time = std::chrono::hours{2}, .bytes = std::numeric_limits<std::size_t>::max()});
    metrics::ScrapeBatch batch;
    batch.time = now;
    for (std::int64_t i = 0; i < series; ++i) {
        batch.added.push_back(metrics::Labels{{"__name__", names[i % 5]},
                                              {"job", "haproxy"},
                                              {"proxy", "p" + std::to_string(i / 500)},
                                              {"server", "s" + std::to_string(i / 25)},
                                              {"code", codes[i / 5 % 5]}});
        batch.column.push_back(1);
    }
    store->append(store->addGroup(), batch);
    return store;
}

void BM_CheckRules(benchmark::State& state)
{
    const auto store = storeWith(state.range(0));
    std::vector<rules::Group> groups;
    for (const char* file : {"rules/haproxy-embedded-exporter-v2.yml", "rules/haproxy-exporter-v1.yml",
                             "rules/checkwatch-companion.yml"}) {
        auto parsed = rules::parseRuleFile(resources::find(file), file);
        std::move(parsed->groups.begin(), parsed->groups.end(), std::back_inserter(groups));
    }
    rules::HealthConditions conditions;
    conditions.jobs = {{"haproxy", std::chrono::seconds{15}}};
    conditions.evaluationInterval = std::chrono::seconds{15};
    for (auto _ : state) {
        benchmark::DoNotOptimize(rules::checkRules(groups, conditions, {store.get(), now}));
    }
}
BENCHMARK(BM_CheckRules)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

} // namespace
