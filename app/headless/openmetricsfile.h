#pragma once

#include "models/exposition/parser.h"
#include "models/recording/importwriter.h"

#include <QFile>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::app {

/// OpenMetrics files with a timestamp on every sample, in any order, as samples for a recording. The files are mapped, not
/// read into memory; they are gone through once to count and then once for each part that fits into memory. One thread.
class OpenMetricsFiles
{
public:
    /// `atOnce`: samples in memory. `progress` is told how many of the bytes are done with, of how many.
    OpenMetricsFiles(std::vector<std::string> paths, std::size_t atOnce,
                     std::function<void(std::uint64_t done, std::uint64_t all)> progress);

    base::Result<void> importInto(recording::ImportWriter& writer);

private:
    using Each = std::function<base::Result<void>(const exposition::Parser& sample, base::Timestamp time)>;
    struct Part
    {
        base::Timestamp from{};
        base::Timestamp to{}; ///< not in it
    };
    base::Result<void> open();
    base::Result<void> read(const Each& each);
    base::Result<void> readOne(std::string_view body, const Each& each);
    [[nodiscard]] std::vector<Part> parts() const;

    std::vector<std::string> m_paths;
    std::size_t m_atOnce;
    std::function<void(std::uint64_t done, std::uint64_t all)> m_progress;
    std::vector<std::unique_ptr<QFile>> m_files; ///< keep the maps
    std::vector<std::string_view> m_bodies;
    std::map<std::int64_t, std::uint64_t> m_perMinute; ///< samples
    std::uint64_t m_bytes = 0;                         ///< of all files
    std::uint64_t m_done = 0;
    std::uint64_t m_all = 0;
};

} // namespace checkwatch::app
