#pragma once

#include "models/metrics/scrapebatch.h"
#include "models/recording/reader.h"

#include <optional>

namespace checkwatch::recording {

/// The samples of one stream as the batches they came in, to be appended to a store again: local numbers are slots, the
/// first batch brings all labels. The reader must outlive it and not be refreshed meanwhile. One thread at a time.
class BatchReader
{
public:
    /// Columns with from <= time <= to.
    BatchReader(Reader& reader, const RecordedStream& stream, base::Timestamp from, base::Timestamp to);

    /// The next batch in time; nullopt at the end. Samples with timestamps of their own come with the first that is not
    /// older, or in a last one without a column. Series whose labels are lost have no values.
    std::optional<metrics::ScrapeBatch> next();

private:
    /// Some slots of the block that is read now.
    struct Shelf
    {
        PackedSamples samples;
        std::vector<std::uint64_t> newest; ///< by slot: of the column that was unpacked last
    };

    bool nextBlock();
    void unpackGroup();
    std::vector<double> takeColumn();
    [[nodiscard]] const std::vector<base::Timestamp>& times() const { return m_shelves.front().samples.times(); }

    Reader& m_reader;
    const RecordedStream& m_stream;
    base::Timestamp m_from;
    base::Timestamp m_to;
    std::vector<metrics::Labels> m_labels;
    std::vector<std::uint32_t> m_lost;         ///< slots without labels
    std::vector<metrics::TimedSample> m_timed; ///< ascending in time
    std::size_t m_nextTimed = 0;
    bool m_announced = false;
    std::size_t m_nextBlock = 0;
    std::vector<Shelf> m_shelves;
    std::size_t m_column = 0;                    ///< the next one
    std::size_t m_group = 0;                     ///< of columns, to be unpacked next
    std::vector<std::vector<double>> m_unpacked; ///< columns of the group before it
};

} // namespace checkwatch::recording
