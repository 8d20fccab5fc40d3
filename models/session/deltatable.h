#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Rows of numbers, and what changes in them from one time to the next in few bytes. Lives in memory only: what is read
/// was written by this program.
namespace checkwatch::session {

/// Rows of equally many 64-bit words, at most 63 each.
struct WordTable
{
    std::uint32_t width = 0;
    std::vector<std::uint64_t> words;

    [[nodiscard]] std::size_t rows() const noexcept { return width == 0 ? 0 : words.size() / width; }
    [[nodiscard]] std::span<const std::uint64_t> row(std::size_t number) const
    {
        return std::span(words).subspan(number * width, width);
    }
};

/// Appends what makes `after` of `before`: a byte where they are equal, and then false. REQUIRES: the same width.
bool appendDelta(const WordTable& before, const WordTable& after, std::vector<std::uint8_t>& out);

/// Makes of `table` what it was made of by appendDelta(); returns where the next one begins. `changed` is set where
/// something is another.
const std::uint8_t* applyDelta(const std::uint8_t* bytes, WordTable& table, bool& changed);

void appendVarint(std::uint64_t value, std::vector<std::uint8_t>& out);
const std::uint8_t* takeVarint(const std::uint8_t* bytes, std::uint64_t& value);

} // namespace checkwatch::session
