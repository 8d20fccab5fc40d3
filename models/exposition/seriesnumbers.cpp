#include "models/exposition/seriesnumbers.h"

#include <algorithm>
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

std::uint32_t SeriesNumbers::find(const metrics::Labels& labels)
{
    index();
    return m_slots[slotOf(labels, labels.hash())].local;
}

std::uint32_t SeriesNumbers::findOrAdd(metrics::Labels labels)
{
    const std::uint32_t known = find(labels);
    return known != noNumber ? known : add(std::move(labels));
}

std::uint32_t SeriesNumbers::add(metrics::Labels labels)
{
    m_hashes.push_back(labels.hash());
    m_labels.push_back(std::move(labels));
    return size() - 1;
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
        m_slots.assign(m_slots.size(), {});
        m_indexed = 0;
    }
}

std::vector<metrics::Labels> SeriesNumbers::from(std::uint32_t first) const
{
    return {m_labels.begin() + first, m_labels.end()};
}

void SeriesNumbers::index()
{
    if (m_indexed == size()) {
        return;
    }
    std::size_t slots = m_slots.size();
    while (slots < size() * 2UL) {
        slots *= 2;
    }
    if (slots != m_slots.size()) {
        m_slots.assign(slots, {});
        m_indexed = 0;
    }
    constexpr std::uint32_t ahead = 16;
    const std::size_t mask = slots - 1;
    for (; m_indexed < size(); ++m_indexed) {
        prefetch(m_hashes[std::min(m_indexed + ahead, size() - 1)]);
        const std::uint64_t hash = m_hashes[m_indexed];
        std::size_t i = hash & mask;
        while (m_slots[i].local != noNumber) {
            i = (i + 1) & mask;
        }
        m_slots[i] = {static_cast<std::uint32_t>(hash >> 32U), m_indexed};
    }
}

} // namespace checkwatch::exposition
