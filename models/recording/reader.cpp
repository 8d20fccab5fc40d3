#include "models/recording/reader.h"

#include "models/recording/recordcodec.h"
#include "models/recording/recordtime.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace checkwatch::recording {
namespace {

bool hasTimes(FrameKind kind)
{
    return kind == FrameKind::Samples || kind == FrameKind::TimedSamples || kind == FrameKind::Scrapes
        || kind == FrameKind::Alerts || kind == FrameKind::Events || kind == FrameKind::OldEvents;
}

/// Who packs millions of empty records into a small file means harm. What a file can hold honestly, in bytes when they
/// are unpacked: a real one has samples too, and stays far below.
constexpr std::uint64_t mostUnpacked(std::uint64_t fileBytes)
{
    return 16UL * 1024 * 1024 + 8 * fileBytes;
}

/// Times that a clock can show, from 1970 to the year 9999: others do not count where a recording begins and ends.
bool isTime(base::Timestamp time)
{
    return base::unixMs(time) >= 0 && base::unixMs(time) < 253'402'300'800'000;
}

/// Puts a shelf into the block it belongs to. One that is not beside the others there, as no writer makes it, is left out.
void addShelf(std::vector<Block>& blocks, const FrameEntry& shelf)
{
    const FrameIdentity& identity = shelf.identity;
    if (blocks.empty() || blocks.back().from != identity.from || blocks.back().to != identity.to) {
        blocks.push_back({identity.from, identity.to, {shelf}});
        return;
    }
    const FrameIdentity& last = blocks.back().shelves.back().identity;
    if (identity.slot >= last.slot + last.slots) {
        blocks.back().shelves.push_back(shelf);
    }
}

} // namespace

base::Result<std::unique_ptr<Reader>> Reader::open(const std::string& path)
{
    auto frames = FrameReader::open(path);
    if (!frames) {
        return std::move(frames).error();
    }
    std::unique_ptr<Reader> reader(new Reader(std::move(*frames)));
    reader->index();
    return reader;
}

base::Result<void> Reader::refresh()
{
    if (auto refreshed = m_frames.refresh(); !refreshed) {
        return refreshed;
    }
    index();
    return {};
}

void Reader::index()
{
    m_streams.clear();
    m_from = m_to = {};
    m_samples = m_frameBytes = 0;
    std::map<std::uint32_t, RecordedStream> streams;
    for (const FrameEntry& entry : m_frames.entries()) {
        const FrameIdentity& identity = entry.identity;
        m_frameBytes += entry.bytes;
        if (hasTimes(identity.kind) && identity.from <= identity.to && isTime(identity.from) && isTime(identity.to)) {
            m_from = m_from == base::Timestamp{} ? identity.from : std::min(m_from, identity.from);
            m_to = std::max(m_to, identity.to);
        }
        if (identity.stream != 0) {
            addTo(streams[identity.stream], entry);
        }
    }
    for (auto& [number, stream] : streams) {
        stream.record.number = number;
        std::ranges::stable_sort(stream.blocks, {}, &Block::from);
        stream.from = base::Timestamp::max();
        for (const Block& block : stream.blocks) {
            stream.from = std::min(stream.from, block.from);
            stream.to = std::max(stream.to, block.to);
        }
        for (const FrameEntry& timed : stream.timed) {
            stream.from = std::min(stream.from, timed.identity.from);
            stream.to = std::max(stream.to, timed.identity.to);
        }
        m_streams.push_back(std::move(stream));
    }
}

void Reader::addTo(RecordedStream& stream, const FrameEntry& entry)
{
    switch (entry.identity.kind) {
    case FrameKind::Stream:
        if (auto records = recordsOf<StreamRecord>(entry); records.size() == 1) {
            stream.record = std::move(records.front());
        }
        return;
    case FrameKind::Series: stream.series.push_back(entry); return;
    case FrameKind::Samples:
        addShelf(stream.blocks, entry);
        m_samples += entry.identity.entries;
        return;
    case FrameKind::TimedSamples:
        stream.timed.push_back(entry);
        m_samples += entry.identity.entries;
        return;
    default: return;
    }
}

std::vector<metrics::TimedSample> Reader::timedOf(const RecordedStream& stream, base::Timestamp from,
                                                  base::Timestamp to)
{
    std::vector<metrics::TimedSample> out;
    std::uint64_t unpacked = 0;
    for (const FrameEntry& entry : stream.timed) {
        if (entry.identity.to < from || entry.identity.from > to) {
            continue;
        }
        for (const metrics::TimedSample& timed : recordsOf<metrics::TimedSample>(entry, &unpacked)) {
            if (timed.sample.time >= from && timed.sample.time <= to) {
                out.push_back(timed);
            }
        }
    }
    return out;
}

/// `unpacked` is what a caller has asked for so far and asks for now.
template <typename Record>
std::vector<Record> Reader::recordsOf(const FrameEntry& entry, std::uint64_t* unpacked)
{
    const bool full = unpacked != nullptr && *unpacked > mostUnpacked(m_frames.fileBytes());
    const auto payload = full ? base::Error{} : m_frames.payload(entry);
    if (payload && unpacked != nullptr) {
        *unpacked += payload->size();
    }
    if (full || (unpacked != nullptr && *unpacked > mostUnpacked(m_frames.fileBytes()))) {
        m_frames.note(entry, {base::ErrorCode::Limit, "there are more records than the file can hold honestly"});
        return {};
    }
    if (!payload) {
        return {};
    }
    auto records = decodeRecords<Record>(*payload);
    if (!records) {
        m_frames.note(entry, records.error());
        return {};
    }
    return std::move(*records);
}

template <typename Record>
std::vector<Record> Reader::records(FrameKind kind, base::Timestamp from, base::Timestamp to)
{
    std::vector<Record> out;
    std::uint64_t unpacked = 0;
    for (const FrameEntry& entry : m_frames.entries()) {
        if (entry.identity.kind != kind || entry.identity.to < from || entry.identity.from > to) {
            continue;
        }
        for (Record& record : recordsOf<Record>(entry, &unpacked)) {
            if (timeOf(record) <= to && (timeOf(record) >= from || kind == FrameKind::Gap)) {
                out.push_back(std::move(record));
            }
        }
    }
    std::ranges::stable_sort(out, {}, [](const Record& record) { return timeOf(record); });
    return out;
}

std::vector<SessionRecord> Reader::sessions()
{
    return records<SessionRecord>(FrameKind::Session, base::Timestamp::min(), base::Timestamp::max());
}

std::vector<ScrapeRecord> Reader::scrapes(base::Timestamp from, base::Timestamp to)
{
    return records<ScrapeRecord>(FrameKind::Scrapes, from, to);
}

std::vector<AlertRecord> Reader::alerts(base::Timestamp from, base::Timestamp to)
{
    return records<AlertRecord>(FrameKind::Alerts, from, to);
}

std::vector<fleet::Event> Reader::events(base::Timestamp from, base::Timestamp to)
{
    std::vector<fleet::Event> out;
    std::ranges::move(records<OldEvent>(FrameKind::OldEvents, from, to), std::back_inserter(out));
    std::ranges::move(records<fleet::Event>(FrameKind::Events, from, to), std::back_inserter(out));
    std::ranges::stable_sort(out, {}, &fleet::Event::time);
    std::erase_if(out,
                  [](const fleet::Event& event) { return event.kind > fleet::lastEventKind; }); // of a later program
    return out;
}

std::uint64_t Reader::eventsAbout(base::Timestamp from, base::Timestamp to) const
{
    std::uint64_t sum = 0;
    for (const FrameEntry& entry : m_frames.entries()) {
        const bool events = entry.identity.kind == FrameKind::Events || entry.identity.kind == FrameKind::OldEvents;
        sum += events && entry.identity.to >= from && entry.identity.from <= to ? entry.identity.entries : 0;
    }
    return sum;
}

std::vector<NoteRecord> Reader::notes(base::Timestamp from, base::Timestamp to)
{
    return records<NoteRecord>(FrameKind::Notes, from, to);
}

/// The newest from before the range, which holds in it, and those from within.
template <typename Record>
std::vector<Record> Reader::holding(FrameKind kind, base::Timestamp from, base::Timestamp to)
{
    auto all = records<Record>(kind, base::Timestamp::min(), to);
    const auto after = std::ranges::upper_bound(all, from, {}, [](const Record& record) { return record.from; });
    if (after != all.begin()) {
        all.erase(all.begin(), std::prev(after));
    }
    return all;
}

std::vector<RulesRecord> Reader::rules(base::Timestamp from, base::Timestamp to)
{
    return holding<RulesRecord>(FrameKind::Rules, from, to);
}

std::vector<RunbooksRecord> Reader::runbooks(base::Timestamp from, base::Timestamp to)
{
    return holding<RunbooksRecord>(FrameKind::Runbooks, from, to);
}

std::vector<LogSourcesRecord> Reader::logSources(base::Timestamp from, base::Timestamp to)
{
    return holding<LogSourcesRecord>(FrameKind::LogSources, from, to);
}

std::vector<RecordedGap> Reader::gaps(base::Timestamp from, base::Timestamp to)
{
    std::vector<RecordedGap> out;
    base::Timestamp newest{}; // of what was written before, which has smaller numbers
    for (const FrameEntry& entry : m_frames.entries()) {
        if (hasTimes(entry.identity.kind)) {
            newest = std::max(newest, entry.identity.to);
        }
        const base::Timestamp begin = entry.identity.from;
        const bool later = entry.identity.kind == FrameKind::Session && newest != base::Timestamp{} && newest < begin;
        if (later && begin >= from && newest <= to) {
            out.push_back({newest, begin, std::string(nothingRecorded)});
        }
    }
    for (GapRecord& gap : records<GapRecord>(FrameKind::Gap, from, to)) {
        out.push_back({gap.from, gap.to, std::move(gap.reason)});
    }
    std::ranges::stable_sort(out, {}, &RecordedGap::from);
    return out;
}

} // namespace checkwatch::recording
