#include "models/recording/batchreader.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace checkwatch::recording {
namespace {

constexpr std::size_t columnsAtOnce = 8; ///< a cache line of values

} // namespace

BatchReader::BatchReader(Reader& reader, const RecordedStream& stream, base::Timestamp from, base::Timestamp to)
    : m_reader(reader), m_stream(stream), m_from(from), m_to(to), m_labels(reader.seriesOf(stream)),
      m_timed(reader.timedOf(stream, from, to))
{
    std::erase_if(m_timed, [this](const metrics::TimedSample& timed) {
        return timed.series >= m_labels.size() || m_labels[timed.series].empty();
    });
    std::ranges::stable_sort(m_timed, {}, [](const metrics::TimedSample& timed) { return timed.sample.time; });
}

/// Unpacks the next block that has a column in the range, and goes to the first.
bool BatchReader::nextBlock()
{
    m_shelves.clear();
    while (m_shelves.empty() && m_nextBlock < m_stream.blocks.size()) {
        const Block& block = m_stream.blocks[m_nextBlock++];
        if (block.to < m_from || block.from > m_to) {
            continue;
        }
        for (const FrameEntry& shelf : block.shelves) {
            auto values = m_reader.samplesOf(shelf);
            // Shelves of one block were cut from the same columns; one that was not would put values at wrong times.
            if (values && (m_shelves.empty() || values->times == m_shelves.front().times)) {
                m_shelves.push_back(std::move(*values));
            }
        }
        if (!m_shelves.empty()) {
            const auto& times = m_shelves.front().times;
            m_column = static_cast<std::size_t>(std::ranges::lower_bound(times, m_from) - times.begin());
            m_firstUnpacked = m_column;
            m_unpacked.clear();
        }
    }
    return !m_shelves.empty();
}

/// The columns from m_column on, as many as lie next to each other in memory: values lie series by series, so that one
/// column alone would fetch a cache line for each.
void BatchReader::unpackColumns()
{
    const std::size_t columns = m_shelves.front().times.size();
    m_firstUnpacked = m_column;
    m_unpacked.assign(std::min(columnsAtOnce, columns - m_column),
                      std::vector<double>(m_labels.size(), metrics::missingValue()));
    for (const SampleBlock& shelf : m_shelves) {
        const std::size_t end = std::min<std::size_t>(m_labels.size(), std::size_t{shelf.slot} + shelf.slots);
        for (std::size_t slot = shelf.slot; slot < end; ++slot) {
            if (m_labels[slot].empty()) {
                continue;
            }
            const std::uint64_t* const bits = shelf.bits.data() + (slot - shelf.slot) * columns + m_column;
            for (std::size_t i = 0; i < m_unpacked.size(); ++i) {
                m_unpacked[i][slot] = std::bit_cast<double>(bits[i]);
            }
        }
    }
}

std::vector<double> BatchReader::takeColumn()
{
    if (m_column >= m_firstUnpacked + m_unpacked.size()) {
        unpackColumns();
    }
    return std::move(m_unpacked[m_column++ - m_firstUnpacked]);
}

std::optional<metrics::ScrapeBatch> BatchReader::next()
{
    while (!m_shelves.empty() && m_column == m_shelves.front().times.size()) {
        m_shelves.clear();
    }
    const bool column = (!m_shelves.empty() || nextBlock()) && m_shelves.front().times[m_column] <= m_to;
    if (!column && m_nextTimed == m_timed.size()) {
        return std::nullopt;
    }
    metrics::ScrapeBatch batch;
    if (!std::exchange(m_announced, true)) {
        batch.added = m_labels;
    } else {
        batch.firstAdded = static_cast<std::uint32_t>(m_labels.size());
    }
    batch.time = column ? m_shelves.front().times[m_column] : m_timed.back().sample.time;
    if (column) {
        batch.column = takeColumn();
    }
    for (; m_nextTimed < m_timed.size() && m_timed[m_nextTimed].sample.time <= batch.time; ++m_nextTimed) {
        batch.timed.push_back(m_timed[m_nextTimed]);
    }
    return batch;
}

} // namespace checkwatch::recording
