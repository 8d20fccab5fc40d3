#pragma once

#include <string>
#include <string_view>

namespace checkwatch::promql {

/// What a string literal stands for: '…' and "…" with Go's escapes, `…` as it is. REQUIRES: the lexer accepted it.
std::string unquote(std::string_view literal);

} // namespace checkwatch::promql
