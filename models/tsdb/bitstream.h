#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace checkwatch::tsdb {

/// Writes bits, most significant first, behind what is in a byte vector. Owned by one encoder call.
class BitWriter
{
public:
    explicit BitWriter(std::vector<std::uint8_t>& out) : m_out(out) {}

    /// The low `count` bits of `value`, 1 <= count <= 64.
    void put(std::uint64_t value, int count)
    {
        for (int left = count; left > 0;) {
            const int take = left < m_free ? left : m_free;
            const std::uint64_t part
                = (value >> static_cast<unsigned>(left - take)) & ((1U << static_cast<unsigned>(take)) - 1U);
            m_byte |= static_cast<std::uint8_t>(part << static_cast<unsigned>(m_free - take));
            m_free -= take;
            left -= take;
            if (m_free == 0) {
                finish();
            }
        }
    }
    /// Fills the last byte with zeros.
    void finish()
    {
        if (m_free < 8) {
            m_out.push_back(m_byte);
            m_byte = 0;
            m_free = 8;
        }
    }

private:
    std::vector<std::uint8_t>& m_out;
    std::uint8_t m_byte = 0;
    int m_free = 8;
};

/// Reads what a BitWriter wrote; past the end come zeros.
class BitReader
{
public:
    explicit BitReader(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}

    /// The next `count` bits, 1 <= count <= 64.
    std::uint64_t get(int count)
    {
        std::uint64_t value = 0;
        for (int left = count; left > 0;) {
            const int inByte = 8 - static_cast<int>(m_position % 8);
            const int take = left < inByte ? left : inByte;
            const std::size_t index = m_position / 8;
            const unsigned byte = index < m_bytes.size() ? m_bytes[index] : 0;
            const unsigned part
                = (byte >> static_cast<unsigned>(inByte - take)) & ((1U << static_cast<unsigned>(take)) - 1U);
            value = (value << static_cast<unsigned>(take)) | part;
            m_position += static_cast<std::size_t>(take);
            left -= take;
        }
        return value;
    }
    void skip(int count) { m_position += static_cast<std::size_t>(count); }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_position = 0;
};

} // namespace checkwatch::tsdb
