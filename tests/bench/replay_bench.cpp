// What a replay of a day of a thousand servers does behind its window: a sketch of a moment, the film of the whole, any of
// its frames. The window itself: replaywindow_bench.
#include "models/session/filmmaker.h"
#include "tests/bench/processmemory.h"
#include "tests/bench/replayday.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <string>

using namespace checkwatch;

namespace {

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// What is shown of a time that the film has not come to.
void sketchOfAMoment(benchmark::State& state)
{
    const std::string path = bench::replayDay(state);
    for (auto run : state) {
        auto opened = recording::Reader::open(path);
        const base::Timestamp time = (*opened)->from() + ((*opened)->to() - (*opened)->from()) / 2;
        session::FilmMaker maker(std::move(*opened), {}, time - std::chrono::seconds{15}, time);
        while (maker.advance()) {}
        benchmark::DoNotOptimize(maker.take(true));
    }
}
BENCHMARK(sketchOfAMoment)->Unit(benchmark::kSecond);

/// The engine over the whole day in the background, and then positions at random: all that a screen asks there.
void filmAndSeek(benchmark::State& state)
{
    const std::string path = bench::replayDay(state);
    for (auto run : state) {
        auto opened = recording::Reader::open(path);
        session::FilmMaker maker(std::move(*opened), {}, base::Timestamp::min(), base::Timestamp::max());
        session::Film film;
        const double before = cpuSeconds();
        std::size_t bytes = 0;
        const auto take = [&](bool open) {
            for (session::FilmPart& part : maker.take(open)) {
                bytes += part.reel->bytes.size();
                film.add(std::move(part));
            }
        };
        while (maker.advance()) {
            take(false);
        }
        take(true);
        state.counters["film_cpu_s"] = cpuSeconds() - before;
        state.counters["film_MB"] = static_cast<double>(bytes) / 1e6;
        state.counters["events"] = static_cast<double>(film.events().size());
        state.counters["film_peak_MB"] = bench::megabytes("VmHWM");
        std::mt19937 random(3);
        std::vector<double> took;
        for (int i = 0; i < 200; ++i) {
            const auto length = static_cast<std::uint64_t>((film.to() - film.from()).count());
            const base::Timestamp time
                = film.from() + base::Duration{static_cast<std::int64_t>(random() * 7919ULL % length)};
            const double begin = cpuSeconds();
            benchmark::DoNotOptimize(film.at(time));
            took.push_back(cpuSeconds() - begin);
        }
        std::ranges::sort(took);
        state.counters["snapshot_ms_p50"] = took[took.size() / 2] * 1e3;
        state.counters["snapshot_ms_worst"] = took.back() * 1e3;
    }
}
BENCHMARK(filmAndSeek)->Unit(benchmark::kSecond)->Iterations(1);

} // namespace
