#include "models/recording/samplecodec.h"

#include <algorithm>
#include <cstdlib>

using namespace checkwatch;
using namespace checkwatch::recording;

// The payload of a Samples frame behind a good checksum: the first two bytes say how many slots its identity claims.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) {
        return 0;
    }
    constexpr std::uint32_t slot = 7;
    const std::uint32_t slots = data[0] + 256U * data[1];
    const auto block = decodeSamples({data + 2, size - 2}, base::fromUnixMs(1'800'000'000'000), slot, slots);
    if (!block) {
        return 0;
    }
    const bool whole = block->slot == slot && block->slots == slots && !block->times.empty()
        && block->times.size() <= maxColumns && block->bits.size() == slots * block->times.size()
        && block->bits.size() <= maxValues;
    if (!whole || std::ranges::adjacent_find(block->times, std::ranges::greater_equal{}) != block->times.end()) {
        std::abort();
    }
    const auto part = decodeSamples({data + 2, size - 2}, base::fromUnixMs(1'800'000'000'000), slot, slots,
                                    block->times[block->times.size() / 2]);
    if (!part || part->last != block->last || part->times.size() > block->times.size()) {
        std::abort();
    }
    for (std::uint32_t i = 0; i < slots; ++i) {
        if (block->of(slot + i).size() != block->times.size()
            || !std::ranges::equal(part->of(slot + i), block->of(slot + i).first(part->times.size()))) {
            std::abort();
        }
    }
    return 0;
}
