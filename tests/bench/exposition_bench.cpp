#include "models/exposition/scrapecache.h"
#include "tests/support/expositions.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <limits>
#include <random>
#include <vector>

#include <malloc.h>

using namespace checkwatch;
using namespace checkwatch::exposition;

// Each line says its limit (ns a sample, or times the walk), the median and the best of its rounds: on a shared machine the
// best is the program, the rest is the neighbours.
// Real HAProxy bodies. "known" is the scrape of every few seconds: the same lines, one number in five another; beside it
// the memchr newline walk over the same bodies, alternating with it so that both see the same machine and caches.
namespace {

/// Cold or reordered; Prometheus 2.42 took 763 with labels, 563 for series it knows (guides: performance 1.2).
constexpr double limitNanoseconds = 190;

std::vector<std::string> consecutive(const std::string& file)
{
    std::vector<std::string> bodies;
    if (!support::capturesFolder().empty()) {
        bodies.push_back(support::readBody(support::capturesFolder() + "/sizes/" + file));
        for (unsigned seed = 1; seed < 4; ++seed) {
            bodies.push_back(support::laterBody(bodies.front(), seed));
        }
    }
    return bodies;
}

double cpuNanoseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

std::size_t newlines(const std::string& body)
{
    std::size_t lines = 0;
    const char* at = body.data();
    const char* const end = at + body.size();
    while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
        ++lines;
        if (++at >= end) {
            break;
        }
    }
    return lines;
}

double median(std::vector<double>& values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

void report(benchmark::State& state, std::vector<double>& parsed, std::vector<double>& walked, std::uint64_t samples)
{
    const auto count = static_cast<double>(samples);
    state.counters["samples"] = count;
    state.counters["ns_median"] = median(parsed) / count;
    state.counters["ns_best"] = *std::min_element(parsed.begin(), parsed.end()) / count;
    state.counters["walk_ns"] = median(walked) / count;
}

ScrapeOptions options()
{
    ScrapeOptions out;
    out.targetLabels = metrics::Labels{{"instance", "127.0.0.1:8404"}, {"job", "haproxy"}};
    return out;
}

void known(benchmark::State& state, const std::string& file)
{
    const std::vector<std::string> bodies = consecutive(file);
    if (bodies.empty()) {
        state.SkipWithError("the captures of ../shared are not here");
        return;
    }
    ScrapeCache cache(options());
    std::vector<double> parsed;
    std::vector<double> walked;
    std::uint64_t samples = 0;
    std::size_t round = 0;
    cache.ingest(bodies[0], Format::Text004, base::fromUnixMs(0), 0);
    for (auto _ : state) {
        const std::string& body = bodies[++round % bodies.size()];
        const double begin = cpuNanoseconds();
        const metrics::ScrapeBatch batch
            = cache.ingest(body, Format::Text004, base::fromUnixMs(static_cast<std::int64_t>(round) * 1000), 0);
        const double between = cpuNanoseconds();
        benchmark::DoNotOptimize(newlines(bodies[(round + 1) % bodies.size()]));
        walked.push_back(cpuNanoseconds() - between);
        parsed.push_back(between - begin);
        samples = batch.report.samplesScraped;
        state.SetIterationTime((between - begin) / 1e9);
    }
    report(state, parsed, walked, samples);
    state.counters["limit_ratio"] = 2.5;
    state.counters["ratio_to_walk"] = median(parsed) / median(walked);
}

/// Families in their order, the samples of each in an order of their own ("reordered": other servers, other hash order);
/// or every line anywhere ("shuffled", the worst there is). Predictions fail, the hash finds the series.
void shuffle(std::vector<std::string>& lines, bool everything, std::mt19937& random)
{
    auto begin = lines.begin();
    while (begin != lines.end()) {
        const auto end = everything ? lines.end()
                                    : std::find_if(begin, lines.end(), [](const auto& line) { return line[0] == '#'; });
        std::shuffle(begin, end, random);
        begin = end == lines.end() ? end : end + 1;
    }
}

void reordered(benchmark::State& state, const std::string& file, bool everything)
{
    std::vector<std::string> bodies = consecutive(file);
    if (bodies.empty()) {
        state.SkipWithError("the captures of ../shared are not here");
        return;
    }
    std::mt19937 random(1);
    for (std::string& body : bodies) {
        std::vector<std::string> lines;
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t end = body.find('\n', at) + 1;
            lines.push_back(body.substr(at, end - at));
            at = end;
        }
        shuffle(lines, everything, random);
        body.clear();
        for (const std::string& line : lines) {
            body += line;
        }
    }
    ScrapeCache cache(options());
    std::vector<double> parsed;
    std::vector<double> walked;
    std::uint64_t samples = 0;
    std::size_t round = 0;
    cache.ingest(bodies[0], Format::Text004, base::fromUnixMs(0), 0);
    for (auto _ : state) {
        const std::string& body = bodies[++round % bodies.size()];
        const double begin = cpuNanoseconds();
        samples = cache.ingest(body, Format::Text004, base::fromUnixMs(0), 0).report.samplesScraped;
        const double between = cpuNanoseconds();
        benchmark::DoNotOptimize(newlines(body));
        walked.push_back(cpuNanoseconds() - between);
        parsed.push_back(between - begin);
        state.SetIterationTime(parsed.back() / 1e9);
    }
    report(state, parsed, walked, samples);
    state.counters["limit_ns"] = limitNanoseconds;
}

/// The first body of a target: every series is new, its labels are made. `fresh`: in memory that the process has to fault
/// in as well, which costs the kernel about as much as the rest; else in what its heap has kept of the round before.
void cold(benchmark::State& state, const std::string& file, bool fresh)
{
    ::mallopt(M_TRIM_THRESHOLD, fresh ? 128 * 1024 : std::numeric_limits<int>::max());
    ::mallopt(M_MMAP_THRESHOLD, fresh ? 128 * 1024 : std::numeric_limits<int>::max());
    const std::vector<std::string> bodies = consecutive(file);
    if (bodies.empty()) {
        state.SkipWithError("the captures of ../shared are not here");
        return;
    }
    std::vector<double> parsed;
    std::vector<double> walked;
    std::uint64_t samples = 0;
    for (auto _ : state) {
        ScrapeCache cache(options());
        const double begin = cpuNanoseconds();
        const metrics::ScrapeBatch batch = cache.ingest(bodies[0], Format::Text004, base::fromUnixMs(0), 0);
        const double between = cpuNanoseconds();
        benchmark::DoNotOptimize(newlines(bodies[0]));
        walked.push_back(cpuNanoseconds() - between);
        parsed.push_back(between - begin);
        samples = batch.report.samplesScraped;
        state.SetIterationTime(parsed.back() / 1e9);
    }
    report(state, parsed, walked, samples);
    state.counters["limit_ns"] = limitNanoseconds;
}

BENCHMARK_CAPTURE(known, s100, "s100.native.prom.gz")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(known, s1000, "s1000.native.prom.gz")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(known, s5000, "s5000.native.prom.gz")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reordered, s100, "s100.native.prom.gz", false)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reordered, s1000, "s1000.native.prom.gz", false)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reordered, s1000_shuffled, "s1000.native.prom.gz", true)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cold, s100, "s100.native.prom.gz", false)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cold, s1000, "s1000.native.prom.gz", false)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cold, s1000_fresh_pages, "s1000.native.prom.gz", true)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
