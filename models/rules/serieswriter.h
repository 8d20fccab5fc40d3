#pragma once

#include "models/metrics/scrapebatch.h"

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace checkwatch::rules {

/// Numbers the series a group writes and puts one rule's samples into batches, with staleness markers for what the rule
/// wrote last time and does not write now. One per group; the group's thread.
class SeriesWriter
{
public:
    using Append = std::function<void(const metrics::ScrapeBatch&)>;
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    explicit SeriesWriter(Append append) : m_append(std::move(append)) {}

    /// The series' local number, a new one on first sight.
    std::uint32_t number(const metrics::Labels& labels);
    [[nodiscard]] const metrics::Labels& labels(std::uint32_t number) const { return m_labels[number]; }

    /// Starts a rule's samples.
    void begin();
    /// False, without effect, where the series has a value since begin().
    bool put(std::uint32_t number, double value);
    /// Appends what was put, and markers for those of `previous` that were not; `previous` becomes what was put.
    void finish(base::Timestamp time, std::vector<std::uint32_t>& previous);

private:
    Append m_append;
    std::vector<metrics::Labels> m_labels; ///< by local number
    std::unordered_map<metrics::Labels, std::uint32_t> m_numbers;
    std::uint32_t m_announced = 0; ///< how many of m_labels went out in a batch
    std::vector<std::uint32_t> m_written;
    metrics::ScrapeBatch m_batch;
};

} // namespace checkwatch::rules
