#include "models/base/md5.h"

#include <bit>
#include <cmath>
#include <string>

namespace checkwatch::base {
namespace {

using Words = std::array<std::uint32_t, 4>;

constexpr std::size_t blockBytes = 64;

/// RFC 1321: the integer part of 2^32 times the sines of 1 to 64.
std::array<std::uint32_t, 64> sines()
{
    std::array<std::uint32_t, 64> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
    }
    return out;
}

std::uint32_t wordAt(std::string_view bytes, std::size_t at)
{
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        out |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    return out;
}

void addBlock(Words& sum, std::string_view block)
{
    static const std::array<std::uint32_t, 64> table = sines();
    constexpr std::array<std::array<int, 4>, 4> turns{
        {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    auto [a, b, c, d] = sum;
    for (std::size_t i = 0; i < 64; ++i) {
        const std::array<std::uint32_t, 4> mixed{(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)};
        const std::array<std::size_t, 4> from{i, 5 * i + 1, 3 * i + 5, 7 * i};
        const std::size_t round = i / 16;
        const std::uint32_t turned
            = std::rotl(a + mixed[round] + table[i] + wordAt(block, from[round] % 16 * 4), turns[round][i % 4]);
        a = d;
        d = c;
        c = b;
        b += turned;
    }
    sum = {sum[0] + a, sum[1] + b, sum[2] + c, sum[3] + d};
}

} // namespace

std::array<std::uint8_t, 16> md5(std::string_view bytes)
{
    std::string padded(bytes);
    padded += '\x80';
    padded.resize((padded.size() + 8 + blockBytes - 1) / blockBytes * blockBytes - 8);
    const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
    for (std::size_t i = 0; i < 8; ++i) {
        padded += static_cast<char>(bits >> (8 * i) & 0xffU);
    }
    Words sum{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U};
    for (std::size_t at = 0; at < padded.size(); at += blockBytes) {
        addBlock(sum, std::string_view(padded).substr(at, blockBytes));
    }
    std::array<std::uint8_t, 16> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint8_t>(sum[i / 4] >> (8 * (i % 4)));
    }
    return out;
}

} // namespace checkwatch::base
