#include "models/exposition/lineframe.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace checkwatch::exposition {
namespace {

/// The first byte in [at, end) that is no printable ASCII, a quote or a backslash. Eight bytes at a time.
const char* plainEnd(const char* at, const char* end) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    const auto below = [](std::uint64_t bytes, std::uint64_t limit) { return (bytes - ones * limit) & ~bytes; };
    if constexpr (std::endian::native == std::endian::little) {
        for (; end - at >= 8; at += 8) {
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, at, 8);
            // A byte that stops sets its top bit; so may those behind it, which do not count.
            const std::uint64_t stops
                = (bytes | below(bytes, ' ') | below(bytes ^ (ones * '"'), 1) | below(bytes ^ (ones * '\\'), 1)) & tops;
            if (stops != 0) {
                return at + std::countr_zero(stops) / 8;
            }
        }
    }
    return std::find_if(at, end, [](char c) { return c < ' ' || c == '"' || c == '\\'; });
}

} // namespace

void LineFrame::learn(std::string_view series, const std::vector<RawLabel>& labels)
{
    m_pieces.clear();
    if (labels.empty()) {
        return;
    }
    ++m_number;
    const char* at = series.data();
    for (const RawLabel& label : labels) {
        m_pieces.emplace_back(at, label.value.data());
        at = label.value.data() + label.value.size();
    }
    m_pieces.emplace_back(at, series.data() + series.size());
}

std::size_t LineFrame::match(std::string_view line, std::vector<RawLabel>& labels) const noexcept
{
    const char* at = line.data();
    const char* const end = at + line.size();
    const auto take = [&](std::string_view piece) {
        const bool same
            = static_cast<std::size_t>(end - at) >= piece.size() && std::memcmp(at, piece.data(), piece.size()) == 0;
        at += same ? piece.size() : 0;
        return same;
    };
    if (m_pieces.empty()) {
        return 0;
    }
    for (std::size_t i = 0; i + 1 < m_pieces.size(); ++i) {
        if (!take(m_pieces[i])) {
            return 0;
        }
        const char* const begin = at;
        at = plainEnd(begin, end);
        labels[i].value = {begin, at};
        labels[i].escaped = false;
    }
    return take(m_pieces.back()) ? static_cast<std::size_t>(at - line.data()) : 0;
}

} // namespace checkwatch::exposition
