#include "models/recording/sampleblock.h"
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
    const std::span<const std::uint8_t> payload(data + 2, size - 2);
    constexpr base::Timestamp from = base::fromUnixMs(1'800'000'000'000);
    const auto block = SampleBlock::open(payload, from, slot, slots);
    auto packed = PackedSamples::open(payload, from, slot, slots);
    if (static_cast<bool>(block) != static_cast<bool>(packed)) {
        std::abort();
    }
    if (!block) {
        return 0;
    }
    const bool whole = block->slot == slot && block->slots == slots && !block->times.empty()
        && block->times.size() <= maxColumns && block->bits.size() == slots * block->times.size()
        && block->bits.size() <= maxValues;
    if (!whole || std::ranges::adjacent_find(block->times, std::ranges::greater_equal{}) != block->times.end()) {
        std::abort();
    }
    for (std::uint32_t i = 0; i < slots; ++i) {
        if (block->of(slot + i).size() != block->times.size()
            || !std::ranges::equal(packed->of(slot + i), block->of(slot + i))) {
            std::abort();
        }
    }
    return 0;
}
