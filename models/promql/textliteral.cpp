#include "models/promql/textliteral.h"

#include "models/base/utf8.h"
#include "models/promql/lexer.h"

#include <array>
#include <cstdio>

namespace checkwatch::promql {
namespace {

int digitOf(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/// Length of the valid UTF-8 character at the start of `text`, 0 where there is none.
std::size_t characterLength(std::string_view text)
{
    for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
        if (base::isValidUtf8(text.substr(0, length))) {
            return length;
        }
    }
    return 0;
}

/// Go's %#U: U+0041 'A'.
std::string codePoint(std::string_view character)
{
    if (character.empty()) {
        return "U+FFFD '\xef\xbf\xbd'";
    }
    const auto byte
        = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
    constexpr std::array<std::uint32_t, 5> lead{0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t code = byte(0) & lead[character.size()];
    for (std::size_t i = 1; i < character.size(); ++i) {
        code = (code << 6U) | (byte(i) & 0x3fU);
    }
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "U+%04X", code);
    std::string out = buffer.data();
    return code < 0x20 || code == 0x7f ? out : out + " '" + std::string(character) + "'";
}

void appendUtf8(std::string& out, std::uint32_t code)
{
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0U | (code >> 6U));
        put(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        put(0xe0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    } else {
        put(0xf0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3fU));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    }
}

struct DigitEscape
{
    std::size_t digits;
    std::uint32_t radix;
};

DigitEscape digitEscape(char c)
{
    switch (c) {
    case 'x': return {2, 16};
    case 'u': return {4, 16};
    case 'U': return {8, 16};
    default: return {3, 8};
    }
}

char simpleEscape(char c)
{
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return c;
    }
}

/// Appends what the escape at text[at] (behind the backslash) stands for; returns where it ends.
std::size_t appendEscape(std::string_view text, std::size_t at, std::string& out)
{
    const char c = text[at];
    const bool octal = c >= '0' && c <= '7';
    if (!octal && c != 'x' && c != 'u' && c != 'U') {
        out += simpleEscape(c);
        return at + 1;
    }
    const DigitEscape form = digitEscape(c);
    std::size_t i = octal ? at : at + 1;
    std::uint32_t code = 0;
    for (std::size_t n = 0; n < form.digits && i < text.size(); ++n, ++i) {
        code = code * form.radix + static_cast<std::uint32_t>(digitOf(text[i]));
    }
    if (c == 'u' || c == 'U') {
        appendUtf8(out, code);
    } else {
        out += static_cast<char>(static_cast<unsigned char>(code));
    }
    return i;
}

} // namespace

std::string unquote(std::string_view literal)
{
    const char quote = literal.front();
    const std::string_view inner = literal.substr(1, literal.size() - 2);
    if (quote == '`') {
        return std::string(inner);
    }
    std::string out;
    for (std::size_t i = 0; i < inner.size();) {
        if (inner[i] == '\\' && i + 1 < inner.size()) {
            i = appendEscape(inner, i + 1, out);
        } else {
            out += inner[i++];
        }
    }
    return out;
}

Token Lexer::text(char quote)
{
    for (++m_at;;) {
        if (atEnd() || peek() == '\n') {
            return fail("unterminated quoted string");
        }
        const std::size_t length = characterLength(m_text.substr(m_at));
        if (length == 0) {
            return fail("invalid UTF-8 rune");
        }
        const char c = peek();
        m_at += length;
        if (c == quote) {
            return emit(TokenKind::Text);
        }
        if (c == '\\' && !checkEscape(quote)) {
            return Token{TokenKind::Error, m_start};
        }
    }
}

Token Lexer::rawText()
{
    for (++m_at;;) {
        if (atEnd()) {
            return fail("unterminated raw string");
        }
        const std::size_t length = characterLength(m_text.substr(m_at));
        if (length == 0) {
            return fail("invalid UTF-8 rune");
        }
        const char c = peek();
        m_at += length;
        if (c == '`') {
            return emit(TokenKind::Text);
        }
    }
}

bool Lexer::checkEscape(char quote)
{
    if (atEnd()) {
        fail("escape sequence not terminated");
        return false;
    }
    const char c = peek();
    if (c == quote || std::string_view("abfnrtv\\").find(c) != std::string_view::npos) {
        ++m_at;
        return true;
    }
    if (c >= '0' && c <= '7') {
        return checkEscapeDigits(3, 8, 255);
    }
    if (c == 'x' || c == 'u' || c == 'U') {
        ++m_at;
        const DigitEscape form = digitEscape(c);
        return checkEscapeDigits(static_cast<int>(form.digits), 16, c == 'x' ? 255 : 0x10ffff);
    }
    fail("unknown escape sequence " + codePoint(m_text.substr(m_at, characterLength(m_text.substr(m_at)))));
    return false;
}

bool Lexer::checkEscapeDigits(int count, int radix, std::uint32_t max)
{
    std::uint32_t code = 0;
    for (; count > 0; --count) {
        if (atEnd()) {
            fail("escape sequence not terminated");
            return false;
        }
        const int digit = digitOf(peek());
        if (digit >= radix) {
            const std::string_view rest = m_text.substr(m_at);
            fail("illegal character " + codePoint(rest.substr(0, characterLength(rest))) + " in escape sequence");
            return false;
        }
        code = code * static_cast<std::uint32_t>(radix) + static_cast<std::uint32_t>(digit);
        ++m_at;
    }
    if (code > max || (code >= 0xd800 && code < 0xe000)) {
        fail("escape sequence is an invalid Unicode code point");
        return false;
    }
    return true;
}

} // namespace checkwatch::promql
