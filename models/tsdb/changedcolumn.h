#pragma once

#include "models/metrics/sample.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace checkwatch::tsdb {

/// What one append changed: a bit per slot, and the new bits of the slots that did. Of a scrape most values are what they
/// were, so this is a fraction of the column. Immutable.
class ChangedColumn
{
public:
    using Column = std::vector<std::uint64_t>;

    ChangedColumn() = default;
    /// A slot that a column is too short for is missing there.
    ChangedColumn(const Column& before, const Column& now);

    [[nodiscard]] bool has(std::uint32_t slot) const noexcept
    {
        return slot / 64 < m_words.size() && (m_words[slot / 64] >> (slot % 64) & 1U) != 0;
    }
    /// What the slot has in a column.
    [[nodiscard]] static std::uint64_t bitsIn(const Column& column, std::size_t slot) noexcept
    {
        return slot < column.size() ? column[slot] : metrics::missingBits;
    }
    /// The slot's bits from this append on. REQUIRES: has(slot).
    [[nodiscard]] std::uint64_t operator[](std::uint32_t slot) const noexcept
    {
        const std::uint64_t below = m_words[slot / 64] & ((std::uint64_t{1} << (slot % 64)) - 1);
        return m_values[m_ranks[slot / 64] + static_cast<std::uint32_t>(std::popcount(below))];
    }
    /// visit(slot) for each slot that changed, ascending.
    template <typename Visit>
    void eachSlot(Visit visit) const
    {
        for (std::size_t word = 0; word < m_words.size(); ++word) {
            for (std::uint64_t left = m_words[word]; left != 0; left &= left - 1) {
                visit(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(left))));
            }
        }
    }
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return sizeof(*this) + (m_words.capacity() + m_values.capacity()) * 8 + m_ranks.capacity() * 4;
    }

private:
    std::vector<std::uint64_t> m_words;
    std::vector<std::uint32_t> m_ranks; ///< by word: how many slots changed before it
    std::vector<std::uint64_t> m_values;
};

} // namespace checkwatch::tsdb
