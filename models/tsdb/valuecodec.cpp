#include "models/tsdb/valuecodec.h"

#include "models/metrics/sample.h"
#include "models/tsdb/bitstream.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace checkwatch::tsdb {

namespace {

constexpr std::array<double, 3> scales{1.0, 1e3, 1e6};
constexpr std::uint8_t xorForm = 3;
constexpr std::uint8_t rawForm = 4;
constexpr std::uint8_t packedForm = 5; ///< and 6, 7: one for each scale
constexpr std::size_t rawBytes = 1 + segmentLength * sizeof(std::uint64_t);

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
    const int width = std::bit_width(changes.bits);
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

bool encodeIntegers(std::uint64_t previous, const SegmentValues& values, std::size_t scale, std::vector<std::uint8_t>& out)
{
    Changes changes;
    if (!findChanges(previous, values, scales[scale], changes)) {
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
    return out.size() - start <= rawBytes;
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
            last += unzigzag(bits.get(width));
            previous = std::bit_cast<std::uint64_t>(static_cast<double>(last) / scale);
        }
        values[i] = previous;
    }
}

void decodeIntegers(std::uint64_t previous, std::span<const std::uint8_t> bytes, double scale, SegmentValues& values)
{
    static constexpr std::array<std::uint64_t, 4> special{0, metrics::missingBits, metrics::staleBits, metrics::nanBits};
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
            last += unzigzag(isShort ? token & 31U : getVarint(at));
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

bool allEqual(std::uint64_t previous, const SegmentValues& values)
{
    std::uint64_t difference = 0;
    for (const std::uint64_t value : values) {
        difference |= value ^ previous;
    }
    return difference == 0;
}

} // namespace

void putVarint(std::uint64_t value, std::vector<std::uint8_t>& out)
{
    while (value >= 0x80U) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

std::uint64_t getVarint(const std::uint8_t*& at)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const std::uint8_t byte = *at++;
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if (byte < 0x80U) {
            return value;
        }
    }
}

void encodeSegment(std::uint64_t previous, const SegmentValues& values, std::vector<std::uint8_t>& out)
{
    if (allEqual(previous, values)) {
        return;
    }
    const std::size_t start = out.size();
    for (std::size_t scale = 0; scale < scales.size(); ++scale) {
        if (encodeIntegers(previous, values, scale, out)) {
            return;
        }
        out.resize(start);
    }
    out.push_back(xorForm);
    encodeXor(previous, values, out);
    if (out.size() - start > rawBytes) {
        out.resize(start);
        out.push_back(rawForm);
        for (const std::uint64_t value : values) {
            for (unsigned shift = 0; shift < 64; shift += 8) {
                out.push_back(static_cast<std::uint8_t>(value >> shift));
            }
        }
    }
}

void decodeSegment(std::uint64_t previous, std::span<const std::uint8_t> bytes, SegmentValues& values)
{
    if (bytes.empty()) {
        values.fill(previous);
        return;
    }
    const std::uint8_t form = bytes.front();
    const auto payload = bytes.subspan(1);
    if (form < scales.size()) {
        decodeIntegers(previous, payload, scales[form], values);
    } else if (form >= packedForm) {
        decodePacked(previous, payload, scales[form - packedForm], values);
    } else if (form == xorForm) {
        decodeXor(previous, payload, values);
    } else {
        for (std::size_t i = 0; i < segmentLength; ++i) {
            values[i] = 0;
            for (std::size_t byte = 0; byte < 8; ++byte) {
                values[i] |= static_cast<std::uint64_t>(payload[i * 8 + byte]) << (byte * 8);
            }
        }
    }
}

} // namespace checkwatch::tsdb
