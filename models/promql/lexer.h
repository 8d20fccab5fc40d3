#pragma once

#include "models/promql/token.h"

#include <string>
#include <string_view>

namespace checkwatch::promql {

/// Cuts an expression into tokens, one by one. What may follow depends on open braces and brackets only, as in Prometheus,
/// quirks included: inside brackets any letter is the colon of a subquery. After an Error token come only Error tokens.
class Lexer
{
public:
    explicit Lexer(std::string_view text, bool experimental = false) : m_text(text), m_experimental(experimental) {}

    /// Comments and white space are left out.
    Token next();
    /// What was wrong, after an Error token; Token::begin says where.
    [[nodiscard]] const std::string& error() const { return m_error; }

private:
    Token outside();
    Token insideBraces();
    Token punctuation(char c);
    Token comparison(char c);
    Token endOfInput();
    Token word();
    Token numberOrDuration();
    Token duration();
    Token text(char quote);
    Token rawText();

    void skipBlank();
    bool scanNumber();
    bool scanDurationRest();
    bool checkEscape(char quote);
    bool checkEscapeDigits(int count, int radix, std::uint32_t max);

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    bool accept(std::string_view set);
    void acceptRun(std::string_view set);
    Token make(TokenKind kind, std::size_t length);
    Token emit(TokenKind kind); ///< from m_start to m_at
    Token fail(std::string message);
    /// Go's %q of the character at m_at.
    [[nodiscard]] std::string quotedHere() const;

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_start = 0;
    int m_parens = 0;
    bool m_inBraces = false;
    bool m_inBrackets = false;
    bool m_colonSeen = false;
    bool m_durationNext = false;
    bool m_experimental; ///< limitk is a word of the language
    std::string m_error;
};

} // namespace checkwatch::promql
