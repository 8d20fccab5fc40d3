#include "models/fleet/tracker.h"

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <string>

using namespace checkwatch;

namespace {

constexpr std::array statuses{"DOWN", "UP", "MAINT", "DRAIN", "NOLB"};
constexpr std::array checks{"HANA",   "SOCKERR", "L4OK", "L4TOUT", "L4CON", "L6OK",    "L6TOUT",   "L6RSP",
                            "L7TOUT", "L7RSP",   "L7OK", "L7OKC",  "L7STS", "PROCERR", "PROCTOUT", "PROCOK"};
constexpr base::Duration interval = std::chrono::seconds{5};

/// One target with `count` servers as HAProxy's own exporter shows them: 5 + 16 states and 5 numbers each.
class Fleet
{
public:
    explicit Fleet(int count) : m_count(static_cast<std::size_t>(count)), m_group(m_store.addGroup()), m_tracker({})
    {
        m_tracker.addTarget({1, "haproxy", "lb1:8404", "http://lb1:8404/metrics", interval, interval, {}}, now());
        for (const char* state : statuses) {
            family("haproxy_server_status", state, std::string_view(state) == "UP" ? 1 : 0);
        }
        for (const char* state : checks) {
            family("haproxy_server_check_status", state, std::string_view(state) == "L7OK" ? 1 : 0);
        }
        m_failures = m_batch.column.size();
        for (const char* name :
             {"check_failures_total", "weight", "check_code", "current_sessions", "check_last_change_seconds"}) {
            family("haproxy_server_" + std::string(name), "", 1);
        }
        m_batch.report.up = true;
        for (int i = 0; i < 16; ++i) {
            step();
            scrape();
            snapshot();
        }
    }

    /// Time goes on, and the store has another scrape; not what is measured.
    void step()
    {
        m_time += interval;
        m_batch.time = now();
        const std::size_t ages = m_batch.column.size() - m_count;
        for (std::size_t i = 0; i < m_count; ++i) {
            m_batch.column[ages + i] += 5;
        }
        m_store.append(m_group, m_batch);
    }
    void scrape()
    {
        m_tracker.onScrape(1, m_batch, m_store, m_group);
        m_batch.added.clear();
        m_batch.firstAdded = static_cast<std::uint32_t>(m_batch.column.size());
    }
    fleet::SnapshotPtr snapshot() { return m_newest = m_tracker.snapshot(now(), m_store); }
    /// Every n-th failure counter goes on.
    void count(std::size_t every)
    {
        for (std::size_t i = 0; i < m_count; i += every) {
            m_batch.column[m_failures + i] += 1;
        }
    }
    void alert()
    {
        auto rule = std::make_shared<rules::Rule>();
        rule->name = "HaproxyServerHealthcheckFailure";
        rule->holdFor = std::chrono::minutes{1};
        for (std::size_t i = 0; i < m_count; ++i) {
            auto identity = std::make_shared<rules::AlertIdentity>();
            identity->id = i + 1;
            identity->rule = rule;
            identity->source = labelsOf("", "", i);
            identity->labels = metrics::LabelsBuilder(identity->source)
                                   .set("alertname", rule->name)
                                   .set("severity", "warning")
                                   .build();
            m_alerts.push_back({std::move(identity), rules::AlertState::Firing, now(), now(), {}, {}, 1});
        }
        m_rules.file = "rules.yml";
        m_rules.rules.push_back(*rule);
    }
    void otherValues()
    {
        for (rules::Alert& one : m_alerts) {
            one.value += 1;
        }
    }
    void evaluate() { m_tracker.onEvaluation(m_rules, {now(), {}}, m_alerts, {}, interval); }

private:
    [[nodiscard]] base::Timestamp now() const { return m_time; }
    static metrics::Labels labelsOf(const std::string& name, const char* state, std::size_t i)
    {
        return metrics::Labels{{"__name__", name},
                               {"job", "haproxy"},
                               {"instance", "lb1:8404"},
                               {"state", state},
                               {"proxy", "be" + std::to_string(i / 20)},
                               {"server", "s" + std::to_string(i)}};
    }
    void family(const std::string& name, const char* state, double value)
    {
        for (std::size_t i = 0; i < m_count; ++i) {
            m_batch.added.push_back(labelsOf(name, state, i));
            m_batch.column.push_back(value);
        }
    }

    std::size_t m_count;
    std::size_t m_failures = 0;
    base::Timestamp m_time = base::fromUnixMs(1'800'000'000'000);
    tsdb::MemoryStore m_store{{std::chrono::minutes{5}, std::size_t{8} << 30U}};
    tsdb::GroupId m_group;
    fleet::Tracker m_tracker;
    metrics::ScrapeBatch m_batch;
    rules::Group m_rules;
    std::vector<rules::Alert> m_alerts;
    fleet::SnapshotPtr m_newest;
};

void scrapeAndSnapshot(benchmark::State& state, std::size_t every)
{
    Fleet fleet(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        if (every > 0) {
            fleet.count(every);
        }
        fleet.step();
        state.ResumeTiming();
        fleet.scrape();
        benchmark::DoNotOptimize(fleet.snapshot());
    }
}

void calm(benchmark::State& state)
{
    scrapeAndSnapshot(state, 0);
}

void onePercentCounts(benchmark::State& state)
{
    scrapeAndSnapshot(state, 100);
}

void allCount(benchmark::State& state)
{
    scrapeAndSnapshot(state, 1);
}

/// Every server has a firing alert, and every value is another: what the alerts alone cost.
void allFiring(benchmark::State& state)
{
    Fleet fleet(static_cast<int>(state.range(0)));
    fleet.alert();
    fleet.evaluate();
    fleet.snapshot();
    for (auto _ : state) {
        state.PauseTiming();
        fleet.otherValues();
        state.ResumeTiming();
        fleet.evaluate();
        benchmark::DoNotOptimize(fleet.snapshot());
    }
}

BENCHMARK(calm)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(20);
BENCHMARK(onePercentCounts)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(20);
BENCHMARK(allCount)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(20);
BENCHMARK(allFiring)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(20);

} // namespace
