#include "app/headless/expositionfile.h"

#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include <unistd.h>
#include <zlib.h>

namespace checkwatch::app {
namespace {

constexpr std::size_t maxFileBytes = 1024UL * 1024 * 1024;

using GzipFile = std::unique_ptr<gzFile_s, int (*)(gzFile)>;

base::Result<GzipFile> openMaybeGzip(const std::string& path)
{
    if (path == "-") {
        return GzipFile(gzdopen(dup(STDIN_FILENO), "rb"), gzclose);
    }
    if (auto regular = wantRegularFile(path); !regular) {
        return std::move(regular).error();
    }
    return GzipFile(gzopen(path.c_str(), "rb"), gzclose);
}

} // namespace

base::Result<void> wantRegularFile(const std::string& path)
{
    const QFileInfo info(QString::fromStdString(path));
    if (info.isFile()) {
        return {};
    }
    return base::Error{base::ErrorCode::NotFound,
                       !info.exists()     ? "no such file"
                           : info.isDir() ? "is a directory, and a file is wanted"
                                          : "not a regular file",
                       path};
}

base::Result<std::string> readMaybeGzip(const std::string& path)
{
    auto opened = openMaybeGzip(path);
    if (!opened) {
        return std::move(opened).error();
    }
    const GzipFile file = std::move(*opened);
    if (!file) {
        return base::Error{base::ErrorCode::Refused, "cannot open for reading", path};
    }
    std::string content;
    std::string block(256UL * 1024, '\0');
    for (;;) {
        const int count = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
        if (count < 0) {
            int code = 0;
            return base::Error{base::ErrorCode::BadInput,
                               std::string("damaged gzip data: ") + gzerror(file.get(), &code), path};
        }
        if (count == 0) {
            break;
        }
        content.append(block, 0, static_cast<std::size_t>(count));
        if (content.size() > maxFileBytes) {
            return base::Error{base::ErrorCode::Limit, "more than 1 GiB of text", path};
        }
    }
    int code = Z_OK;
    gzerror(file.get(), &code);
    if (code == Z_BUF_ERROR) {
        return base::Error{base::ErrorCode::BadInput, "the gzip data ends too early", path};
    }
    return content;
}

exposition::Format formatOf(std::string_view body)
{
    const bool openMetrics = body.ends_with("# EOF\n") || body.ends_with("# EOF");
    return openMetrics ? exposition::Format::OpenMetrics100 : exposition::Format::Text004;
}

base::Result<FileSamples> parseSamples(std::string_view body, exposition::Format format)
{
    FileSamples samples;
    std::unordered_map<metrics::Labels, std::uint32_t> known;
    exposition::Parser parser(body, format);
    for (;;) {
        const auto entry = parser.next();
        if (!entry) {
            return entry.error();
        }
        if (*entry == exposition::Entry::End) {
            return samples;
        }
        if (*entry == exposition::Entry::Type) {
            samples.types[std::string(parser.family())] = parser.type();
        }
        if (*entry != exposition::Entry::Sample) {
            continue;
        }
        auto labels = parser.labels();
        if (!labels) {
            return std::move(labels).error();
        }
        const auto [it, added] = known.try_emplace(*labels, static_cast<std::uint32_t>(known.size()));
        if (added) {
            samples.batch.added.push_back(*labels);
            samples.batch.column.push_back(metrics::missingValue());
        }
        if (const auto ms = parser.timestampMs()) {
            samples.batch.timed.push_back({it->second, {base::fromUnixMs(*ms), parser.value()}});
            samples.oldestMs = std::min(samples.oldestMs.value_or(*ms), *ms);
            samples.newestMs = std::max(samples.newestMs.value_or(*ms), *ms);
        } else if (metrics::isMissing(samples.batch.column[it->second])) {
            samples.batch.column[it->second] = parser.value(); // of two without a time the first counts
        }
    }
}

std::unique_ptr<tsdb::MemoryStore> storeOf(FileSamples samples, base::Timestamp time)
{
    std::stable_sort(samples.batch.timed.begin(), samples.batch.timed.end(),
                     [](const auto& a, const auto& b) { return a.sample.time < b.sample.time; });
    samples.batch.time = time;
    auto store = std::make_unique<tsdb::MemoryStore>(
        tsdb::Retention{.time = base::Duration::max() / 2, .bytes = std::numeric_limits<std::size_t>::max()});
    store->append(store->addGroup(), samples.batch);
    return store;
}

} // namespace checkwatch::app
