#include "models/metrics/labelpattern.h"

#include "models/metrics/labelblock.h"

#include <algorithm>

namespace checkwatch::metrics {

std::shared_ptr<std::uint32_t[]> LabelMemory::take(std::size_t words)
{
    constexpr std::size_t first = 256;
    constexpr std::size_t largest = 8192;
    const std::size_t needed = (words + 1) / 2 * 2; // so that the hash is aligned
    if (needed > m_size - m_used) {
        m_size = std::max(needed, std::clamp(m_size * 2, first, largest));
        m_slab = std::make_shared_for_overwrite<std::uint32_t[]>(m_size);
        m_used = 0;
    }
    std::shared_ptr<std::uint32_t[]> out(m_slab, m_slab.get() + m_used);
    m_used += needed;
    return out;
}

LabelPattern::LabelPattern(std::span<const Label> labels, std::span<const std::size_t> open)
{
    auto next = open.begin();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::uint64_t nameHash = block::hashOfName(labels[i].name);
        m_text += labels[i].name;
        m_bounds.push_back(static_cast<std::uint32_t>(m_text.size()));
        m_text += block::pieceEnd;
        if (next != open.end() && *next == i) {
            m_open.push_back({m_bounds.size(), nameHash});
            ++next;
        } else {
            m_text += labels[i].value;
            m_hash += block::hashOf(nameHash, labels[i].value);
        }
        m_bounds.push_back(static_cast<std::uint32_t>(m_text.size()));
        m_text += block::pieceEnd;
    }
}

Labels LabelPattern::make(std::span<const std::string_view> values, LabelMemory& memory) const
{
    std::size_t bytes = m_text.size();
    std::uint64_t hash = m_hash;
    for (std::size_t i = 0; i < values.size(); ++i) {
        bytes += values[i].size();
        hash += block::hashOf(m_open[i].nameHash, values[i]);
    }
    const std::size_t words = block::words(m_bounds.size(), bytes);
    std::shared_ptr<std::uint32_t[]> set = memory.take(words);
    block::writeHead(set.get(), hash, m_bounds.size(), words);
    std::uint32_t* const bounds = block::boundsOf(set.get());
    char* at = block::textOf(set.get());
    const char* from = m_text.data();
    std::size_t piece = 0;
    std::uint32_t inserted = 0; // bytes of values so far
    for (std::size_t i = 0; i < values.size(); ++i) {
        while (piece < m_open[i].piece) {
            bounds[piece] = m_bounds[piece] + inserted;
            ++piece;
        }
        const char* const upTo = m_text.data() + m_bounds[piece];
        at = block::put(at, {from, upTo});
        at = block::put(at, values[i]);
        from = upTo;
        inserted += static_cast<std::uint32_t>(values[i].size());
    }
    for (; piece < m_bounds.size(); ++piece) {
        bounds[piece] = m_bounds[piece] + inserted;
    }
    block::put(at, {from, m_text.data() + m_text.size()});
    return Labels(std::move(set));
}

} // namespace checkwatch::metrics
