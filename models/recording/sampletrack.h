#pragma once

#include "models/metrics/scrapebatch.h"
#include "models/recording/framefile.h"
#include "models/recording/records.h"
#include "models/recording/selection.h"
#include "models/tsdb/changedcolumn.h"

#include <memory>
#include <vector>

namespace checkwatch::recording {

/// One source's samples on their way into a recording. What is new goes into small frames with every commit; when a block
/// is full (or at an end) those give way to frames that hold the whole block, packed. One thread.
class SampleTrack
{
public:
    /// Columns of a full block.
    static constexpr std::size_t blockColumns = 128;

    SampleTrack(StreamRecord record, std::shared_ptr<const Selection> selection);

    void add(const metrics::ScrapeBatch& batch);
    /// Only takes note of new series, for the time when it records again.
    void learn(const metrics::ScrapeBatch& batch);
    /// Other series are wanted from here on; what is recorded already goes on.
    void select(std::shared_ptr<const Selection> selection);
    [[nodiscard]] bool ofRules() const noexcept { return m_record.kind == StreamRecord::Kind::RuleGroup; }
    /// The number its samples are under now.
    [[nodiscard]] std::uint32_t stream() const noexcept { return m_record.number; }

    /// Stages everything that is not written yet. `seal`: as a whole block, even if it is not full.
    void stage(FrameFile& file, bool seal);
    /// What was staged is on the disk.
    void committed(FrameFile& file);
    /// Forgets what is not written, and goes on as the stream of that number, which must be new.
    void startOver(std::uint32_t stream);
    /// Memory that waits for the next commit.
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes; }

private:
    using Column = tsdb::ChangedColumn::Column;
    static constexpr std::uint32_t noSlot = 0xffffffffU;
    static constexpr std::uint32_t unwanted = 0xfffffffeU;

    std::uint32_t slotOf(std::uint32_t local);
    Column* columnAt(base::Timestamp time);
    void addColumn(const metrics::ScrapeBatch& batch, Column& column);
    void addLate(const metrics::ScrapeBatch& batch);
    void closeColumn();

    void stageSeries(FrameFile& file);
    void stageColumns(FrameFile& file, std::size_t from, std::uint32_t shelf, bool compress);
    void stageTimed(FrameFile& file);

    StreamRecord m_record;
    std::shared_ptr<const Selection> m_selection;
    std::vector<metrics::Labels> m_labels; ///< by local number
    std::vector<std::uint32_t> m_slots;    ///< by local number
    std::vector<metrics::Labels> m_series; ///< by slot
    std::size_t m_announced = 0;           ///< how many of m_series are written
    bool m_begun = false;                  ///< the stream's own frame is written

    // The block: its first column, what each later one changed, and the newest, which may still get values.
    Column m_first;
    Column m_unsaved; ///< the column m_saved
    Column m_before;
    Column m_newest;
    std::vector<base::Timestamp> m_times;
    std::vector<tsdb::ChangedColumn> m_changes; ///< one less than closed columns
    bool m_open = false;                        ///< m_newest is not in m_changes yet
    std::size_t m_saved = 0;                    ///< columns in m_tail
    std::vector<std::int64_t> m_tail;           ///< frames that the block's will replace
    std::vector<metrics::TimedSample> m_timed;
    std::size_t m_bytes = 0;

    bool m_stagedBlock = false;
    std::vector<std::int64_t> m_stagedTail;
};

} // namespace checkwatch::recording
