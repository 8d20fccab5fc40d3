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
    bool nextBlock();
    void unpackColumns();
    std::vector<double> takeColumn();

    Reader& m_reader;
    const RecordedStream& m_stream;
    base::Timestamp m_from;
    base::Timestamp m_to;
    std::vector<metrics::Labels> m_labels;
    std::vector<metrics::TimedSample> m_timed; ///< ascending in time
    std::size_t m_nextTimed = 0;
    bool m_announced = false;
    std::size_t m_nextBlock = 0;
    std::vector<SampleBlock> m_shelves; ///< of the block that is read now
    std::size_t m_column = 0;
    std::size_t m_firstUnpacked = 0; ///< column
    std::vector<std::vector<double>> m_unpacked;
};

} // namespace checkwatch::recording
