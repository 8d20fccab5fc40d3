#include "models/promql/lexer.h"

#include "models/base/utf8.h"

namespace checkwatch::promql {
namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isAlpha(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isAlphaNumeric(char c)
{
    return isAlpha(c) || isDigit(c);
}

} // namespace

Token Lexer::next()
{
    if (!m_error.empty()) {
        return Token{TokenKind::Error, m_start};
    }
    m_start = m_at;
    if (m_durationNext) {
        m_durationNext = false;
        while (!atEnd() && isSpace(peek())) {
            ++m_at;
        }
        m_start = m_at;
        return duration();
    }
    skipBlank();
    m_start = m_at;
    return m_inBraces ? insideBraces() : outside();
}

void Lexer::skipBlank()
{
    while (!atEnd()) {
        if (peek() == '#') {
            while (!atEnd() && peek() != '\n' && peek() != '\r') {
                ++m_at;
            }
        } else if (isSpace(peek())) {
            ++m_at;
        } else {
            return;
        }
    }
}

Token Lexer::endOfInput()
{
    if (m_parens != 0) {
        return fail("unclosed left parenthesis");
    }
    if (m_inBrackets) {
        return fail("unclosed left bracket");
    }
    return emit(TokenKind::EndOfInput);
}

Token Lexer::outside()
{
    if (atEnd()) {
        return endOfInput();
    }
    const char c = peek();
    if (isDigit(c) || (c == '.' && m_at + 1 < m_text.size() && isDigit(m_text[m_at + 1]))) {
        return numberOrDuration();
    }
    if (c == '"' || c == '\'') {
        return text(c);
    }
    if (c == '`') {
        return rawText();
    }
    if (isAlpha(c) || c == ':') {
        if (!m_inBrackets) {
            return word();
        }
        if (m_colonSeen) {
            return fail("unexpected colon " + quotedHere());
        }
        m_colonSeen = true;
        return make(TokenKind::Colon, 1);
    }
    return punctuation(c);
}

Token Lexer::punctuation(char c)
{
    switch (c) {
    case ',': return make(TokenKind::Comma, 1);
    case '+': return make(TokenKind::Add, 1);
    case '-': return make(TokenKind::Sub, 1);
    case '*': return make(TokenKind::Mul, 1);
    case '/': return make(TokenKind::Div, 1);
    case '%': return make(TokenKind::Mod, 1);
    case '^': return make(TokenKind::Pow, 1);
    case '@': return make(TokenKind::At, 1);
    case '{': m_inBraces = true; return make(TokenKind::LeftBrace, 1);
    case '(': ++m_parens; return make(TokenKind::LeftParen, 1);
    case ')':
        if (--m_parens < 0) {
            ++m_start; // Prometheus reports the place behind it
            return fail("unexpected right parenthesis ')'");
        }
        return make(TokenKind::RightParen, 1);
    case '[':
        if (m_inBrackets) {
            return fail("unexpected left bracket " + quotedHere());
        }
        m_inBrackets = true;
        m_colonSeen = false;
        m_durationNext = true;
        return make(TokenKind::LeftBracket, 1);
    case ']':
        if (!m_inBrackets) {
            return fail("unexpected right bracket " + quotedHere());
        }
        m_inBrackets = false;
        return make(TokenKind::RightBracket, 1);
    default: return comparison(c);
    }
}

Token Lexer::comparison(char c)
{
    const char following = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    switch (c) {
    case '=':
        if (following == '~') {
            ++m_at;
            return fail("unexpected character after '=': " + quotedHere());
        }
        return following == '=' ? make(TokenKind::Equal, 2) : make(TokenKind::Assign, 1);
    case '!':
        if (following != '=') {
            ++m_at;
            return fail("unexpected character after '!': " + quotedHere());
        }
        return make(TokenKind::NotEqual, 2);
    case '<': return following == '=' ? make(TokenKind::LessEqual, 2) : make(TokenKind::Less, 1);
    case '>': return following == '=' ? make(TokenKind::GreaterEqual, 2) : make(TokenKind::Greater, 1);
    default: return fail("unexpected character: " + quotedHere());
    }
}

Token Lexer::insideBraces()
{
    if (atEnd()) {
        return fail("unexpected end of input inside braces");
    }
    const char c = peek();
    const char following = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    if (isAlpha(c)) {
        while (!atEnd() && isAlphaNumeric(peek())) {
            ++m_at;
        }
        return emit(TokenKind::Identifier);
    }
    switch (c) {
    case ',': return make(TokenKind::Comma, 1);
    case '"':
    case '\'': return text(c);
    case '`': return rawText();
    case '=': return following == '~' ? make(TokenKind::RegexMatch, 2) : make(TokenKind::Assign, 1);
    case '!':
        if (following != '~' && following != '=') {
            ++m_at;
            return fail("unexpected character after '!' inside braces: " + quotedHere());
        }
        return make(following == '~' ? TokenKind::RegexNoMatch : TokenKind::NotEqual, 2);
    case '{': return fail("unexpected left brace " + quotedHere());
    case '}': m_inBraces = false; return make(TokenKind::RightBrace, 1);
    default: return fail("unexpected character inside braces: " + quotedHere());
    }
}

Token Lexer::word()
{
    while (!atEnd() && (isAlphaNumeric(peek()) || peek() == ':')) {
        ++m_at;
    }
    const std::string_view text = m_text.substr(m_start, m_at - m_start);
    if (auto token = keyword(text, m_experimental)) {
        token->begin = m_start;
        return *token;
    }
    return emit(text.find(':') == std::string_view::npos ? TokenKind::Identifier : TokenKind::MetricIdentifier);
}

bool Lexer::accept(std::string_view set)
{
    if (atEnd() || set.find(peek()) == std::string_view::npos) {
        return false;
    }
    ++m_at;
    return true;
}

void Lexer::acceptRun(std::string_view set)
{
    while (accept(set)) {}
}

Token Lexer::make(TokenKind kind, std::size_t length)
{
    m_at = m_start + length;
    return emit(kind);
}

Token Lexer::emit(TokenKind kind)
{
    return Token{kind, m_start, m_text.substr(m_start, m_at - m_start)};
}

Token Lexer::fail(std::string message)
{
    m_error = std::move(message);
    return Token{TokenKind::Error, m_start};
}

std::string Lexer::quotedHere() const
{
    if (atEnd()) {
        return "'\xef\xbf\xbd'";
    }
    std::size_t length = 1;
    while (length < 4 && m_at + length < m_text.size()
           && (static_cast<unsigned char>(m_text[m_at + length]) & 0xc0) == 0x80) {
        ++length;
    }
    const std::string_view character = m_text.substr(m_at, length);
    if (!base::isValidUtf8(character)) {
        return "'\xef\xbf\xbd'";
    }
    if (character == "'" || character == "\"") {
        return character == "'" ? "'\\''" : "'\"'";
    }
    std::string quoted = metrics::quote(character);
    quoted.front() = '\'';
    quoted.back() = '\'';
    return quoted;
}

} // namespace checkwatch::promql
