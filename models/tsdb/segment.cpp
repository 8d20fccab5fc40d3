#include "models/tsdb/segment.h"

#include <bit>
#include <cstring>

namespace checkwatch::tsdb {

namespace {

template <typename T>
T load(const std::uint8_t* from)
{
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

} // namespace

std::span<const std::uint8_t> Segment::find(std::uint32_t slot) const
{
    const std::uint32_t word = slot / 64;
    if (word >= m_words) {
        return {};
    }
    const auto changed = load<std::uint64_t>(m_bytes.data() + std::size_t{word} * 8);
    const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
    if ((changed & bit) == 0) {
        return {};
    }
    const std::uint8_t* const data = m_bytes.data() + std::size_t{m_words} * 12;
    const std::uint8_t* const lengths
        = data + load<std::uint32_t>(m_bytes.data() + std::size_t{m_words} * 8 + std::size_t{word} * 4);
    const int rank = std::popcount(changed & (bit - 1));
    std::size_t offset = static_cast<std::size_t>(std::popcount(changed));
    for (int i = 0; i < rank; ++i) {
        offset += lengths[i];
    }
    return {lengths + offset, lengths[rank]};
}

void SegmentBuilder::closeWord()
{
    if (!m_lengths.empty()) {
        m_data.insert(m_data.end(), m_lengths.begin(), m_lengths.end());
        m_data.insert(m_data.end(), m_payload.begin(), m_payload.end());
        m_lengths.clear();
        m_payload.clear();
    }
}

void SegmentBuilder::add(std::uint32_t slot, std::uint64_t previous, const SegmentValues& values)
{
    if (slot / 64 >= m_words.size()) {
        closeWord();
        m_words.resize(slot / 64 + 1);
        m_offsets.resize(slot / 64 + 1, static_cast<std::uint32_t>(m_data.size()));
    }
    const std::size_t start = m_payload.size();
    encodeSegment(previous, values, m_payload);
    const std::size_t length = m_payload.size() - start;
    if (length == 0) {
        return;
    }
    m_words.back() |= std::uint64_t{1} << (slot % 64);
    m_lengths.push_back(static_cast<std::uint8_t>(length));
}

Segment SegmentBuilder::finish(std::uint32_t slots)
{
    closeWord();
    m_words.resize((slots + 63) / 64);
    m_offsets.resize(m_words.size(), static_cast<std::uint32_t>(m_data.size()));
    Segment segment;
    segment.m_words = static_cast<std::uint32_t>(m_words.size());
    segment.m_bytes.resize(m_words.size() * 12 + m_data.size());
    std::uint8_t* at = segment.m_bytes.data();
    if (!m_words.empty()) {
        std::memcpy(at, m_words.data(), m_words.size() * 8);
        std::memcpy(at + m_words.size() * 8, m_offsets.data(), m_offsets.size() * 4);
    }
    if (!m_data.empty()) {
        std::memcpy(at + m_words.size() * 12, m_data.data(), m_data.size());
    }
    m_words.clear();
    m_offsets.clear();
    m_data.clear();
    return segment;
}

} // namespace checkwatch::tsdb
