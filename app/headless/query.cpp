#include "app/headless/commands.h"
#include "app/headless/json.h"
#include "models/base/clock.h"
#include "models/base/numbers.h"
#include "models/exposition/parser.h"
#include "models/promql/engine.h"
#include "models/tsdb/memorystore.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>

#include <zlib.h>

namespace checkwatch::app {
namespace {

constexpr std::size_t maxFileBytes = 1024UL * 1024 * 1024;

/// The file's content, inflated where it is gzip.
base::Result<std::string> readMaybeGzip(const std::string& path)
{
    if (!QFileInfo(QString::fromStdString(path)).isFile()) {
        return base::Error{base::ErrorCode::NotFound, "not a regular file", path};
    }
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
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

/// The samples of a file: those with a time of their own, and those that mean "now".
struct FileSamples
{
    metrics::ScrapeBatch batch;
    std::optional<std::int64_t> newestMs;
};

base::Result<FileSamples> parseSamples(std::string_view body)
{
    FileSamples samples;
    std::unordered_map<metrics::Labels, std::uint32_t> known;
    exposition::Parser parser(body, formatOf(body));
    for (;;) {
        const auto entry = parser.next();
        if (!entry) {
            return entry.error();
        }
        if (*entry == exposition::Entry::End) {
            return samples;
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
            samples.newestMs = std::max(samples.newestMs.value_or(*ms), *ms);
        } else if (metrics::isMissing(samples.batch.column[it->second])) {
            samples.batch.column[it->second] = parser.value(); // of two without a time the first counts
        }
    }
}

base::Result<base::Timestamp> evaluationTime(const Options& options, const FileSamples& samples)
{
    if (options.time.empty()) {
        return samples.newestMs ? base::fromUnixMs(*samples.newestMs) : base::SystemClock().wall();
    }
    if (const auto seconds = base::parseFloat(options.time); seconds && *seconds > -1e12 && *seconds < 1e12) {
        return base::fromUnixMs(static_cast<std::int64_t>(*seconds * 1000.0));
    }
    const QDateTime time = QDateTime::fromString(QString::fromStdString(options.time), Qt::ISODateWithMs);
    if (!time.isValid()) {
        return base::Error{base::ErrorCode::BadInput,
                           "--time: want Unix seconds or RFC 3339, for example 2026-11-21T03:14:25Z"};
    }
    return base::fromUnixMs(time.toMSecsSinceEpoch());
}

int printError(std::FILE* out, const std::string& type, const base::Error& error, int code)
{
    const QByteArray line = jsonLine(toApiError(type, error.text()));
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), out);
    return code;
}

} // namespace

int query(const Options& options, std::FILE* out)
{
    const auto content = readMaybeGzip(options.exposition);
    if (!content) {
        return printError(out, "bad_data", content.error(), 2);
    }
    auto samples = parseSamples(*content);
    if (!samples) {
        base::Error error = samples.error();
        error.where = options.exposition;
        return printError(out, "bad_data", error, 2);
    }
    const auto time = evaluationTime(options, *samples);
    if (!time) {
        return printError(out, "bad_data", time.error(), 2);
    }
    const auto expr = promql::parse(options.expression, {options.experimental});
    if (!expr) {
        return printError(out, "bad_data", expr.error(), 1);
    }
    std::stable_sort(samples->batch.timed.begin(), samples->batch.timed.end(),
                     [](const auto& a, const auto& b) { return a.sample.time < b.sample.time; });
    samples->batch.time = *time;
    tsdb::MemoryStore store({.time = base::Duration::max() / 2, .bytes = std::numeric_limits<std::size_t>::max()});
    store.append(store.addGroup(), samples->batch);
    promql::Engine engine({.compat = options.compat.value_or(promql::Compat::Prometheus3)});
    const auto value = engine.instant(store, *expr, *time);
    if (!value) {
        return printError(out, "execution", value.error(), 1);
    }
    const QByteArray line = jsonLine(toApiJson(*value));
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), out);
    return 0;
}

} // namespace checkwatch::app
