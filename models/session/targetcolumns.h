#pragma once

#include "models/recording/batchreader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace checkwatch::session {

/// The scrapes of one recorded target as its engine got them: one numbering of its series, in the order of first sight,
/// through all streams they went into. One thread.
class TargetColumns
{
public:
    /// Reads on in this stream from `from` on: its labels at once, samples when they are asked for. `reader` and `stream`
    /// must outlive the reading. Also after a refresh.
    void open(recording::Reader& reader, const recording::RecordedStream& stream, base::Timestamp from);
    [[nodiscard]] std::uint32_t stream() const noexcept { return m_stream; }
    [[nodiscard]] bool isOpen() const noexcept { return m_reader != nullptr; }
    /// Reads its first samples and makes out which series are known, which at() and rest() would do else: it takes a while.
    /// False where that is done.
    bool begin();
    /// The scrape at exactly `time`; nullopt where it is lost. Goes forward only.
    std::optional<metrics::ScrapeBatch> at(base::Timestamp time);
    /// What comes after the last scrape: the markers that a target leaves behind when it ends.
    std::optional<metrics::ScrapeBatch> rest();
    /// Series are numbered anew from here on.
    void numberAnew();

private:
    void renumber(metrics::ScrapeBatch& batch);
    std::uint32_t localOf(const metrics::Labels& labels, metrics::ScrapeBatch& batch);

    static constexpr std::uint32_t unseen = 0xffffffffU;
    std::unique_ptr<recording::BatchReader> m_reader;
    std::uint32_t m_stream = 0;
    bool m_begun = true;                        ///< false: opened, but nothing read yet
    std::optional<metrics::ScrapeBatch> m_next; ///< read ahead
    std::vector<metrics::Labels> m_labels;      ///< by slot of the stream
    std::vector<std::uint32_t> m_locals;        ///< likewise
    std::vector<std::uint32_t> m_unseen;        ///< slots without a value so far
    std::unordered_map<metrics::Labels, std::uint32_t> m_localOf;
};

} // namespace checkwatch::session
