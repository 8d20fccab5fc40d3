#pragma once

#include "models/metrics/sample.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace checkwatch::tsdb {

/// Samples of one series that share their times with no other: explicit timestamps, late scrapes. The newest 16 to 32
/// as they came, older ones in chunks of 16 with varint time deltas.
class LooseSamples
{
public:
    /// REQUIRES: later than every sample so far.
    void add(metrics::Sample sample);
    [[nodiscard]] bool empty() const noexcept { return m_tail.empty(); }
    [[nodiscard]] std::optional<metrics::Sample> newest() const;
    /// Appends the samples with from <= time <= to, ascending; staleness markers only where asked for.
    void window(base::Timestamp from, base::Timestamp to, bool withStale, std::vector<metrics::Sample>& out) const;
    /// Drops what lies before `time`, chunk by chunk.
    void dropBefore(base::Timestamp time);

    [[nodiscard]] std::size_t samples() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Chunk
    {
        base::Timestamp first{};
        base::Timestamp last{};
        std::vector<std::uint8_t> bytes; ///< 15 varint deltas, then the values
    };
    void fold();

    std::vector<Chunk> m_chunks;
    std::vector<metrics::Sample> m_tail; ///< empty only where m_chunks is empty too
};

} // namespace checkwatch::tsdb
