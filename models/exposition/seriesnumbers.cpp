#include "models/exposition/seriesnumbers.h"

#include <utility>

namespace checkwatch::exposition {

SeriesNumbers::SeriesNumbers() : m_slots(64) {}

std::size_t SeriesNumbers::slotOf(const metrics::Labels& labels, std::uint64_t hash) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    std::size_t i = hash & mask;
    while (m_slots[i].local != noNumber && !(m_slots[i].tag == tag && m_labels[m_slots[i].local] == labels)) {
        i = (i + 1) & mask;
    }
    return i;
}

std::uint32_t SeriesNumbers::find(const metrics::Labels& labels) const noexcept
{
    return m_slots[slotOf(labels, labels.hash())].local;
}

std::uint32_t SeriesNumbers::findOrAdd(metrics::Labels labels)
{
    const std::uint64_t hash = labels.hash();
    Slot& slot = m_slots[slotOf(labels, hash)];
    if (slot.local != noNumber) {
        return slot.local;
    }
    const std::uint32_t local = size();
    slot = {static_cast<std::uint32_t>(hash >> 32U), local};
    m_labels.push_back(std::move(labels));
    m_hashes.push_back(hash);
    if (m_labels.size() * 2 > m_slots.size()) {
        rehash(m_slots.size() * 2);
    }
    return local;
}

void SeriesNumbers::reserve(std::size_t count)
{
    m_labels.reserve(count);
    m_hashes.reserve(count);
}

void SeriesNumbers::truncate(std::uint32_t count)
{
    if (count < size()) {
        m_labels.resize(count);
        m_hashes.resize(count);
        rehash(m_slots.size());
    }
}

std::vector<metrics::Labels> SeriesNumbers::from(std::uint32_t first) const
{
    return {m_labels.begin() + first, m_labels.end()};
}

void SeriesNumbers::rehash(std::size_t slots)
{
    m_slots.assign(slots, {});
    const std::size_t mask = slots - 1;
    for (std::uint32_t local = 0; local < size(); ++local) {
        std::size_t i = m_hashes[local] & mask;
        while (m_slots[i].local != noNumber) {
            i = (i + 1) & mask;
        }
        m_slots[i] = {static_cast<std::uint32_t>(m_hashes[local] >> 32U), local};
    }
}

} // namespace checkwatch::exposition
