#include "models/exposition/scrapecache.h"
#include "models/tsdb/memorystore.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

using namespace checkwatch;
using namespace checkwatch::tsdb;

// How many bytes a real sample takes, open data included, and beside it in Prometheus' blocks.
namespace {

/// The bodies that capture_haproxy.py has put into the folder $CHECKWATCH_SCRAPES.
std::vector<std::filesystem::path> capturedScrapes(benchmark::State& state)
{
    std::vector<std::filesystem::path> files;
    if (const char* const folder = std::getenv("CHECKWATCH_SCRAPES"); folder != nullptr) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        state.SkipWithError("not run: CHECKWATCH_SCRAPES names no folder with scrapes (capture_haproxy.py makes them)");
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// All that the store keeps of the scrapes but labels and index.
void bytesPerCapturedSample(benchmark::State& state)
{
    const std::vector<std::filesystem::path> files = capturedScrapes(state);
    if (files.empty()) {
        return;
    }
    for (auto run : state) {
        exposition::ScrapeCache cache(
            {.targetLabels = metrics::Labels{{"job", "haproxy"}, {"instance", "127.0.0.1:8404"}}});
        MemoryStore store(Retention{std::chrono::hours{2}, 1UL << 40U});
        const GroupId group = store.addGroup();
        base::Timestamp time{};
        std::size_t open = 0;
        for (const auto& file : files) {
            const std::string body = contentOf(file);
            time += std::chrono::milliseconds{250};
            const auto batch = cache.ingest(body, exposition::Format::Text004, time, 0.01);
            open = batch.column.size();
            store.append(group, batch);
        }
        const StoreStats stats = store.stats();
        const std::size_t openAppends = 17 + (files.size() - 1) % 16;
        state.counters["samples"] = static_cast<double>(stats.samples);
        state.counters["B_per_closed_sample"]
            = static_cast<double>(stats.chunkBytes) / static_cast<double>(stats.samples - openAppends * open);
        state.counters["B_per_sample"]
            = static_cast<double>(stats.chunkBytes + stats.openBytes) / static_cast<double>(stats.samples);
        state.counters["limit_B"] = 0.35;
    }
}
BENCHMARK(bytesPerCapturedSample)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The scrapes as one OpenMetrics file with timestamps; of the series one in four, the file is large enough so. Returns
/// how many samples it has.
std::size_t writeOpenMetrics(const std::vector<std::filesystem::path>& files, const std::filesystem::path& to)
{
    std::ofstream out(to, std::ios::binary);
    std::size_t samples = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string stamp = ' ' + std::to_string(1'700'000'000 + i / 4) + '.' + std::to_string(i % 4 * 25) + '\n';
        std::istringstream lines(contentOf(files[i]));
        for (std::string line; std::getline(lines, line);) {
            const std::size_t series = line.rfind(' ');
            if (line.starts_with('#')
                || std::hash<std::string_view>()(std::string_view(line).substr(0, series)) % 4 != 0) {
                continue;
            }
            out << line << stamp;
            ++samples;
        }
    }
    out << "# EOF\n";
    return samples;
}

/// The peer: the blocks that Prometheus' own tool makes of the same scrapes; chunks alone, and with the index.
void prometheusBytesPerCapturedSample(benchmark::State& state)
{
    const std::vector<std::filesystem::path> files = capturedScrapes(state);
    if (files.empty()) {
        return;
    }
    if (std::system("promtool --version >/dev/null 2>&1") != 0) {
        state.SkipWithError("not run: promtool is not here (package prometheus)");
        return;
    }
    std::string work = (std::filesystem::temp_directory_path() / "checkwatch-bench-XXXXXX").string();
    if (::mkdtemp(work.data()) == nullptr) {
        state.SkipWithError("not run: no folder for temporary files");
        return;
    }
    for (auto run : state) {
        const std::size_t samples = writeOpenMetrics(files, work + "/samples.om");
        const std::string make
            = "promtool tsdb create-blocks-from openmetrics " + work + "/samples.om " + work + "/blocks >/dev/null";
        if (std::system(make.c_str()) != 0) {
            state.SkipWithError("promtool tsdb create-blocks-from openmetrics has failed");
            break;
        }
        double chunks = 0;
        double all = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(work + "/blocks")) {
            const double size = entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0;
            all += size;
            chunks += entry.path().parent_path().filename() == "chunks" ? size : 0;
        }
        state.counters["samples"] = static_cast<double>(samples);
        state.counters["chunk_B_per_sample"] = chunks / static_cast<double>(samples);
        state.counters["B_per_sample"] = all / static_cast<double>(samples);
    }
    std::filesystem::remove_all(work);
}
BENCHMARK(prometheusBytesPerCapturedSample)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
