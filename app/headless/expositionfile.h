#pragma once

#include "models/exposition/parser.h"
#include "models/metrics/scrapebatch.h"
#include "models/tsdb/memorystore.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// One exposition, out of a file or an answer, as data that can be queried.
namespace checkwatch::app {

/// An error where there is none, or it is a folder or something that may never end, as a pipe.
base::Result<void> wantRegularFile(const std::string& path);

/// The file's content, inflated where it is gzip; at most 1 GiB. "-" is what comes in on stdin.
base::Result<std::string> readMaybeGzip(const std::string& path);

/// OpenMetrics where the body ends as that has to, else text.
exposition::Format formatOf(std::string_view body);

/// The samples of a body: those with a time of their own, and those that mean "now".
struct FileSamples
{
    metrics::ScrapeBatch batch;
    std::optional<std::int64_t> oldestMs;
    std::optional<std::int64_t> newestMs;
    std::map<std::string, metrics::MetricType, std::less<>> types; ///< by family
};
base::Result<FileSamples> parseSamples(std::string_view body, exposition::Format format);

/// A store with these samples, "now" being `time`.
std::unique_ptr<tsdb::MemoryStore> storeOf(FileSamples samples, base::Timestamp time);

} // namespace checkwatch::app
