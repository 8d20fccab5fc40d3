#include "models/exposition/seriesnumbers.h"

namespace checkwatch::exposition {

SeriesNumbers::SeriesNumbers() : m_slots(64) {}

std::uint32_t SeriesNumbers::find(const metrics::Labels& labels) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    const std::uint64_t hash = labels.hash();
    for (std::size_t i = hash & mask; m_slots[i].local != noNumber; i = (i + 1) & mask) {
        if (m_slots[i].hash == hash && m_labels[m_slots[i].local] == labels) {
            return m_slots[i].local;
        }
    }
    return noNumber;
}

std::uint32_t SeriesNumbers::findOrAdd(const metrics::Labels& labels)
{
    const std::uint32_t known = find(labels);
    if (known != noNumber) {
        return known;
    }
    m_labels.push_back(labels);
    if (m_labels.size() * 2 > m_slots.size()) {
        rehash(m_slots.size() * 2);
    } else {
        place(size() - 1);
    }
    return size() - 1;
}

void SeriesNumbers::truncate(std::uint32_t count)
{
    if (count < size()) {
        m_labels.resize(count);
        rehash(m_slots.size());
    }
}

std::vector<metrics::Labels> SeriesNumbers::from(std::uint32_t first) const
{
    return {m_labels.begin() + first, m_labels.end()};
}

void SeriesNumbers::place(std::uint32_t local) noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    const std::uint64_t hash = m_labels[local].hash();
    std::size_t i = hash & mask;
    while (m_slots[i].local != noNumber) {
        i = (i + 1) & mask;
    }
    m_slots[i] = {hash, local};
}

void SeriesNumbers::rehash(std::size_t slots)
{
    m_slots.assign(slots, {});
    for (std::uint32_t local = 0; local < size(); ++local) {
        place(local);
    }
}

} // namespace checkwatch::exposition
