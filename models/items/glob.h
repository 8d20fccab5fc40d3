#pragma once

#include <string_view>

namespace checkwatch::items {

/// True iff all of `text` fits `pattern`, in which * stands for any number of bytes. The pattern is lower case; A-Z in
/// the text match without case.
[[nodiscard]] bool globMatches(std::string_view pattern, std::string_view text) noexcept;
/// True iff `needle` (lower case) stands somewhere in `text`, A-Z without case.
[[nodiscard]] bool containsFolded(std::string_view needle, std::string_view text) noexcept;
/// True iff `text` is `other` (lower case), A-Z without case.
[[nodiscard]] bool equalsFolded(std::string_view other, std::string_view text) noexcept;

} // namespace checkwatch::items
