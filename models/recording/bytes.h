#pragma once

#include "models/base/time.h"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::recording {

using Bytes = std::vector<std::uint8_t>;

/// Appends values in the recording's byte order (little-endian, varints as LEB128) to a byte vector.
class ByteWriter
{
public:
    explicit ByteWriter(Bytes& out) : m_out(out) {}

    template <std::unsigned_integral T>
    void fixed(T value)
    {
        for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * byte)));
        }
    }
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80U; value >>= 7U) {
            m_out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        }
        m_out.push_back(static_cast<std::uint8_t>(value));
    }
    /// Small numbers of either sign are short (zigzag).
    void signedVarint(std::int64_t value)
    {
        varint((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void time(base::Timestamp value) { signedVarint(base::unixMs(value)); }
    void real(double value) { fixed(std::bit_cast<std::uint64_t>(value)); }
    void text(std::string_view value)
    {
        varint(value.size());
        m_out.insert(m_out.end(), value.begin(), value.end());
    }

private:
    Bytes& m_out;
};

/// Reads what a ByteWriter wrote out of bytes that nobody has vouched for. Nothing is read past the end: from the first
/// thing that does not fit on, everything is 0 or empty and ok() is false.
class ByteReader
{
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}

    [[nodiscard]] bool ok() const noexcept { return m_ok; }
    [[nodiscard]] std::size_t left() const noexcept { return m_bytes.size(); }
    /// Everything was right and nothing is left over.
    [[nodiscard]] bool atEnd() const noexcept { return m_ok && m_bytes.empty(); }
    void fail() noexcept
    {
        m_ok = false;
        m_bytes = {};
    }

    std::span<const std::uint8_t> take(std::size_t count)
    {
        if (count > m_bytes.size()) {
            fail();
            return {};
        }
        const auto out = m_bytes.first(count);
        m_bytes = m_bytes.subspan(count);
        return out;
    }
    template <std::unsigned_integral T>
    T fixed()
    {
        T value = 0;
        const auto bytes = take(sizeof(T));
        for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
            value = static_cast<T>(value | static_cast<T>(static_cast<T>(bytes[byte]) << (8 * byte)));
        }
        return value;
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = fixed<std::uint8_t>();
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80U) {
                return value;
            }
        }
        fail();
        return 0;
    }
    std::int64_t signedVarint()
    {
        const std::uint64_t value = varint();
        return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
    }
    /// A count of things that take at least one byte each: more than there are bytes is wrong.
    std::size_t count()
    {
        const std::uint64_t value = varint();
        if (value > left()) {
            fail();
            return 0;
        }
        return static_cast<std::size_t>(value);
    }
    base::Timestamp time() { return base::fromUnixMs(signedVarint()); }
    double real() { return std::bit_cast<double>(fixed<std::uint64_t>()); }
    std::string text()
    {
        const auto bytes = take(count());
        return {bytes.begin(), bytes.end()};
    }

private:
    std::span<const std::uint8_t> m_bytes;
    bool m_ok = true;
};

} // namespace checkwatch::recording
