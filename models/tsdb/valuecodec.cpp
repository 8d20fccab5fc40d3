#include "models/tsdb/valuecodec.h"

#include "models/tsdb/integercodec.h"
#include "models/tsdb/xorcodec.h"

namespace checkwatch::tsdb {

namespace {

constexpr std::uint8_t xorForm = 3;
constexpr std::uint8_t rawForm = 4;

void encodeRaw(const SegmentValues& values, std::vector<std::uint8_t>& out)
{
    out.push_back(rawForm);
    for (const std::uint64_t value : values) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            out.push_back(static_cast<std::uint8_t>(value >> shift));
        }
    }
}

void decodeRaw(std::span<const std::uint8_t> payload, SegmentValues& values)
{
    for (std::size_t i = 0; i < segmentLength; ++i) {
        values[i] = 0;
        for (std::size_t byte = 0; byte < 8; ++byte) {
            values[i] |= static_cast<std::uint64_t>(payload[i * 8 + byte]) << (byte * 8);
        }
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
    bool integers = false;
    for (std::size_t scale = 0; scale < integerScales.size() && !integers; ++scale) {
        integers = encodeIntegers(previous, values, scale, out);
    }
    if (!integers) {
        out.push_back(xorForm);
        encodeXor(previous, values, out);
    }
    if (out.size() - start > 1 + segmentLength * sizeof(std::uint64_t)) {
        out.resize(start);
        encodeRaw(values, out);
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
    if (form == xorForm) {
        decodeXor(previous, payload, values);
    } else if (form == rawForm) {
        decodeRaw(payload, values);
    } else {
        decodeIntegers(form, previous, payload, values);
    }
}

bool isSegment(std::span<const std::uint8_t> bytes)
{
    if (bytes.empty()) {
        return true;
    }
    const auto payload = bytes.subspan(1);
    switch (bytes.front()) {
    case xorForm: return isXor(payload);
    case rawForm: return payload.size() == segmentLength * sizeof(std::uint64_t);
    default: return isIntegers(bytes.front(), payload);
    }
}

} // namespace checkwatch::tsdb
