#include "models/exposition/scrapecache.h"
#include "models/recording/samplecodec.h"
#include "models/recording/verify.h"
#include "models/recording/writer.h"
#include "models/tsdb/valuecodec.h"

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace checkwatch;
using namespace checkwatch::recording;

// What a recording costs, and beside it a row per sample in the same SQLite.
namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);

/// A folder that goes with the object.
class Scratch
{
public:
    Scratch()
    {
        m_folder = (std::filesystem::temp_directory_path() / "checkwatch-bench-XXXXXX").string();
        if (::mkdtemp(m_folder.data()) == nullptr) {
            std::abort();
        }
    }
    ~Scratch() { std::filesystem::remove_all(m_folder); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] std::string file() const { return m_folder + "/r.cwrec"; }

private:
    std::string m_folder;
};

/// Scrapes of a thousand servers with thirty series each. As measured on real ones, seven series in ten never change, and of
/// all values one in five is another than before.
class Fleet
{
public:
    explicit Fleet(std::size_t servers) : m_servers(servers), m_values(servers * 30) {}

    metrics::ScrapeBatch scrape(int round)
    {
        metrics::ScrapeBatch batch;
        batch.time = start + round * base::Duration{5000};
        if (round == 0) {
            for (std::size_t i = 0; i < m_values.size(); ++i) {
                batch.added.push_back(
                    metrics::Labels{{"__name__", "haproxy_server_metric_" + std::to_string(i / m_servers)},
                                    {"instance", "lb-01:8404"},
                                    {"proxy", "app"},
                                    {"server", "web-" + std::to_string(i % m_servers)}});
            }
        } else {
            batch.firstAdded = static_cast<std::uint32_t>(m_values.size());
        }
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            m_random = m_random * 6364136223846793005ULL + 1442695040888963407ULL;
            const bool changes = i / m_servers < 9 && m_random >> 60U < 11;
            m_values[i] += changes ? static_cast<double>(m_random >> 40U & 15U) : 0;
        }
        batch.column = m_values;
        batch.report.up = true;
        return batch;
    }

private:
    std::size_t m_servers;
    std::vector<double> m_values; ///< metric by metric, as HAProxy lists them
    std::uint64_t m_random = 1;
};

/// Writes so many scrapes, a commit after each as in a session; returns the samples. `scrape` gives one by its number.
template <typename Scrape>
std::size_t record(const std::string& path, int scrapes, Scrape scrape)
{
    Writer writer({"bench", true, {}});
    writer.begin(1, {});
    if (!writer.attach(path, start, 1)) {
        std::abort();
    }
    std::size_t samples = 0;
    for (int i = 0; i < scrapes; ++i) {
        const metrics::ScrapeBatch& batch = scrape(i);
        writer.add(1, batch);
        writer.addScrape(1, {0, batch.time, batch.time, batch.report});
        samples += batch.column.size();
        if (!writer.commit(batch.time)) {
            std::abort();
        }
    }
    if (!writer.close(start)) {
        std::abort();
    }
    return samples;
}

const std::vector<metrics::ScrapeBatch>& fleetBatches()
{
    static const std::vector<metrics::ScrapeBatch> batches = [] {
        Fleet fleet(1000);
        std::vector<metrics::ScrapeBatch> made;
        for (int round = 0; round < 256; ++round) {
            made.push_back(fleet.scrape(round));
        }
        return made;
    }();
    return batches;
}

std::size_t recordFleet(const std::string& path)
{
    const auto& batches = fleetBatches();
    return record(path, static_cast<int>(batches.size()),
                  [&batches](int i) -> const metrics::ScrapeBatch& { return batches[static_cast<std::size_t>(i)]; });
}

void write(benchmark::State& state)
{
    fleetBatches();
    std::size_t samples = 0;
    double bytes = 0;
    for (auto run : state) {
        const Scratch scratch;
        samples += recordFleet(scratch.file());
        bytes = static_cast<double>(std::filesystem::file_size(scratch.file()));
    }
    state.counters["ns_per_sample"] = benchmark::Counter(static_cast<double>(samples) / 1e9,
                                                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["B_per_sample"] = bytes * static_cast<double>(state.iterations()) / static_cast<double>(samples);
    state.counters["limit_ns"] = 50;
}
BENCHMARK(write)->Unit(benchmark::kMillisecond);

/// The peer: a row per sample, in one transaction per scrape.
void writeSqliteRows(benchmark::State& state)
{
    const auto& batches = fleetBatches();
    std::size_t samples = 0;
    for (auto run : state) {
        const Scratch scratch;
        sqlite3* database = nullptr;
        sqlite3_open(scratch.file().c_str(), &database);
        sqlite3_exec(
            database,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE s(series INTEGER, time INTEGER, value "
            "REAL, PRIMARY KEY(series, time)) WITHOUT ROWID",
            nullptr, nullptr, nullptr);
        sqlite3_stmt* insert = nullptr;
        sqlite3_prepare_v2(database, "INSERT INTO s VALUES(?1, ?2, ?3)", -1, &insert, nullptr);
        for (std::size_t round = 0; round < 8; ++round) {
            sqlite3_exec(database, "BEGIN", nullptr, nullptr, nullptr);
            for (std::size_t i = 0; i < batches[round].column.size(); ++i) {
                sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(i));
                sqlite3_bind_int64(insert, 2, base::unixMs(batches[round].time));
                sqlite3_bind_double(insert, 3, batches[round].column[i]);
                sqlite3_step(insert);
                sqlite3_reset(insert);
            }
            sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
            samples += batches[round].column.size();
        }
        sqlite3_finalize(insert);
        sqlite3_close(database);
    }
    state.counters["ns_per_sample"] = benchmark::Counter(static_cast<double>(samples) / 1e9,
                                                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(writeSqliteRows)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state)
{
    const Scratch scratch;
    recordFleet(scratch.file());
    const auto reader = Reader::open(scratch.file());
    std::size_t values = 0;
    std::vector<std::vector<double>> columns(tsdb::segmentLength);
    for (auto run : state) {
        for (const RecordedStream& stream : (*reader)->streams()) {
            for (const Block& block : stream.blocks) {
                for (const FrameEntry& shelf : block.shelves) {
                    const auto samples = (*reader)->samplesOf(shelf);
                    std::vector<std::uint64_t> newest = samples->firstColumn();
                    std::ranges::for_each(columns,
                                          [&](auto& column) { column.resize(shelf.identity.slot + newest.size()); });
                    for (std::size_t at = 0; at < samples->times().size(); at += tsdb::segmentLength) {
                        const std::size_t count = std::min(tsdb::segmentLength, samples->times().size() - at);
                        samples->unpackGroup(at / tsdb::segmentLength, newest, std::span(columns).first(count));
                    }
                    values += samples->times().size() * newest.size();
                    benchmark::DoNotOptimize(newest.data());
                }
            }
        }
    }
    state.counters["samples_per_s"] = benchmark::Counter(static_cast<double>(values), benchmark::Counter::kIsRate);
    state.counters["limit"] = 100e6;
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

/// An hour and a half: in a few minutes the labels, which are there once, would be most of it.
constexpr int verifiedScrapes = 1024;

void verifyAll(benchmark::State& state)
{
    const Scratch scratch;
    Fleet fleet(1000);
    record(scratch.file(), verifiedScrapes, [&fleet](int i) { return fleet.scrape(i); });
    double bytes = 0;
    for (auto run : state) {
        const auto verdict = verify(scratch.file(), [](std::uint64_t) { return true; });
        bytes += static_cast<double>(verdict->bytes);
    }
    state.counters["bytes_per_s"] = benchmark::Counter(bytes, benchmark::Counter::kIsRate);
    state.counters["limit"] = 300e6;
}
BENCHMARK(verifyAll)->Unit(benchmark::kMillisecond);

/// The real thing: the scrapes that capture_haproxy.py has put into the folder $CHECKWATCH_SCRAPES.
void bytesPerCapturedSample(benchmark::State& state, bool everything)
{
    std::vector<std::filesystem::path> files;
    if (const char* const folder = std::getenv("CHECKWATCH_SCRAPES"); folder != nullptr) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        state.SkipWithError("not run: CHECKWATCH_SCRAPES names no folder with scrapes (capture_haproxy.py makes them)");
        return;
    }
    std::sort(files.begin(), files.end());
    for (auto run : state) {
        const Scratch scratch;
        Writer writer({"bench", everything, {}});
        writer.begin(1, {});
        if (!writer.attach(scratch.file(), start, 1)) {
            std::abort();
        }
        exposition::ScrapeCache cache({.targetLabels = metrics::Labels{{"job", "haproxy"}, {"instance", "lb:8404"}}});
        base::Timestamp time = start;
        for (const auto& file : files) {
            std::ifstream in(file, std::ios::binary);
            const std::string body{std::istreambuf_iterator<char>(in), {}};
            time += std::chrono::milliseconds{250};
            const auto batch = cache.ingest(body, exposition::Format::Text004, time, 0.01);
            writer.add(1, batch);
            writer.addScrape(1, {0, time, time, batch.report});
            if (std::chrono::duration_cast<std::chrono::milliseconds>(time - start).count() % 5000 == 0
                && !writer.commit(time)) {
                std::abort();
            }
        }
        if (!writer.close(time)) {
            std::abort();
        }
        const auto reader = Reader::open(scratch.file());
        const auto samples = static_cast<double>((*reader)->samples());
        state.counters["samples"] = samples;
        state.counters["B_per_sample"] = static_cast<double>(std::filesystem::file_size(scratch.file())) / samples;
        state.counters["B_per_sample_frames"] = static_cast<double>((*reader)->frameBytes()) / samples;
        state.counters["limit_B"] = 0.30;
    }
}
BENCHMARK_CAPTURE(bytesPerCapturedSample, wanted, false)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bytesPerCapturedSample, everything, true)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
