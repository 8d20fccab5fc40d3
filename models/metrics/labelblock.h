#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

/// The block of memory of a label set, in words of 32 bits: 0 and 1 the hash, 2 how many pieces (name value name value …),
/// 3 how many words, then where each piece ends in the text, then the text: every piece with a 0xff behind it, which is
/// just what Prometheus' hash is made of; zeros fill the last word. For labels.cpp and labelpattern.cpp alone.
namespace checkwatch::metrics::block {

inline constexpr std::size_t headWords = 4;
inline constexpr std::size_t piecesAt = 2;
inline constexpr std::size_t wordsAt = 3;
inline constexpr char pieceEnd = '\xff';

[[nodiscard]] inline std::size_t words(std::size_t pieces, std::size_t bytes) noexcept
{
    return headWords + pieces + (bytes + 3) / 4;
}

/// Everything but the bounds and the text.
inline void writeHead(std::uint32_t* block, std::uint64_t hash, std::size_t pieces, std::size_t words) noexcept
{
    block[words - 1] = 0;
    std::memcpy(block, &hash, sizeof(hash));
    block[piecesAt] = static_cast<std::uint32_t>(pieces);
    block[wordsAt] = static_cast<std::uint32_t>(words);
}

[[nodiscard]] inline std::uint32_t* boundsOf(std::uint32_t* block) noexcept
{
    return block + headWords;
}

[[nodiscard]] inline char* textOf(std::uint32_t* block) noexcept
{
    return reinterpret_cast<char*>(block + headWords + block[piecesAt]);
}

[[nodiscard]] inline std::uint64_t hashOfName(std::string_view name) noexcept
{
    return XXH3_64bits(name.data(), name.size());
}

/// The hash of a set is the sum of these, so that what many sets have in common is hashed once.
[[nodiscard]] inline std::uint64_t hashOf(std::uint64_t nameHash, std::string_view value) noexcept
{
    return XXH3_64bits_withSeed(value.data(), value.size(), nameHash);
}

/// memcpy for what is mostly up to 16 bytes long: copies that may overlap, no call.
inline char* put(char* at, std::string_view piece) noexcept
{
    const std::size_t size = piece.size();
    if (size >= 8 && size <= 16) {
        std::memcpy(at, piece.data(), 8);
        std::memcpy(at + size - 8, piece.data() + size - 8, 8);
    } else if (size >= 4 && size < 8) {
        std::memcpy(at, piece.data(), 4);
        std::memcpy(at + size - 4, piece.data() + size - 4, 4);
    } else if (size > 0 && size < 4) {
        at[0] = piece[0];
        at[size / 2] = piece[size / 2];
        at[size - 1] = piece[size - 1];
    } else {
        std::memcpy(at, piece.data(), size);
    }
    return at + size;
}

} // namespace checkwatch::metrics::block
