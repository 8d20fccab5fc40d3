#include "models/recording/packedsamples.h"
#include "models/recording/samplecodec.h"
#include "models/tsdb/valuecodec.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

using namespace checkwatch;
using namespace checkwatch::recording;

namespace {

/// Column by column and slot by slot it is the same.
bool readAlike(PackedSamples& packed, std::uint32_t slot)
{
    std::vector<std::uint64_t> newest = packed.firstColumn();
    std::vector<std::vector<double>> columns(tsdb::segmentLength, std::vector<double>(slot + newest.size()));
    for (std::size_t at = 0; at < packed.times().size(); at += columns.size()) {
        const std::size_t count = std::min(columns.size(), packed.times().size() - at);
        packed.unpackGroup(at / columns.size(), newest, std::span(columns).first(count));
        for (std::size_t i = slot; i < columns.front().size(); ++i) {
            const auto row = packed.of(static_cast<std::uint32_t>(i)).subspan(at, count);
            for (std::size_t column = 0; column < count; ++column) {
                if (std::bit_cast<std::uint64_t>(columns[column][i]) != row[column]) {
                    return false;
                }
            }
        }
    }
    return true;
}

} // namespace

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
    auto packed = PackedSamples::open(payload, from, slot, slots);
    if (!packed) {
        return 0;
    }
    const std::vector<base::Timestamp>& times = packed->times();
    if (times.empty() || times.size() > maxColumns || slots * times.size() > maxValues
        || packed->firstColumn().size() != slots
        || std::ranges::adjacent_find(times, std::ranges::greater_equal{}) != times.end()
        || !readAlike(*packed, slot)) {
        std::abort();
    }
    return 0;
}
