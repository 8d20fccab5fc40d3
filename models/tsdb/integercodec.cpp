#include "models/tsdb/integercodec.h"

#include "models/metrics/sample.h"
#include "models/tsdb/bitstream.h"

#include <bit>
#include <cmath>

namespace checkwatch::tsdb {

namespace {

/// The value in units of 1 / scale, where that loses no bit (so never for -0, NaN, Inf).
bool toUnits(std::uint64_t bits, double scale, std::int64_t& units)
{
    const double scaled = std::bit_cast<double>(bits) * scale;
    if (!(std::fabs(scaled) < 9007199254740992.0)) {
        return false;
    }
    units = std::llrint(scaled);
    return std::bit_cast<std::uint64_t>(static_cast<double>(units) / scale) == bits;
}

std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
}

/// Wraps around where bytes from outside ask for more than there is.
std::int64_t plus(std::int64_t value, std::uint64_t zigzagged)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(value)
                                     + static_cast<std::uint64_t>(unzigzag(zigzagged)));
}

/// The k of a token; 0 where the value is an ordinary one.
std::uint8_t specialKind(std::uint64_t bits)
{
    switch (bits) {
    case metrics::missingBits: return 1;
    case metrics::staleBits: return 2;
    case metrics::nanBits: return 3;
    default: return 0;
    }
}

void putToken(std::uint8_t kind, std::size_t run, std::vector<std::uint8_t>& out)
{
    out.push_back(static_cast<std::uint8_t>(0x80U | (kind << 5U) | run));
}

void putDelta(std::uint64_t delta, std::size_t run, std::vector<std::uint8_t>& out)
{
    if (run < 4 && delta > 0 && delta < 32) {
        out.push_back(static_cast<std::uint8_t>((run << 5U) | delta));
        return;
    }
    putToken(0, run, out);
    putVarint(delta, out);
}

/// The changes of a segment in units of a scale.
struct Changes
{
    std::array<std::uint64_t, segmentLength> delta{}; ///< zigzag, where `kind` is 0
    std::array<std::uint8_t, segmentLength> kind{};
    std::uint16_t mask = 0; ///< bit i: value i differs from the one before
    std::uint64_t bits = 0; ///< all deltas or-ed
    bool special = false;
};

bool findChanges(std::uint64_t previous, const SegmentValues& values, double scale, Changes& changes)
{
    std::int64_t last = 0;
    if (!toUnits(previous, scale, last)) {
        last = 0;
    }
    for (std::size_t i = 0; i < segmentLength; ++i) {
        if (values[i] == previous) {
            continue;
        }
        previous = values[i];
        changes.mask = static_cast<std::uint16_t>(changes.mask | (1U << i));
        changes.kind[i] = specialKind(previous);
        changes.special = changes.special || changes.kind[i] != 0;
        if (changes.kind[i] == 0) {
            std::int64_t units = 0;
            if (!toUnits(previous, scale, units)) {
                return false;
            }
            changes.delta[i] = zigzag(units - last);
            changes.bits |= changes.delta[i];
            last = units;
        }
    }
    return true;
}

void putTokens(const Changes& changes, std::vector<std::uint8_t>& out)
{
    std::size_t run = 0;
    for (std::size_t i = 0; i < segmentLength; ++i) {
        if ((changes.mask >> i & 1U) == 0) {
            ++run;
            continue;
        }
        if (changes.kind[i] != 0) {
            putToken(changes.kind[i], run, out);
        } else {
            putDelta(changes.delta[i], run, out);
        }
        run = 0;
    }
}

void putPacked(const Changes& changes, std::vector<std::uint8_t>& out)
{
    const auto width = static_cast<int>(std::bit_width(changes.bits));
    out.push_back(static_cast<std::uint8_t>(changes.mask));
    out.push_back(static_cast<std::uint8_t>(changes.mask >> 8U));
    out.push_back(static_cast<std::uint8_t>(width));
    BitWriter bits(out);
    for (std::size_t i = 0; i < segmentLength; ++i) {
        if ((changes.mask >> i & 1U) != 0) {
            bits.put(changes.delta[i], width);
        }
    }
    bits.finish();
}

void decodePacked(std::uint64_t previous, std::span<const std::uint8_t> bytes, double scale, SegmentValues& values)
{
    std::int64_t last = 0;
    if (!toUnits(previous, scale, last)) {
        last = 0;
    }
    const unsigned mask = bytes[0] | static_cast<unsigned>(bytes[1]) << 8U;
    const int width = bytes[2];
    BitReader bits(bytes.subspan(3));
    for (std::size_t i = 0; i < segmentLength; ++i) {
        if ((mask >> i & 1U) != 0) {
            last = plus(last, bits.get(width));
            previous = std::bit_cast<std::uint64_t>(static_cast<double>(last) / scale);
        }
        values[i] = previous;
    }
}

void decodeTokens(std::uint64_t previous, std::span<const std::uint8_t> bytes, double scale, SegmentValues& values)
{
    static constexpr std::array<std::uint64_t, 4> special{0, metrics::missingBits, metrics::staleBits,
                                                          metrics::nanBits};
    std::int64_t last = 0;
    if (!toUnits(previous, scale, last)) {
        last = 0;
    }
    const std::uint8_t* at = bytes.data();
    const std::uint8_t* const end = at + bytes.size();
    std::size_t i = 0;
    while (at != end) {
        const std::uint8_t token = *at++;
        const bool isShort = token < 0x80U;
        for (std::size_t run = isShort ? token >> 5U : token & 31U; run > 0; --run) {
            values[i++] = previous;
        }
        const std::size_t kind = isShort ? 0 : (token >> 5U) & 3U;
        if (kind == 0) {
            last = plus(last, isShort ? token & 31U : getVarint(at));
            previous = std::bit_cast<std::uint64_t>(static_cast<double>(last) / scale);
        } else {
            previous = special[kind];
        }
        values[i++] = previous;
    }
    for (; i < segmentLength; ++i) {
        values[i] = previous;
    }
}

/// Moves `at` behind a varint of at most 64 bits; false where there is none.
bool skipVarint(const std::uint8_t*& at, const std::uint8_t* end)
{
    for (unsigned length = 1; at != end && length <= 10; ++length) {
        const std::uint8_t byte = *at++;
        if (byte < 0x80U) {
            return length < 10 || byte <= 1;
        }
    }
    return false;
}

bool isTokens(std::span<const std::uint8_t> bytes)
{
    const std::uint8_t* at = bytes.data();
    const std::uint8_t* const end = at + bytes.size();
    std::size_t count = 0;
    while (at != end) {
        const std::uint8_t token = *at++;
        const bool isShort = token < 0x80U;
        count += 1 + (isShort ? token >> 5U : token & 31U);
        const bool varint = !isShort && (token >> 5U & 3U) == 0;
        if (count > segmentLength || (varint && !skipVarint(at, end))) {
            return false;
        }
    }
    return true;
}

} // namespace

bool isIntegers(std::uint8_t form, std::span<const std::uint8_t> payload)
{
    if (form < integerScales.size()) {
        return isTokens(payload);
    }
    const bool packed = form >= packedForm && form < packedForm + integerScales.size();
    return packed && payload.size() >= 3 && payload[2] <= 64;
}

bool encodeIntegers(std::uint64_t previous, const SegmentValues& values, std::size_t scale,
                    std::vector<std::uint8_t>& out)
{
    Changes changes;
    if (!findChanges(previous, values, integerScales[scale], changes)) {
        return false;
    }
    const std::size_t start = out.size();
    out.push_back(static_cast<std::uint8_t>(scale));
    putTokens(changes, out);
    const auto packedBits = static_cast<std::size_t>(std::popcount(changes.mask) * std::bit_width(changes.bits));
    if (!changes.special && changes.bits != 0 && 4 + (packedBits + 7) / 8 < out.size() - start) {
        out.resize(start);
        out.push_back(static_cast<std::uint8_t>(packedForm + scale));
        putPacked(changes, out);
    }
    return true;
}

void decodeIntegers(std::uint8_t form, std::uint64_t previous, std::span<const std::uint8_t> payload,
                    SegmentValues& values)
{
    if (form >= packedForm) {
        decodePacked(previous, payload, integerScales[form - packedForm], values);
    } else {
        decodeTokens(previous, payload, integerScales[form], values);
    }
}

} // namespace checkwatch::tsdb
