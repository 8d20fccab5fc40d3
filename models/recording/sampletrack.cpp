#include "models/recording/sampletrack.h"

#include "models/recording/recordcodec.h"
#include "models/recording/samplecodec.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace checkwatch::recording {
namespace {

/// Slots of one frame: of a whole block about one metric of a thousand servers, so that a query reads little.
constexpr std::uint32_t blockShelf = 1024;
constexpr std::uint32_t tailShelf = 16384;
constexpr std::size_t seriesPerFrame = 4096;
constexpr std::size_t timedPerFrame = 65536;
/// A stream goes on under a new number after this long, so that the labels of series that are gone can be deleted with it.
constexpr base::Duration longestStream = std::chrono::hours{24};

} // namespace

SampleTrack::SampleTrack(StreamRecord record, std::shared_ptr<const Selection> selection)
    : m_record(std::move(record)), m_selection(std::move(selection))
{
}

void SampleTrack::select(std::shared_ptr<const Selection> selection)
{
    m_selection = std::move(selection);
    std::replace(m_slots.begin(), m_slots.end(), unwanted, noSlot);
}

void SampleTrack::learn(const metrics::ScrapeBatch& batch)
{
    const std::size_t count = batch.firstAdded + batch.added.size();
    if (m_labels.size() < count) {
        m_labels.resize(count);
        m_slots.resize(count, noSlot);
    }
    std::copy(batch.added.begin(), batch.added.end(), m_labels.begin() + batch.firstAdded);
}

/// The slot of a series that has a value, noSlot where it is not wanted.
std::uint32_t SampleTrack::slotOf(std::uint32_t local)
{
    if (local >= m_slots.size() || m_slots[local] == unwanted) {
        return noSlot;
    }
    if (m_slots[local] == noSlot) {
        if (!m_selection->wants(m_labels[local])) {
            m_slots[local] = unwanted;
            return noSlot;
        }
        m_slots[local] = static_cast<std::uint32_t>(m_series.size());
        m_series.push_back(m_labels[local]);
    }
    return m_slots[local];
}

void SampleTrack::add(const metrics::ScrapeBatch& batch)
{
    if (!m_begun && m_times.empty() && m_timed.empty()) {
        m_record.begins = batch.time;
    }
    learn(batch);
    if (Column* const column = batch.column.empty() ? nullptr : columnAt(batch.time)) {
        addColumn(batch, *column);
    } else {
        addLate(batch);
    }
    for (const metrics::TimedSample& timed : batch.timed) {
        if (const std::uint32_t slot = slotOf(timed.series); slot != noSlot) {
            m_timed.push_back({slot, timed.sample});
            m_bytes += sizeof(timed);
        }
    }
}

/// The column of a time, which must not be before the newest or written already: else null.
SampleTrack::Column* SampleTrack::columnAt(base::Timestamp time)
{
    if (!m_times.empty() && time <= m_times.back()) {
        return time == m_times.back() && m_open ? &m_newest : nullptr;
    }
    closeColumn();
    m_times.push_back(time);
    m_open = true;
    m_newest.assign(m_series.size(), metrics::missingBits);
    return &m_newest;
}

void SampleTrack::addColumn(const metrics::ScrapeBatch& batch, Column& column)
{
    for (std::uint32_t local = 0; local < batch.column.size(); ++local) {
        const auto bits = std::bit_cast<std::uint64_t>(batch.column[local]);
        if (bits == metrics::missingBits) {
            continue;
        }
        std::uint32_t slot = local < m_slots.size() ? m_slots[local] : noSlot;
        if (slot >= column.size()) { // no slot, or a new one
            slot = slotOf(local);
            if (slot == noSlot) {
                continue;
            }
            column.resize(std::max<std::size_t>(column.size(), slot + 1), metrics::missingBits);
        }
        if (column[slot] == metrics::missingBits) { // of two values for one time the first counts, as in the store
            column[slot] = bits;
        }
    }
}

/// Values whose time has no column any more go with a timestamp each.
void SampleTrack::addLate(const metrics::ScrapeBatch& batch)
{
    for (std::uint32_t local = 0; local < batch.column.size(); ++local) {
        const std::uint32_t slot = metrics::isMissing(batch.column[local]) ? noSlot : slotOf(local);
        if (slot != noSlot) {
            m_timed.push_back({slot, {batch.time, batch.column[local]}});
            m_bytes += sizeof(metrics::TimedSample);
        }
    }
}

void SampleTrack::closeColumn()
{
    if (!std::exchange(m_open, false)) {
        return;
    }
    const std::size_t index = m_times.size() - 1;
    if (index == 0) {
        m_first = m_newest;
    } else {
        m_bytes += m_changes.emplace_back(m_before, m_newest).bytes();
    }
    if (index == m_saved) {
        m_unsaved = m_newest;
    }
    std::swap(m_before, m_newest);
}

void SampleTrack::stageSeries(FrameFile& file)
{
    FrameIdentity identity;
    identity.stream = m_record.number;
    identity.from = m_record.begins;
    identity.to = m_record.begins;
    if (!m_begun) {
        identity.kind = FrameKind::Stream;
        identity.entries = 1;
        Bytes payload;
        encodeRecords(std::span<const StreamRecord>(&m_record, 1), payload);
        file.stage(identity, payload, true);
    }
    for (std::size_t at = m_announced; at < m_series.size(); at += seriesPerFrame) {
        const auto part = std::span(m_series).subspan(at, std::min(seriesPerFrame, m_series.size() - at));
        identity.kind = FrameKind::Series;
        identity.slot = static_cast<std::uint32_t>(at);
        identity.slots = static_cast<std::uint32_t>(part.size());
        identity.entries = identity.slots;
        Bytes payload;
        encodeSeries(part, payload);
        file.stage(identity, payload, true);
    }
}

void SampleTrack::stageColumns(FrameFile& file, std::size_t from, std::uint32_t shelf, bool compress)
{
    for (std::size_t at = from; at < m_times.size(); at += blockColumns) {
        // More columns than a block has there are only where nothing could be written for a while.
        const std::size_t count = std::min(blockColumns, m_times.size() - at);
        Column first = from == 0 ? m_first : m_unsaved;
        for (std::size_t i = from; i < at; ++i) {
            first.resize(m_series.size(), metrics::missingBits);
            m_changes[i].eachSlot([&, &change = m_changes[i]](std::uint32_t slot) { first[slot] = change[slot]; });
        }
        const ColumnSpan columns{first, std::span(m_changes).subspan(at, count - 1),
                                 std::span(m_times).subspan(at, count)};
        for (std::uint32_t slot = 0; slot < m_series.size(); slot += shelf) {
            FrameIdentity identity;
            identity.kind = FrameKind::Samples;
            identity.stream = m_record.number;
            identity.from = m_times[at];
            identity.to = m_times[at + count - 1];
            identity.slot = slot;
            identity.slots = std::min(shelf, static_cast<std::uint32_t>(m_series.size()) - slot);
            Bytes payload;
            identity.entries = static_cast<std::uint32_t>(encodeSamples(columns, slot, identity.slots, payload));
            const std::int64_t frame = file.stage(identity, payload, compress);
            if (!compress) {
                m_stagedTail.push_back(frame);
            }
        }
    }
}

void SampleTrack::stageTimed(FrameFile& file)
{
    for (std::size_t at = 0; at < m_timed.size(); at += timedPerFrame) {
        const auto part
            = std::span<const metrics::TimedSample>(m_timed).subspan(at, std::min(timedPerFrame, m_timed.size() - at));
        const auto [oldest, newest]
            = std::ranges::minmax(part, {}, [](const auto& timed) { return timed.sample.time; });
        FrameIdentity identity;
        identity.kind = FrameKind::TimedSamples;
        identity.stream = m_record.number;
        identity.from = oldest.sample.time;
        identity.to = newest.sample.time;
        identity.entries = static_cast<std::uint32_t>(part.size());
        Bytes payload;
        encodeRecords(part, payload);
        file.stage(identity, payload, true);
    }
}

void SampleTrack::stage(FrameFile& file, bool seal)
{
    closeColumn();
    m_stagedTail.clear();
    m_stagedBlock = !m_times.empty() && (seal || m_times.size() >= blockColumns);
    if (m_times.empty() && m_timed.empty()) {
        return;
    }
    stageSeries(file);
    if (m_stagedBlock) {
        stageColumns(file, 0, blockShelf, true);
        for (const std::int64_t frame : m_tail) {
            file.stageRemoval(frame);
        }
    } else if (m_saved < m_times.size()) {
        stageColumns(file, m_saved, tailShelf, false);
    }
    stageTimed(file);
}

void SampleTrack::committed(FrameFile& file)
{
    if (m_times.empty() && m_timed.empty()) {
        return;
    }
    m_begun = true;
    m_announced = m_series.size();
    m_timed.clear();
    m_bytes = 0;
    m_saved = m_times.size();
    m_tail.insert(m_tail.end(), m_stagedTail.begin(), m_stagedTail.end());
    if (m_stagedBlock) {
        const base::Timestamp last = m_times.back();
        m_times.clear();
        m_changes.clear();
        m_tail.clear();
        m_saved = 0;
        if (last - m_record.begins >= longestStream) {
            startOver(file.newStream());
        }
    }
}

void SampleTrack::startOver(std::uint32_t stream)
{
    m_record.number = stream;
    m_begun = false;
    m_announced = 0;
    m_series.clear();
    std::fill(m_slots.begin(), m_slots.end(), noSlot);
    m_open = false;
    m_times.clear();
    m_changes.clear();
    m_timed.clear();
    m_tail.clear(); // what is in them was written and stays
    m_saved = 0;
    m_bytes = 0;
}

} // namespace checkwatch::recording
