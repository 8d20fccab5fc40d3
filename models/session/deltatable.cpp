#include "models/session/deltatable.h"

#include <bit>
#include <cassert>

namespace checkwatch::session {
namespace {

constexpr unsigned byteBits = 8;

/// The bytes between the zero bytes at both ends, behind a byte that says where they lie.
void appendWord(std::uint64_t word, std::vector<std::uint8_t>& out)
{
    const auto low = static_cast<unsigned>(std::countr_zero(word)) / byteBits;
    const auto high = static_cast<unsigned>(std::countl_zero(word)) / byteBits;
    const unsigned count = static_cast<unsigned>(sizeof(word)) - low - high;
    out.push_back(static_cast<std::uint8_t>(low << 4U | count));
    word >>= low * byteBits;
    for (unsigned i = 0; i < count; ++i) {
        out.push_back(static_cast<std::uint8_t>(word));
        word >>= byteBits;
    }
}

const std::uint8_t* takeWord(const std::uint8_t* bytes, std::uint64_t& word)
{
    const unsigned low = *bytes >> 4U;
    const unsigned count = *bytes & 15U;
    ++bytes;
    word = 0;
    for (unsigned i = 0; i < count; ++i) {
        word |= std::uint64_t{*bytes++} << ((low + i) * byteBits);
    }
    return bytes;
}

} // namespace

void appendVarint(std::uint64_t value, std::vector<std::uint8_t>& out)
{
    while (value >= 0x80U) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

const std::uint8_t* takeVarint(const std::uint8_t* bytes, std::uint64_t& value)
{
    value = 0;
    for (unsigned shift = 0;; shift += 7U) {
        value |= std::uint64_t{*bytes & 0x7fU} << shift;
        if ((*bytes++ & 0x80U) == 0) {
            return bytes;
        }
    }
}

bool appendDelta(const WordTable& before, const WordTable& after, std::vector<std::uint8_t>& out)
{
    assert(before.width == after.width);
    if (before.words == after.words) {
        out.push_back(0);
        return false;
    }
    appendVarint(after.rows() + 1, out);
    std::size_t next = 0; // row behind the newest that was written
    for (std::size_t row = 0; row < after.rows(); ++row) {
        const std::size_t at = row * after.width;
        const auto old = [&](std::uint32_t word) { return at < before.words.size() ? before.words[at + word] : 0; };
        std::uint64_t mask = 0;
        for (std::uint32_t word = 0; word < after.width; ++word) {
            mask |= std::uint64_t{after.words[at + word] != old(word) ? 1U : 0U} << word;
        }
        if (mask == 0) {
            continue;
        }
        appendVarint(row - next + 1, out);
        appendVarint(mask, out);
        for (std::uint32_t word = 0; word < after.width; ++word) {
            if ((mask >> word & 1U) != 0) {
                appendWord(after.words[at + word] ^ old(word), out);
            }
        }
        next = row + 1;
    }
    out.push_back(0);
    return true;
}

const std::uint8_t* applyDelta(const std::uint8_t* bytes, WordTable& table, bool& changed)
{
    std::uint64_t number = 0;
    bytes = takeVarint(bytes, number);
    changed = number != 0;
    if (!changed) {
        return bytes;
    }
    table.words.resize((number - 1) * table.width, 0);
    std::size_t row = 0;
    for (bytes = takeVarint(bytes, number); number != 0; bytes = takeVarint(bytes, number)) {
        row += number - 1;
        std::uint64_t mask = 0;
        bytes = takeVarint(bytes, mask);
        for (; mask != 0; mask &= mask - 1) {
            std::uint64_t word = 0;
            bytes = takeWord(bytes, word);
            table.words[row * table.width + static_cast<std::size_t>(std::countr_zero(mask))] ^= word;
        }
        ++row;
    }
    return bytes;
}

} // namespace checkwatch::session
