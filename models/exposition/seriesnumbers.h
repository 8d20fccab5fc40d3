#pragma once

#include "models/exposition/textindex.h"
#include "models/metrics/labels.h"

namespace checkwatch::exposition {

/// The local numbers of a target's series: 0, 1, 2 … by final label set. One thread.
class SeriesNumbers
{
public:
    SeriesNumbers();
    [[nodiscard]] std::uint32_t find(const metrics::Labels& labels);
    /// The number of the set, a new one where it has none.
    std::uint32_t findOrAdd(metrics::Labels labels);
    /// A new number. REQUIRES: the set has none.
    std::uint32_t add(metrics::Labels labels);
    /// Brings into the caches what findOrAdd() will touch.
    void prefetch(const metrics::Labels& labels) const noexcept { prefetch(labels.hash()); }
    /// Makes room without touching it: costs addresses, no memory.
    void reserve(std::size_t count);
    /// Takes back every number from `count` on.
    void truncate(std::uint32_t count);

    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(m_labels.size()); }
    [[nodiscard]] const metrics::Labels& operator[](std::uint32_t local) const noexcept { return m_labels[local]; }
    [[nodiscard]] std::vector<metrics::Labels> from(std::uint32_t first) const;

private:
    struct Slot
    {
        std::uint32_t tag = 0; ///< the upper half of the hash
        std::uint32_t local = noNumber;
    };
    void prefetch(std::uint64_t hash) const noexcept
    {
        __builtin_prefetch(m_slots.data() + (hash & (m_slots.size() - 1)), 1);
    }
    /// The slot of the set, or the free one where it would go.
    [[nodiscard]] std::size_t slotOf(const metrics::Labels& labels, std::uint64_t hash) const noexcept;
    /// Puts what add() has left out into the slots: many at once, so that the waits for memory overlap.
    void index();

    std::vector<metrics::Labels> m_labels;
    std::vector<std::uint64_t> m_hashes; ///< of m_labels: beside each other, for rehash()
    std::vector<Slot> m_slots;           ///< a power of two, at most half full
    std::uint32_t m_indexed = 0;         ///< so many of m_labels are in m_slots
};

} // namespace checkwatch::exposition
