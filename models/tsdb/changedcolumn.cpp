#include "models/tsdb/changedcolumn.h"

#include <algorithm>

namespace checkwatch::tsdb {

namespace {

/// Bit i: slot `first` + i differs.
std::uint64_t differences(const ChangedColumn::Column& a, const ChangedColumn::Column& b, std::size_t first)
{
    std::uint64_t word = 0;
    if (first + 64 <= std::min(a.size(), b.size())) { // without a look at the sizes this becomes vector instructions
        for (unsigned i = 0; i < 64; ++i) {
            word |= static_cast<std::uint64_t>(a[first + i] != b[first + i]) << i;
        }
        return word;
    }
    const std::size_t end = std::min(first + 64, std::max(a.size(), b.size()));
    for (std::size_t slot = first; slot < end; ++slot) {
        word |= static_cast<std::uint64_t>(ChangedColumn::bitsIn(a, slot) != ChangedColumn::bitsIn(b, slot))
            << (slot - first);
    }
    return word;
}

} // namespace

ChangedColumn::ChangedColumn(const Column& before, const Column& now)
    : m_words((std::max(before.size(), now.size()) + 63) / 64), m_ranks(m_words.size())
{
    std::uint32_t changed = 0;
    for (std::size_t word = 0; word < m_words.size(); ++word) {
        m_words[word] = differences(before, now, word * 64);
        m_ranks[word] = changed;
        changed += static_cast<std::uint32_t>(std::popcount(m_words[word]));
    }
    m_values.reserve(changed); // exactly, because these stay
    eachSlot([&](std::uint32_t slot) { m_values.push_back(bitsIn(now, slot)); });
}

} // namespace checkwatch::tsdb
