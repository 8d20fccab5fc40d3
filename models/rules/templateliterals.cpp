#include "models/rules/templateliterals.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace checkwatch::rules {
namespace {

/// The value of `count` digits of a base at the front of `text`, which are taken off. False where they are not there.
bool takeDigits(std::string_view& text, std::size_t count, int base, std::uint32_t& out)
{
    if (text.size() < count) {
        return false;
    }
    const auto [end, code] = std::from_chars(text.data(), text.data() + count, out, base);
    if (code != std::errc{} || end != text.data() + count) {
        return false;
    }
    text.remove_prefix(count);
    return true;
}

/// One escape behind its backslash.
bool takeEscape(std::string_view& text, std::string& out)
{
    if (text.empty()) {
        return false;
    }
    constexpr std::string_view names = "abfnrtv\\\"'";
    constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"'";
    const char c = text.front();
    if (const std::size_t simple = names.find(c); simple != std::string_view::npos) {
        out += values[simple];
        text.remove_prefix(1);
        return true;
    }
    std::uint32_t value = 0;
    if (c >= '0' && c <= '7') {
        if (!takeDigits(text, 3, 8, value) || value > 255) {
            return false;
        }
        out += static_cast<char>(value);
        return true;
    }
    text.remove_prefix(1);
    if (c == 'x') {
        if (!takeDigits(text, 2, 16, value)) {
            return false;
        }
        out += static_cast<char>(value);
        return true;
    }
    if ((c != 'u' && c != 'U') || !takeDigits(text, c == 'u' ? 4 : 8, 16, value)) {
        return false;
    }
    appendUtf8(value, out);
    return true;
}

bool parseInteger(std::string_view text, std::int64_t& out)
{
    std::string plain(text);
    std::erase(plain, '_');
    std::string_view rest = plain;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) {
        rest.remove_prefix(1);
    }
    int base = 10;
    if (rest.size() > 1 && rest.front() == '0') {
        const char mark = static_cast<char>(rest[1] | 0x20);
        base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
        rest.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
    }
    std::uint64_t magnitude = 0;
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), magnitude, base);
    if (rest.empty() || code != std::errc{} || end != rest.data() + rest.size()
        || magnitude > static_cast<std::uint64_t>(INT64_MAX)) {
        return false;
    }
    out = negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
    return true;
}

/// The first character of a string as a number.
std::uint32_t firstCodePoint(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t lead = byte(0);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (text.size() < length) {
        return 0xfffd;
    }
    std::uint32_t value = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        value = (value << 6U) | (byte(i) & 0x3fU);
    }
    return value;
}

} // namespace

void appendUtf8(std::uint32_t codePoint, std::string& out)
{
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) {
        codePoint = 0xfffd;
    }
    if (codePoint < 0x80) {
        out += static_cast<char>(codePoint);
        return;
    }
    const int tail = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
    const std::uint32_t mark = tail == 1 ? 0xc0 : tail == 2 ? 0xe0 : 0xf0;
    out += static_cast<char>(mark | (codePoint >> (6 * tail)));
    for (int i = tail - 1; i >= 0; --i) {
        out += static_cast<char>(0x80U | ((codePoint >> (6 * i)) & 0x3fU));
    }
}

bool unquote(std::string_view literal, std::string& out)
{
    out.clear();
    if (literal.size() < 2 || literal.front() != literal.back()) {
        return false;
    }
    const bool raw = literal.front() == '`';
    std::string_view rest = literal.substr(1, literal.size() - 2);
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (!raw && c == '\\') {
            if (!takeEscape(rest, out)) {
                return false;
            }
        } else if (!raw || c != '\r') {
            out += c;
        }
    }
    return true;
}

bool parseTemplateNumber(std::string_view literal, TemplateNode& out)
{
    if (literal.starts_with('\'')) {
        std::string text;
        if (!unquote(literal, text) || text.empty()) {
            return false;
        }
        out.isInt = true;
        out.integer = firstCodePoint(text);
        return true;
    }
    if (parseInteger(literal, out.integer)) {
        out.isInt = true;
        return true;
    }
    std::string plain(literal);
    std::erase(plain, '_');
    const auto number = plain.find_first_of("0123456789") == std::string::npos ? std::nullopt : base::parseFloat(plain);
    if (!number) {
        return false;
    }
    out.number = *number;
    return true;
}

} // namespace checkwatch::rules
