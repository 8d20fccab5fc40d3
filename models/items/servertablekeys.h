#pragma once

#include "models/items/keyedmodel.h"

#include <cstdint>

namespace checkwatch::items {

/// Rows of the server table are servers, by their number, or groups of them, by theirs.
inline constexpr RowKey groupBit = RowKey{1} << 32;

[[nodiscard]] constexpr RowKey groupKey(std::uint32_t number) noexcept
{
    return groupBit | number;
}

[[nodiscard]] constexpr bool isGroupKey(RowKey key) noexcept
{
    return (key & groupBit) != 0;
}

[[nodiscard]] constexpr std::uint32_t numberIn(RowKey key) noexcept
{
    return static_cast<std::uint32_t>(key);
}

} // namespace checkwatch::items
