// A replay of a day of a thousand servers: opening it, running the engine over it once, going anywhere in it.
#include "models/session/replaysession.h"
#include "resources/builtin.h"
#include "tests/bench/processmemory.h"
#include "tests/support/dayrecording.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <thread>

using namespace checkwatch;

namespace {

constexpr std::size_t servers = 1000;

/// A whole day under the published rules, or of a smoke test a few minutes.
support::DayOptions day()
{
    support::DayOptions options;
    options.servers = servers;
    for (const char* file : {"rules/haproxy-embedded-exporter-v2.yml", "rules/haproxy-exporter-v1.yml"}) {
        auto groups = rules::parseRuleFile(resources::find(file), std::string("builtin/") + file)->groups;
        std::move(groups.begin(), groups.end(), std::back_inserter(options.groups));
    }
    if (const char* const percent = std::getenv("CHECKWATCH_BENCH_PERCENT")) {
        options.length = options.length * std::max(1, std::atoi(percent)) / 1000;
    }
    return options;
}

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::string recordedDay(benchmark::State& state)
{
    const auto path = support::keptDay(BENCH_RECORDINGS, day());
    if (!path) {
        state.SkipWithError(path.error().text().c_str());
        return {};
    }
    return *path;
}

/// Made once; never destroyed: at exit Qt's own statics are gone before it.
void needApplication()
{
    static int argc = 1;
    static char name[] = "bench";
    static char* argv[] = {name, nullptr};
    static const QCoreApplication* const application = new QCoreApplication(argc, argv);
    benchmark::DoNotOptimize(application);
}

bool waitFor(const std::function<bool()>& done)
{
    QElapsedTimer timer;
    for (timer.start(); !done();) {
        QCoreApplication::sendPostedEvents();
        std::this_thread::sleep_for(std::chrono::microseconds{200});
        if (timer.hasExpired(600'000)) {
            return false;
        }
    }
    return true;
}

/// From nothing to a snapshot of a position in the middle, while the rules are being evaluated.
void openToFirstScreen(benchmark::State& state)
{
    needApplication();
    const std::string path = recordedDay(state);
    double cpu = 0;
    for (auto run : state) {
        const double before = cpuSeconds();
        auto session = session::ReplaySession::open(path);
        (*session)->start();
        (*session)->seek((*session)->facts().from + (*session)->facts().length() / 2);
        waitFor([&] { return (*session)->snapshot() != nullptr; });
        cpu = cpuSeconds() - before;
        state.PauseTiming();
        session->reset();
        state.ResumeTiming();
    }
    state.counters["cpu_s"] = cpu;
    state.counters["limit_s"] = 1;
}
BENCHMARK(openToFirstScreen)->Unit(benchmark::kSecond)->Iterations(1);

/// What is shown of a time that the film has not come to.
void sketchOfAMoment(benchmark::State& state)
{
    const std::string path = recordedDay(state);
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
    const std::string path = recordedDay(state);
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
