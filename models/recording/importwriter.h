#pragma once

#include "models/metrics/sample.h"
#include "models/recording/logtrack.h"
#include "models/recording/sampletrack.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace checkwatch::recording {

/// Puts samples from elsewhere into a recording: series by series or time by time, as they come. Each job and instance
/// becomes a stream with columns, and each of those a scrape, of which `up` and the other series that Prometheus adds to a
/// scrape say how it went; why one failed is not known. What rules wrote (ALERTS) becomes a stream of its own. What is added
/// waits in memory until flush(). One thread.
class ImportWriter
{
public:
    /// Opens the file to go on with, or makes it.
    static base::Result<ImportWriter> open(const std::string& path, base::Timestamp now, std::uint64_t random);

    /// The series' number here.
    std::uint32_t number(const metrics::Labels& series);
    void add(std::uint32_t series, metrics::Sample sample) { m_waiting.push_back({series, sample}); }
    [[nodiscard]] std::size_t waiting() const noexcept { return m_waiting.size(); }
    /// Sorts what waits by time. What comes later should be newer: what is not costs more room. `durable`: all of it is on
    /// the disk afterwards. Of two samples of one series and time the first counts.
    base::Result<void> flush(bool durable);
    /// The last flush: everything is packed, and the file sealed. `program` says who imported what.
    base::Result<void> finish(const std::string& program);
    [[nodiscard]] std::uint64_t samples() const noexcept { return m_samples; }

private:
    struct Waiting
    {
        std::uint32_t series = 0;
        metrics::Sample sample;
    };
    struct Target
    {
        std::unique_ptr<SampleTrack> track; ///< from its first sample on
        metrics::Labels labels;
        std::vector<metrics::Labels> added; ///< not told the track yet
        std::uint32_t told = 0;             ///< how many it knows
        std::size_t columns = 0;            ///< of the block
        bool ofRules = false;
    };
    /// What a series says about the scrape it came with.
    enum class About : std::uint8_t { Nothing, Up, Seconds, Samples, Kept, Added };
    struct Place
    {
        std::uint32_t target = 0;
        std::uint32_t local = 0;
        About about = About::Nothing;
    };
    explicit ImportWriter(FrameFile file) : m_file(std::move(file)) {}
    base::Result<void> write(Target& target, std::span<const Waiting> samples);
    [[nodiscard]] static About aboutOf(std::string_view name);
    [[nodiscard]] metrics::ScrapeReport reportOf(std::span<const Waiting> column) const;
    base::Result<void> commit(Target& target, bool seal);
    [[nodiscard]] static base::Duration usualStep(std::span<const Waiting> samples);

    FrameFile m_file;
    std::unordered_map<metrics::Labels, std::uint32_t> m_numbers;
    std::vector<Place> m_places;                                                         ///< by number
    std::map<std::tuple<bool, std::string, std::string>, std::uint32_t> m_targetNumbers; ///< of rules; job, instance
    std::vector<Target> m_targets;
    std::vector<Waiting> m_waiting;
    LogTrack<ScrapeRecord> m_scrapes{FrameKind::Scrapes};
    std::uint64_t m_samples = 0;
    base::Timestamp m_oldest = base::Timestamp::max();
};

} // namespace checkwatch::recording
