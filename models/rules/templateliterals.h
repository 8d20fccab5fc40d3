#pragma once

#include "models/rules/templatetree.h"

#include <string>
#include <string_view>

namespace checkwatch::rules {

/// A Go string literal, "…" or `…`, without quotes and escapes. False where it is none.
bool unquote(std::string_view literal, std::string& out);

/// A Go number or character constant; sets the number members of the node. False where it is none.
bool parseTemplateNumber(std::string_view literal, TemplateNode& out);

/// Appends the UTF-8 form of a code point; U+FFFD for what is none.
void appendUtf8(std::uint32_t codePoint, std::string& out);

} // namespace checkwatch::rules
