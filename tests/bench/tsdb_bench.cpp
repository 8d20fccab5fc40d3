#include "models/tsdb/memorystore.h"

#include <benchmark/benchmark.h>

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace checkwatch;
using namespace checkwatch::tsdb;
using metrics::Labels;
using metrics::Sample;

namespace {

constexpr std::uint32_t manySeries = 100'000;

std::size_t heap()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::vector<Labels> serverLabels(std::uint32_t count)
{
    std::vector<Labels> all;
    all.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        all.push_back(Labels{{"__name__", "haproxy_server_check_failures_total"},
                             {"instance", "127.0.0.1:8404"},
                             {"job", "haproxy"},
                             {"proxy", "backend" + std::to_string(i / 20)},
                             {"server", "srv" + std::to_string(i)}});
    }
    return all;
}

/// 100,000 counters in one group, of which one in `oneIn` moves with each append.
class Fixture
{
public:
    explicit Fixture(std::uint32_t oneIn) : m_oneIn(oneIn)
    {
        m_batch.added = serverLabels(manySeries);
        m_batch.column.assign(manySeries, 0);
        append();
        m_batch.added = {};
    }

    /// The next batch; the column of the one before is changed in place.
    const metrics::ScrapeBatch& next()
    {
        m_batch.time += std::chrono::seconds{5};
        for (std::uint32_t i = m_turn++ % m_oneIn; i < manySeries; i += m_oneIn) {
            m_batch.column[i] += 1 + i % 3;
        }
        return m_batch;
    }
    void append() { store.append(group, next()); }
    [[nodiscard]] base::Timestamp now() const { return m_batch.time; }

    MemoryStore store{Retention{std::chrono::hours{2}, 1UL << 40U}};
    GroupId group = store.addGroup();

private:
    std::uint32_t m_oneIn;
    std::uint32_t m_turn = 0;
    metrics::ScrapeBatch m_batch;
};

void append(benchmark::State& state)
{
    Fixture fixture(static_cast<std::uint32_t>(state.range(0)));
    for (int i = 0; i < 40; ++i) {
        fixture.append();
    }
    for (auto run : state) {
        state.PauseTiming();
        const metrics::ScrapeBatch& batch = fixture.next();
        state.ResumeTiming();
        fixture.store.append(fixture.group, batch);
        fixture.store.trim(fixture.now());
    }
    state.SetItemsProcessed(state.iterations() * manySeries);
}
BENCHMARK(append)->Arg(100)->Arg(1)->ArgName("one in")->Iterations(320)->Unit(benchmark::kMillisecond);

void window(benchmark::State& state)
{
    Fixture fixture(100);
    for (int i = 0; i < 100; ++i) {
        fixture.append();
    }
    std::vector<Sample> samples;
    for (auto run : state) {
        for (SeriesRef ref = 0; ref < manySeries; ++ref) {
            samples.clear();
            fixture.store.window(ref, fixture.now() - std::chrono::minutes{1}, fixture.now(), samples);
            benchmark::DoNotOptimize(samples.data());
        }
    }
    state.SetItemsProcessed(state.iterations() * manySeries);
}
BENCHMARK(window)->Unit(benchmark::kMillisecond);

void constantWindow(benchmark::State& state)
{
    Fixture fixture(100);
    for (int i = 0; i < 100; ++i) {
        fixture.append();
    }
    for (auto run : state) {
        std::uint32_t constant = 0;
        for (SeriesRef ref = 0; ref < manySeries; ++ref) {
            constant
                += fixture.store.constantWindow(ref, fixture.now() - std::chrono::minutes{1}, fixture.now()) ? 1U : 0U;
        }
        benchmark::DoNotOptimize(constant);
    }
    state.SetItemsProcessed(state.iterations() * manySeries);
}
BENCHMARK(constantWindow)->Unit(benchmark::kMillisecond);

void memoryOfAnHour(benchmark::State& state)
{
    for (auto run : state) {
        const std::size_t before = heap();
        Fixture fixture(100);
        for (int i = 1; i < 720; ++i) {
            fixture.append();
        }
        const StoreStats stats = fixture.store.stats();
        state.counters["heap_MB"] = static_cast<double>(heap() - before) / 1e6;
        state.counters["accounted_MB"] = static_cast<double>(stats.totalBytes) / 1e6;
        state.counters["chunk_B_per_sample"]
            = static_cast<double>(stats.chunkBytes) / static_cast<double>(stats.samples);
    }
}
BENCHMARK(memoryOfAnHour)->Iterations(1)->Unit(benchmark::kSecond);

/// Series as a HAProxy with traffic has them (guides: performance 1.1): two thirds never move, the rest are counters in
/// small and large steps, gauges and averages in milliseconds; a fifth of the samples differ from the one before.
class HaproxyMix
{
public:
    static constexpr std::uint32_t series = 8'200;

    HaproxyMix()
    {
        m_batch.added = serverLabels(series);
        m_batch.column.resize(series);
        for (std::uint32_t i = 0; i < series; ++i) {
            m_batch.column[i] = i % 20 == 0 ? metrics::nanValue() : i % 11 == 0 ? 1 : 0;
        }
    }
    const metrics::ScrapeBatch& next()
    {
        m_batch.time += std::chrono::milliseconds{1000};
        if (m_count++ == 1) {
            m_batch.added.clear();
        }
        for (std::uint32_t i = 0; i < series; i += 3) {
            double& value = m_batch.column[i];
            if (std::isnan(value) || m_random() % 5 >= 3) {
                continue;
            }
            switch (i / 3 % 4) {
            case 0: value += static_cast<double>(m_random() % 5); break;
            case 1: value += static_cast<double>(m_random() % 20'000); break;
            case 2: value = static_cast<double>(m_random() % 8); break;
            default: value = static_cast<double>(m_random() % 900) / 1000.0; break;
            }
        }
        return m_batch;
    }

private:
    std::mt19937 m_random{1};
    std::uint32_t m_count = 0;
    metrics::ScrapeBatch m_batch;
};

void bytesPerSample(benchmark::State& state)
{
    for (auto run : state) {
        HaproxyMix mix;
        MemoryStore store(Retention{std::chrono::hours{2}, 1UL << 40U});
        const GroupId group = store.addGroup();
        for (int i = 0; i < 600 + 32; ++i) {
            store.append(group, mix.next());
        }
        const StoreStats stats = store.stats();
        const double folded = static_cast<double>(stats.samples) - 24.0 * HaproxyMix::series;
        state.counters["B_per_sample"] = static_cast<double>(stats.chunkBytes) / folded;
    }
}
BENCHMARK(bytesPerSample)->Iterations(1)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state)
{
    HaproxyMix mix;
    MemoryStore store(Retention{std::chrono::hours{2}, 1UL << 40U});
    const GroupId group = store.addGroup();
    for (int i = 0; i < 720; ++i) {
        store.append(group, mix.next());
    }
    std::vector<Sample> samples;
    for (auto run : state) {
        for (SeriesRef ref = 0; ref < HaproxyMix::series; ++ref) {
            samples.clear();
            store.window(ref, base::fromUnixMs(0), base::fromUnixMs(1'000'000'000), samples);
            benchmark::DoNotOptimize(samples.data());
        }
    }
    state.SetItemsProcessed(state.iterations() * HaproxyMix::series * 720);
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

void select(benchmark::State& state)
{
    const Fixture fixture(100);
    const std::array matchers{metrics::Matcher::equal("__name__", "haproxy_server_check_failures_total"),
                              metrics::Matcher::create(metrics::MatchType::Regex, "server", "srv.*7").value()};
    for (auto run : state) {
        benchmark::DoNotOptimize(fixture.store.select(matchers));
    }
}
BENCHMARK(select)->Unit(benchmark::kMillisecond);

} // namespace
