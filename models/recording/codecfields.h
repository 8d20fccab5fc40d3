#pragma once

#include "models/recording/bytes.h"
#include "models/rules/rulefile.h"

#include <cstdint>
#include <string>
#include <utility>

/// Fields that several records have, as bytes and back: for the codecs only. What does not fit makes the reader fail().
namespace checkwatch::recording {

template <typename Enum>
Enum getEnum(ByteReader& read, Enum last)
{
    const auto value = read.fixed<std::uint8_t>();
    if (value > static_cast<std::uint8_t>(last)) {
        read.fail();
        return Enum{};
    }
    return static_cast<Enum>(value);
}

template <typename Enum>
inline void putEnum(ByteWriter& write, Enum value)
{
    write.fixed(static_cast<std::uint8_t>(value));
}

inline bool getFlag(ByteReader& read)
{
    const auto value = read.fixed<std::uint8_t>();
    if (value > 1) {
        read.fail();
    }
    return value == 1;
}

inline void putFlag(ByteWriter& write, bool value)
{
    write.fixed(static_cast<std::uint8_t>(value ? 1 : 0));
}

inline std::uint32_t getNumber(ByteReader& read)
{
    const std::uint64_t value = read.varint();
    if (value > 0xffffffffU) {
        read.fail();
        return 0;
    }
    return static_cast<std::uint32_t>(value);
}

inline void putDuration(ByteWriter& write, base::Duration value)
{
    write.signedVarint(value.count());
}

inline base::Duration getDuration(ByteReader& read)
{
    return base::Duration{read.signedVarint()};
}

inline void putPairs(ByteWriter& write, const rules::StringPairs& pairs)
{
    write.varint(pairs.size());
    for (const auto& [name, value] : pairs) {
        write.text(name);
        write.text(value);
    }
}

inline rules::StringPairs getPairs(ByteReader& read)
{
    rules::StringPairs pairs;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        std::string name = read.text();
        pairs.emplace_back(std::move(name), read.text());
    }
    return pairs;
}

} // namespace checkwatch::recording
