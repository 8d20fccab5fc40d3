#include "models/tsdb/xorcodec.h"

#include "models/tsdb/bitstream.h"

#include <algorithm>
#include <bit>

namespace checkwatch::tsdb {

void encodeXor(std::uint64_t previous, const SegmentValues& values, std::vector<std::uint8_t>& out)
{
    BitWriter bits(out);
    int leading = -1;
    int trailing = 0;
    for (const std::uint64_t value : values) {
        const std::uint64_t difference = value ^ previous;
        previous = value;
        if (difference == 0) {
            bits.put(0, 1);
            continue;
        }
        const int zerosBefore = std::min(std::countl_zero(difference), 31);
        const int zerosBehind = std::countr_zero(difference);
        if (leading >= 0 && zerosBefore >= leading && zerosBehind >= trailing) {
            bits.put(0b10, 2);
        } else {
            leading = zerosBefore;
            trailing = zerosBehind;
            bits.put(0b11, 2);
            bits.put(static_cast<std::uint64_t>(leading), 5);
            bits.put(static_cast<std::uint64_t>(64 - leading - trailing - 1), 6);
        }
        bits.put(difference >> static_cast<unsigned>(trailing), 64 - leading - trailing);
    }
    bits.finish();
}

void decodeXor(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values)
{
    BitReader bits(bytes);
    int width = 0;
    unsigned trailing = 0;
    for (std::uint64_t& value : values) {
        if (bits.get(1) != 0) {
            if (bits.get(1) != 0) {
                const int leading = static_cast<int>(bits.get(5));
                width = static_cast<int>(bits.get(6)) + 1;
                trailing = static_cast<unsigned>(64 - leading - width);
            }
            previous ^= bits.get(width) << trailing;
        }
        value = previous;
    }
}

bool isXor(std::span<const std::uint8_t> bytes)
{
    BitReader bits(bytes);
    int width = 0;
    for (std::size_t i = 0; i < segmentLength; ++i) {
        if (bits.get(1) == 0) {
            continue;
        }
        if (bits.get(1) != 0) {
            const int leading = static_cast<int>(bits.get(5));
            width = static_cast<int>(bits.get(6)) + 1;
            if (leading + width > 64) {
                return false;
            }
        }
        bits.skip(width);
    }
    return true;
}

} // namespace checkwatch::tsdb
