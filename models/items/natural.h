#pragma once

#include <string_view>

namespace checkwatch::items {

/// The order people expect of names: runs of digits compare as numbers ("web-2" before "web-10"), letters A-Z without
/// case, all else by byte. Negative, 0 or positive. Names that differ only in case or leading zeros are not equal.
[[nodiscard]] int naturalCompare(std::string_view a, std::string_view b) noexcept;

/// A-Z to a-z, all other bytes as they are.
[[nodiscard]] constexpr char lowered(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace checkwatch::items
