#pragma once

#include "models/testfiles/seriesnotation.h"
#include "models/tsdb/memorystore.h"

#include <vector>

namespace checkwatch::testfiles {

/// Puts series whose samples lie on one grid (0, step, 2 × step …) into a store, up to a time that moves on: what has not
/// come yet is not seen by a query that looks ahead. A label set that stands twice counts as its last line says.
class GridLoader
{
public:
    GridLoader(tsdb::MemoryStore& store, base::Duration step, std::vector<SeriesLine> lines);

    /// Appends every sample up to and including `time`.
    void loadUntil(base::Timestamp time);
    void loadAll() { loadUntil(base::Timestamp::max()); }

private:
    void append(std::size_t row, base::Timestamp time);
    void appendFirstOnly();

    tsdb::MemoryStore& m_store;
    base::Duration m_step;
    std::vector<SeriesLine> m_lines;
    tsdb::GroupId m_group;
    metrics::ScrapeBatch m_batch;
    std::size_t m_rows = 0; ///< of the longest line
    std::size_t m_next = 0; ///< row not loaded yet
};

} // namespace checkwatch::testfiles
