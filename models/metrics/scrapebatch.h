#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"
#include "models/metrics/sample.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::metrics {

enum class MetricType : std::uint8_t { Unknown, Counter, Gauge, Histogram, GaugeHistogram, Summary, Info, Stateset };

/// What a target says about one metric family.
struct Metadata
{
    MetricType type = MetricType::Unknown;
    std::string help;
    std::string unit;
    bool operator==(const Metadata&) const = default;
};

/// What a target says about its families, sorted by family.
using MetadataList = std::vector<std::pair<std::string, Metadata>>;

/// How one scrape went: the numbers behind the synthetic series (guides: prometheus 1.6).
struct ScrapeReport
{
    bool up = false;
    base::Error error; ///< only where !up
    double durationSeconds = 0;
    std::uint64_t samplesScraped = 0;
    std::uint64_t samplesPostRelabel = 0;
    std::uint64_t seriesAdded = 0;
    std::uint64_t bodyBytes = 0; ///< after inflating
};

/// A sample that came with its own timestamp.
struct TimedSample
{
    std::uint32_t series = 0; ///< local number
    Sample sample;
};

/// Everything one scrape of one target changes, appended to the store as a whole. A target numbers its series itself:
/// local numbers 0, 1, 2 … in the order of first sight, never reused while the target lives. Plain value, moved from the
/// I/O thread to the engine thread.
struct ScrapeBatch
{
    base::Timestamp time{};       ///< the scrape's timestamp, shared by all of `column`
    std::uint32_t firstAdded = 0; ///< local number of added[0]
    std::vector<Labels> added;    ///< series seen for the first time, with the target's labels applied
    std::vector<double> column;   ///< by local number: value, staleValue() or missingValue(); the synthetic series too
    std::vector<TimedSample> timed; ///< samples with explicit timestamps, not in `column`
    ScrapeReport report;
    std::shared_ptr<const MetadataList> metadata; ///< where it is not what it was: all of it; else null
};

} // namespace checkwatch::metrics
