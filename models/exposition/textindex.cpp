#include "models/exposition/textindex.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace checkwatch::exposition {

TextIndex::TextIndex() : m_slots(64) {}

std::uint64_t TextIndex::hashOf(std::string_view text) noexcept
{
    return XXH3_64bits(text.data(), text.size());
}

std::uint32_t TextIndex::find(std::string_view text, std::uint64_t hash) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Slot& slot = m_slots[i];
        if (slot.index == noNumber) {
            return noNumber;
        }
        if (slot.tag != tag) {
            continue;
        }
        const KnownText& known = m_known[slot.index];
        if (known.hash == hash && std::string_view(m_arena).substr(known.offset, known.length) == text) {
            return slot.index;
        }
    }
}

std::uint32_t TextIndex::candidate(std::uint64_t hash) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    std::size_t i = hash & mask;
    while (m_slots[i].index != noNumber && m_slots[i].tag != tag) {
        i = (i + 1) & mask;
    }
    return m_slots[i].index;
}

void TextIndex::prefetchSlot(std::uint64_t hash) const noexcept
{
    __builtin_prefetch(m_slots.data() + (hash & (m_slots.size() - 1)));
}

void TextIndex::prefetchKnown(std::uint64_t hash) const noexcept
{
    if (const std::uint32_t index = candidate(hash); index != noNumber) {
        __builtin_prefetch(m_known.data() + index, 1);
    }
}

std::uint32_t TextIndex::placeOf(std::uint64_t hash) const noexcept
{
    const std::uint32_t index = candidate(hash);
    return index == noNumber ? noNumber : m_known[index].place;
}

void TextIndex::reserve(std::size_t texts, std::size_t bytes)
{
    m_known.reserve(texts);
    m_arena.reserve(bytes);
}

std::uint32_t TextIndex::add(std::string_view text, std::uint64_t hash)
{
    if ((m_known.size() + 1) * 2 > m_slots.size()) {
        rehash(m_slots.size() * 2);
    }
    const std::uint32_t index = size();
    KnownText& known = m_known.emplace_back();
    known.hash = hash;
    known.offset = m_arena.size();
    known.length = static_cast<std::uint32_t>(text.size());
    m_arena += text;
    place(hash, index);
    return index;
}

std::vector<std::uint32_t> TextIndex::compact(const std::vector<bool>& keep)
{
    std::vector<std::uint32_t> moved(m_known.size(), noNumber);
    std::string arena;
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < size(); ++i) {
        if (!keep[i]) {
            continue;
        }
        KnownText known = m_known[i];
        const std::size_t offset = arena.size();
        arena.append(m_arena, known.offset, known.length);
        known.offset = offset;
        m_known[next] = known;
        moved[i] = next++;
    }
    m_known.resize(next);
    m_arena = std::move(arena);
    std::size_t slots = 64;
    while (slots < m_known.size() * 2 + 2) {
        slots *= 2;
    }
    rehash(slots);
    return moved;
}

void TextIndex::place(std::uint64_t hash, std::uint32_t index) noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = hash & mask;
    while (m_slots[i].index != noNumber) {
        i = (i + 1) & mask;
    }
    m_slots[i] = {static_cast<std::uint32_t>(hash >> 32U), index};
}

void TextIndex::rehash(std::size_t slots)
{
    m_slots.assign(slots, {});
    for (std::uint32_t i = 0; i < size(); ++i) {
        place(m_known[i].hash, i);
    }
}

} // namespace checkwatch::exposition
