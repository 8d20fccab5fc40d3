#include "models/metrics/labels.h"

#include "models/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace checkwatch::metrics {
namespace {

/// The escape for a control character or byte, empty where it stands for itself.
std::string escapeOf(char c)
{
    switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\a': return "\\a";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\v': return "\\v";
    default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
        return {};
    }
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\x%02x", byte);
    return buffer.data();
}

std::string hexByte(char c)
{
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned char>(c));
    return buffer.data();
}

} // namespace

std::string quote(std::string_view text)
{
    const bool valid = base::isValidUtf8(text);
    std::string out = "\"";
    for (const char c : text) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        if (!ascii) {
            out += valid ? std::string(1, c) : hexByte(c);
            continue;
        }
        const std::string escape = escapeOf(c);
        out += escape.empty() ? std::string(1, c) : escape;
    }
    return out + '"';
}

bool isLabelName(std::string_view text) noexcept
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && letter(text.front())
        && std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace checkwatch::metrics
