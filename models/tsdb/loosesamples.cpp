#include "models/tsdb/loosesamples.h"

#include "models/tsdb/valuecodec.h"

#include <algorithm>
#include <bit>

namespace checkwatch::tsdb {

void LooseSamples::add(metrics::Sample sample)
{
    if (m_tail.size() == 2 * segmentLength) {
        fold();
    }
    m_tail.push_back(sample);
}

void LooseSamples::fold()
{
    Chunk chunk;
    chunk.first = m_tail.front().time;
    chunk.last = m_tail[segmentLength - 1].time;
    SegmentValues values{};
    for (std::size_t i = 0; i < segmentLength; ++i) {
        values[i] = std::bit_cast<std::uint64_t>(m_tail[i].value);
        if (i > 0) {
            putVarint(static_cast<std::uint64_t>((m_tail[i].time - m_tail[i - 1].time).count()), chunk.bytes);
        }
    }
    encodeSegment(0, values, chunk.bytes);
    chunk.bytes.shrink_to_fit();
    m_chunks.push_back(std::move(chunk));
    m_tail.erase(m_tail.begin(), m_tail.begin() + segmentLength);
}

std::optional<metrics::Sample> LooseSamples::newest() const
{
    return m_tail.empty() ? std::nullopt : std::optional(m_tail.back());
}

void LooseSamples::window(base::Timestamp from, base::Timestamp to, bool withStale,
                          std::vector<metrics::Sample>& out) const
{
    const auto take = [&](metrics::Sample sample) {
        if (sample.time >= from && sample.time <= to && (withStale || !metrics::isStale(sample.value))) {
            out.push_back(sample);
        }
    };
    for (const Chunk& chunk : m_chunks) {
        if (chunk.last < from || chunk.first > to) {
            continue;
        }
        std::array<base::Timestamp, segmentLength> times{chunk.first};
        const std::uint8_t* at = chunk.bytes.data();
        for (std::size_t i = 1; i < segmentLength; ++i) {
            times[i] = times[i - 1] + base::Duration{static_cast<std::int64_t>(getVarint(at))};
        }
        SegmentValues values{};
        decodeSegment(0, std::span(chunk.bytes).subspan(static_cast<std::size_t>(at - chunk.bytes.data())), values);
        for (std::size_t i = 0; i < segmentLength; ++i) {
            take({times[i], std::bit_cast<double>(values[i])});
        }
    }
    std::for_each(m_tail.begin(), m_tail.end(), take);
}

void LooseSamples::dropBefore(base::Timestamp time)
{
    std::erase_if(m_chunks, [&](const Chunk& chunk) { return chunk.last < time; });
    if (m_chunks.empty()) {
        std::erase_if(m_tail, [&](const metrics::Sample& sample) { return sample.time < time; });
    }
}

std::size_t LooseSamples::samples() const
{
    return m_chunks.size() * segmentLength + m_tail.size();
}

std::size_t LooseSamples::bytes() const
{
    std::size_t sum = m_tail.capacity() * sizeof(metrics::Sample) + m_chunks.capacity() * sizeof(Chunk);
    for (const Chunk& chunk : m_chunks) {
        sum += chunk.bytes.capacity() + 16;
    }
    return sum;
}

} // namespace checkwatch::tsdb
