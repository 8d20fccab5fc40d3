#pragma once

#include <string_view>

namespace checkwatch::base {

/// True iff `text` is valid UTF-8 by Go's utf8.ValidString: no overlong forms, no surrogates, at most U+10FFFF.
[[nodiscard]] bool isValidUtf8(std::string_view text) noexcept;

} // namespace checkwatch::base
