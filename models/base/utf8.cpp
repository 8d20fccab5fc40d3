#include "models/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace checkwatch::base {
namespace {

/// Length of the sequence that starts at `p`, 0 when it is not valid. Ranges: Unicode 15, table 3-7.
std::size_t sequenceLength(const unsigned char* p, std::size_t left) noexcept
{
    const unsigned char c = p[0];
    const auto continues = [&](std::size_t i) { return (p[i] & 0xC0U) == 0x80U; };
    if (c >= 0xC2 && c <= 0xDF) {
        return left >= 2 && continues(1) ? 2 : 0;
    }
    if (c >= 0xE0 && c <= 0xEF) {
        if (left < 3 || !continues(1) || !continues(2)) {
            return 0;
        }
        const bool overlong = c == 0xE0 && p[1] < 0xA0;
        const bool surrogate = c == 0xED && p[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (left < 4 || !continues(1) || !continues(2) || !continues(3)) {
            return 0;
        }
        const bool overlong = c == 0xF0 && p[1] < 0x90;
        const bool tooLarge = c == 0xF4 && p[1] > 0x8F;
        return overlong || tooLarge ? 0 : 4;
    }
    return 0;
}

} // namespace

bool isValidUtf8(std::string_view text) noexcept
{
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t left = text.size();
    while (left > 0) {
        if (left >= 8) {
            std::uint64_t block = 0;
            std::memcpy(&block, p, sizeof block);
            if ((block & 0x8080808080808080ULL) == 0) {
                p += 8;
                left -= 8;
                continue;
            }
        }
        const std::size_t step = *p < 0x80 ? 1 : sequenceLength(p, left);
        if (step == 0) {
            return false;
        }
        p += step;
        left -= step;
    }
    return true;
}

} // namespace checkwatch::base
