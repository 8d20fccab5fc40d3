#include "models/recording/recordeddata.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace checkwatch::recording {

using base::Timestamp;
using metrics::Sample;
using tsdb::SeriesRef;

RecordedData::RecordedData(Reader& reader, Timestamp from, Timestamp to, std::size_t cacheBytes)
    : m_reader(reader), m_from(from), m_to(to), m_cacheBytes(cacheBytes),
      m_index([this](SeriesRef series) -> const metrics::Labels& { return m_series[series].labels; })
{
    for (const RecordedStream& stream : reader.streams()) {
        if (stream.from <= to && stream.to >= from) {
            addStream(stream);
        }
    }
    for (Series& series : m_series) {
        std::ranges::stable_sort(series.timed, {}, &Sample::time);
    }
}

void RecordedData::addStream(const RecordedStream& stream)
{
    const auto number = static_cast<std::uint32_t>(m_streams.size());
    m_streams.push_back(&stream);
    m_until.push_back(Timestamp::max());
    std::vector<metrics::Labels> labels = m_reader.seriesOf(stream);
    std::vector<SeriesRef> refs(labels.size(), tsdb::noSeries);
    for (std::uint32_t slot = 0; slot < labels.size(); ++slot) {
        if (labels[slot].empty()) {
            continue; // lost
        }
        const auto known = m_index.find(labels[slot]);
        refs[slot] = known ? *known : static_cast<SeriesRef>(m_series.size());
        if (!known) {
            m_series.push_back({std::move(labels[slot]), {}, {}});
            m_index.add(refs[slot]);
        }
        m_series[refs[slot]].places.push_back({number, slot});
    }
    for (const metrics::TimedSample& timed : m_reader.timedOf(stream, m_from, m_to)) {
        if (timed.series < refs.size() && refs[timed.series] != tsdb::noSeries) {
            m_series[refs[timed.series]].timed.push_back(timed.sample);
        }
    }
}

void RecordedData::seeUntil(Timestamp to, const std::map<std::uint32_t, Timestamp>& byStream)
{
    m_seen = to;
    for (const std::size_t late : m_late) {
        m_until[late] = Timestamp::max();
    }
    m_late.clear();
    for (const auto& [number, until] : byStream) {
        const auto stream
            = std::ranges::lower_bound(m_streams, number, {}, [](const auto* other) { return other->record.number; });
        if (stream != m_streams.end() && (*stream)->record.number == number) {
            m_late.push_back(static_cast<std::size_t>(stream - m_streams.begin()));
            m_until[m_late.back()] = until;
        }
    }
}

Timestamp RecordedData::seenOfLate(SeriesRef series) const
{
    Timestamp seen = m_seen;
    for (const Place& place : m_series[series].places) {
        seen = std::min(seen, m_until[place.stream]);
    }
    return seen;
}

std::vector<std::string> RecordedData::labelNames(std::span<const metrics::Matcher> matchers) const
{
    return matchers.empty() ? m_index.labelNames() : m_index.labelNames(m_index.select(matchers));
}

tsdb::LabelChoices RecordedData::labelChoices(std::string_view name, std::span<const metrics::Matcher> matchers,
                                              std::string_view typed, std::size_t limit) const
{
    if (matchers.empty()) {
        return m_index.choices(name, nullptr, typed, limit);
    }
    const std::vector<SeriesRef> among = m_index.select(matchers);
    return m_index.choices(name, &among, typed, limit);
}

std::vector<SeriesRef> RecordedData::select(std::span<const metrics::Matcher> matchers) const
{
    return m_index.select(matchers);
}

const metrics::Labels& RecordedData::labels(SeriesRef series) const
{
    return m_series[series].labels;
}

/// The newest in the cache, then.
RecordedData::Cached& RecordedData::cached(const FrameEntry& shelf) const
{
    const std::int64_t frame = shelf.identity.id;
    if (const auto known = m_cached.find(frame); known != m_cached.end()) {
        m_cache.splice(m_cache.begin(), m_cache, known->second);
        return m_cache.front();
    }
    auto samples = m_reader.samplesOf(shelf);
    m_cache.push_front({frame, samples ? std::optional(std::move(*samples)) : std::nullopt});
    m_cached[frame] = m_cache.begin();
    return m_cache.front();
}

/// The values of a slot of the frame that was asked for last; what that took is counted.
std::span<const std::uint64_t> RecordedData::rowOf(Cached& cached, std::uint32_t slot) const
{
    const std::span<const std::uint64_t> row = cached.samples->of(slot);
    constexpr std::size_t entry = 64;
    const std::size_t bytes = entry + cached.samples->bytes();
    m_cachedBytes += bytes - cached.bytes;
    cached.bytes = bytes;
    while (m_cachedBytes > m_cacheBytes && m_cache.size() > 1) {
        m_cachedBytes -= m_cache.back().bytes;
        m_cached.erase(m_cache.back().frame);
        m_cache.pop_back();
    }
    return row;
}

const FrameEntry* RecordedData::shelfOf(const Block& block, std::uint32_t slot)
{
    auto shelf = std::ranges::upper_bound(block.shelves, slot, {}, [](const FrameEntry& e) { return e.identity.slot; });
    if (shelf == block.shelves.begin()) {
        return nullptr;
    }
    --shelf;
    return slot - shelf->identity.slot < shelf->identity.slots ? &*shelf : nullptr;
}

/// Appends what lies in the blocks of one stream.
void RecordedData::addPlace(Place place, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    const std::vector<Block>& blocks = m_streams[place.stream]->blocks;
    auto block = std::ranges::lower_bound(blocks, from, {}, &Block::to);
    for (; block != blocks.end() && block->from <= to; ++block) {
        const FrameEntry* const shelf = shelfOf(*block, place.slot);
        if (shelf == nullptr) {
            continue;
        }
        Cached& frame = cached(*shelf);
        if (!frame.samples) {
            continue;
        }
        const auto bits = rowOf(frame, place.slot);
        const auto& times = frame.samples->times();
        auto column = static_cast<std::size_t>(std::ranges::lower_bound(times, from) - times.begin());
        for (; column < times.size() && times[column] <= to; ++column) {
            if (bits[column] != metrics::missingBits) {
                out.push_back({times[column], std::bit_cast<double>(bits[column])});
            }
        }
    }
}

void RecordedData::samples(SeriesRef series, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    recorded(series, from, std::min(to, seenUntil(series)), out);
}

void RecordedData::recorded(SeriesRef number, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    from = std::max(from, m_from);
    to = std::min(to, m_to);
    if (from > to) {
        return;
    }
    const Series& series = m_series[number];
    const std::size_t first = out.size();
    for (const Place& place : series.places) {
        addPlace(place, from, to, out);
    }
    const auto timed = std::ranges::lower_bound(series.timed, from, {}, &Sample::time);
    out.insert(out.end(), timed, std::ranges::upper_bound(timed, series.timed.end(), to, {}, &Sample::time));
    // One stream after another is in order already; where they overlap, of two samples for one time the first counts.
    const auto begin = out.begin() + static_cast<std::ptrdiff_t>(first);
    const auto inOrder = [](const Sample& a, const Sample& b) { return a.time >= b.time; };
    if (std::adjacent_find(begin, out.end(), inOrder) != out.end()) {
        std::stable_sort(begin, out.end(), [](const Sample& a, const Sample& b) { return a.time < b.time; });
        out.erase(std::unique(begin, out.end(), [](const Sample& a, const Sample& b) { return a.time == b.time; }),
                  out.end());
    }
}

std::optional<Sample> RecordedData::newest(SeriesRef series, Timestamp from, Timestamp to) const
{
    m_scratch.clear();
    samples(series, from, to, m_scratch);
    return m_scratch.empty() ? std::nullopt : std::optional(m_scratch.back());
}

void RecordedData::window(SeriesRef series, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    const std::size_t first = out.size();
    samples(series, from, to, out);
    out.erase(std::remove_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                             [](const Sample& sample) { return metrics::isStale(sample.value); }),
              out.end());
}

std::optional<tsdb::ConstantWindow> RecordedData::constantWindow(SeriesRef series, Timestamp from, Timestamp to) const
{
    m_scratch.clear();
    samples(series, from, to, m_scratch);
    if (m_scratch.empty()) {
        return std::nullopt;
    }
    const double value = m_scratch.front().value;
    const bool constant = !metrics::isStale(value) && std::ranges::all_of(m_scratch, [value](const Sample& sample) {
        return metrics::sameBits(sample.value, value);
    });
    return constant ? std::optional(tsdb::ConstantWindow{static_cast<std::uint32_t>(m_scratch.size()), value,
                                                         m_scratch.front().time, m_scratch.back().time})
                    : std::nullopt;
}

} // namespace checkwatch::recording
