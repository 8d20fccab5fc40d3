#pragma once

#include "models/recording/reader.h"
#include "models/recording/writer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Recordings out of a small fleet that a test invents, and what is in them.
namespace checkwatch::recordings {

inline constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);

/// What a recording should hold or holds: bits by labels and time.
using Samples = std::map<std::string, std::map<std::int64_t, std::uint64_t>>;

/// A target whose series change, vanish and come anew at random, the same way for the same seed.
class RandomTarget
{
public:
    RandomTarget(std::string instance, std::size_t series, unsigned seed);

    /// The next scrape.
    metrics::ScrapeBatch scrape(base::Timestamp time);
    [[nodiscard]] recording::StreamRecord record() const;

private:
    std::string m_instance;
    std::vector<double> m_values;
    std::size_t m_known = 0;
    std::uint64_t m_random;

    std::uint64_t random();
};

/// Puts what a batch brings into `samples`, as the labels of `known` name it; `known` grows with what is added.
void note(const metrics::ScrapeBatch& batch, std::vector<metrics::Labels>& known, Samples& samples);
/// Everything a recording has.
Samples samplesIn(recording::Reader& reader);
/// True where every sample of `part` is in `whole` with the same bits.
bool isPart(const Samples& part, const Samples& whole);
std::size_t count(const Samples& samples);
/// What of `all` lies in a stretch of time, both ends included.
Samples within(const Samples& all, base::Timestamp from, base::Timestamp to);

/// Null, with a warning that says why, where it cannot be opened.
std::unique_ptr<recording::Reader> opened(const std::string& path);

/// Runs SQL on a recording's container, as somebody does who means harm.
void changeSchema(const std::string& path, const std::string& sql);

/// Writes a recording with two targets, rules, events, alerts, notes; returns what is in it. `open`: without the last
/// packing, as after a crash.
Samples writeSmall(const std::string& path, std::size_t series, int scrapes, bool open = false);

} // namespace checkwatch::recordings
