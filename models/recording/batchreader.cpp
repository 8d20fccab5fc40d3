#include "models/recording/batchreader.h"

#include "models/tsdb/valuecodec.h"

#include <algorithm>
#include <utility>

namespace checkwatch::recording {
using tsdb::segmentLength;

BatchReader::BatchReader(Reader& reader, const RecordedStream& stream, base::Timestamp from, base::Timestamp to)
    : m_reader(reader), m_stream(stream), m_from(from), m_to(to), m_labels(reader.seriesOf(stream)),
      m_timed(reader.timedOf(stream, from, to))
{
    for (std::uint32_t slot = 0; slot < m_labels.size(); ++slot) {
        if (m_labels[slot].empty()) {
            m_lost.push_back(slot);
        }
    }
    std::erase_if(m_timed, [this](const metrics::TimedSample& timed) {
        return timed.series >= m_labels.size() || m_labels[timed.series].empty();
    });
    std::ranges::stable_sort(m_timed, {}, [](const metrics::TimedSample& timed) { return timed.sample.time; });
}

/// Opens the next block that has a column in the range, and goes to the first.
bool BatchReader::nextBlock()
{
    m_shelves.clear();
    while (m_shelves.empty() && m_nextBlock < m_stream.blocks.size()) {
        const Block& block = m_stream.blocks[m_nextBlock++];
        if (block.to < m_from || block.from > m_to) {
            continue;
        }
        for (const FrameEntry& shelf : block.shelves) {
            // Values of no series are not unpacked: there may be far more of them than a file has bytes. One tells times.
            if (shelf.identity.slot >= m_labels.size() && !m_shelves.empty()) {
                continue;
            }
            auto samples = m_reader.samplesOf(shelf);
            // Shelves of one block were cut from the same columns; one that was not would put values at wrong times.
            if (samples && (m_shelves.empty() || samples->times() == times())) {
                std::vector<std::uint64_t> first = samples->firstColumn();
                m_shelves.push_back({std::move(*samples), std::move(first)});
            }
        }
        if (!m_shelves.empty()) {
            m_column = static_cast<std::size_t>(std::ranges::lower_bound(times(), m_from) - times().begin());
            m_group = 0;
        }
    }
    return !m_shelves.empty();
}

void BatchReader::unpackGroup()
{
    m_unpacked.resize(std::min(segmentLength, times().size() - m_group * segmentLength));
    for (std::vector<double>& column : m_unpacked) {
        column.assign(m_labels.size(), metrics::missingValue());
    }
    for (Shelf& shelf : m_shelves) {
        shelf.samples.unpackGroup(m_group, shelf.newest, m_unpacked);
    }
    for (const std::uint32_t slot : m_lost) {
        for (std::vector<double>& column : m_unpacked) {
            column[slot] = metrics::missingValue();
        }
    }
    ++m_group;
}

std::vector<double> BatchReader::takeColumn()
{
    while (m_column >= m_group * segmentLength) {
        unpackGroup(); // each goes on from the one before
    }
    return std::move(m_unpacked[m_column++ % segmentLength]);
}

std::optional<metrics::ScrapeBatch> BatchReader::next()
{
    while (!m_shelves.empty() && m_column == times().size()) {
        m_shelves.clear();
    }
    const bool column = (!m_shelves.empty() || nextBlock()) && times()[m_column] <= m_to;
    if (!column && m_nextTimed == m_timed.size()) {
        return std::nullopt;
    }
    metrics::ScrapeBatch batch;
    if (!std::exchange(m_announced, true)) {
        batch.added = m_labels;
    } else {
        batch.firstAdded = static_cast<std::uint32_t>(m_labels.size());
    }
    batch.time = column ? times()[m_column] : m_timed.back().sample.time;
    if (column) {
        batch.column = takeColumn();
    }
    for (; m_nextTimed < m_timed.size() && m_timed[m_nextTimed].sample.time <= batch.time; ++m_nextTimed) {
        batch.timed.push_back(m_timed[m_nextTimed]);
    }
    return batch;
}

} // namespace checkwatch::recording
