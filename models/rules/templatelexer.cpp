#include "models/rules/templatelexer.h"

#include <algorithm>
#include <array>

namespace checkwatch::rules {
namespace {

using TokenType = TemplateToken::Type;

constexpr std::string_view spaces = " \t\r\n";

bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return c == '_' || byte >= 0x80 || (c >= '0' && c <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    std::vector<TemplateToken> run()
    {
        while (!m_ended && lexText()) {
            lexAction();
        }
        if (!m_ended) {
            emit(TokenType::End, m_at, m_at);
        }
        return std::move(m_tokens);
    }

private:
    [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    void emit(TokenType type, std::size_t from, std::size_t to)
    {
        while (m_counted < from) {
            m_line += m_text[m_counted++] == '\n' ? 1 : 0;
        }
        m_tokens.push_back({type, from, m_line, std::string(m_text.substr(from, to - from))});
    }
    void fail(std::string message)
    {
        emit(TokenType::Error, std::min(m_at, m_text.size()), std::min(m_at, m_text.size()));
        m_tokens.back().text = std::move(message);
        m_ended = true;
    }

    /// The text up to the next action. False at the end.
    bool lexText()
    {
        const std::size_t open = m_text.find("{{", m_at);
        std::size_t end = std::min(open, m_text.size());
        const bool trimsLeft = open != std::string_view::npos && isTrim(open + 2, true);
        if (trimsLeft) {
            while (end > m_at && spaces.find(m_text[end - 1]) != std::string_view::npos) {
                --end;
            }
        }
        if (end > m_at) {
            emit(TokenType::Text, m_at, end);
        }
        m_at = std::min(open, m_text.size());
        if (open == std::string_view::npos) {
            return false;
        }
        const std::size_t inside = open + 2 + (trimsLeft ? 2 : 0);
        if (m_text.substr(inside).starts_with("/*")) {
            lexComment(inside);
            return !m_ended && lexText();
        }
        emit(TokenType::LeftDelim, open, open + 2);
        m_at = open + 2 + (trimsLeft ? 1 : 0);
        return true;
    }
    /// A '-' with a space on its inner side.
    [[nodiscard]] bool isTrim(std::size_t at, bool left) const
    {
        const std::size_t minus = left ? at : at + 1;
        const std::size_t space = left ? at + 1 : at;
        return minus < m_text.size() && space < m_text.size() && m_text[minus] == '-'
            && spaces.find(m_text[space]) != std::string_view::npos;
    }
    void lexComment(std::size_t begin)
    {
        const std::size_t close = m_text.find("*/", begin);
        if (close == std::string_view::npos) {
            fail("unclosed comment");
            return;
        }
        m_at = close + 2;
        if (isTrim(m_at, false) && m_text.substr(m_at + 2).starts_with("}}")) {
            m_at += 4;
            trimRight();
        } else if (rest().starts_with("}}")) {
            m_at += 2;
        } else {
            fail("comment ends before closing delimiter");
        }
    }
    void trimRight() { m_at = std::min(m_text.find_first_not_of(spaces, m_at), m_text.size()); }

    void lexAction()
    {
        int parens = 0;
        for (bool more = true; more && !m_ended;) {
            if (rest().empty()) {
                fail("unclosed action");
            } else if (isTrim(m_at, false) && m_text.substr(m_at + 2).starts_with("}}")) {
                more = closeAction(parens, 2);
                trimRight();
            } else if (rest().starts_with("}}")) {
                more = closeAction(parens, 0);
            } else {
                lexInside(parens);
            }
        }
    }
    bool closeAction(int parens, std::size_t marker)
    {
        if (parens != 0) {
            fail("unclosed left paren");
            return false;
        }
        m_at += marker;
        emit(TokenType::RightDelim, m_at, m_at + 2);
        m_at += 2;
        return false;
    }

    void single(TokenType type, std::size_t length = 1)
    {
        emit(type, m_at, m_at + length);
        m_at += length;
    }
    void lexInside(int& parens)
    {
        const char c = peek();
        if (spaces.find(c) != std::string_view::npos) {
            lexSpace();
        } else if (c == '=') {
            single(TokenType::Assign);
        } else if (c == ':') {
            peek(1) == '=' ? single(TokenType::Declare, 2) : fail("expected :=");
        } else if (c == '|') {
            single(TokenType::Pipe);
        } else if (c == '"' || c == '\'') {
            lexQuoted(c);
        } else if (c == '`') {
            lexRaw();
        } else if (c == '$' || (c == '.' && !(peek(1) >= '0' && peek(1) <= '9'))) {
            lexField(c == '$' ? TokenType::Variable : TokenType::Field);
        } else if (c == '.' || c == '+' || c == '-' || (c >= '0' && c <= '9')) {
            lexNumber();
        } else if (isWordByte(c)) {
            lexWord();
        } else if (c == '(') {
            ++parens;
            single(TokenType::LeftParen);
        } else if (c == ')') {
            single(TokenType::RightParen);
            if (--parens < 0) {
                fail("unexpected right paren U+0029 ')'");
            }
        } else if (c > ' ' && c < '\x7f') {
            single(TokenType::Char);
        } else {
            fail("unrecognized character in action");
        }
    }
    void lexSpace()
    {
        std::size_t end = std::min(m_text.find_first_not_of(spaces, m_at), m_text.size());
        if (end > m_at + 1 && isTrim(end - 1, false) && m_text.substr(end + 1).starts_with("}}")) {
            --end; // the last one belongs to the trim marker
        }
        single(TokenType::Space, end - m_at);
    }
    void lexQuoted(char quote)
    {
        for (std::size_t i = m_at + 1; i < m_text.size() && m_text[i] != '\n'; ++i) {
            if (m_text[i] == '\\' && i + 1 < m_text.size() && m_text[i + 1] != '\n') {
                ++i;
            } else if (m_text[i] == quote) {
                single(quote == '"' ? TokenType::String : TokenType::CharConstant, i + 1 - m_at);
                return;
            }
        }
        fail(quote == '"' ? "unterminated quoted string" : "unterminated character constant");
    }
    void lexRaw()
    {
        const std::size_t end = m_text.find('`', m_at + 1);
        end == std::string_view::npos ? fail("unterminated raw quoted string")
                                      : single(TokenType::RawString, end + 1 - m_at);
    }
    [[nodiscard]] std::size_t wordEnd(std::size_t from) const
    {
        while (from < m_text.size() && isWordByte(m_text[from])) {
            ++from;
        }
        return from;
    }
    [[nodiscard]] bool atTerminator(std::size_t at) const
    {
        return at >= m_text.size() || spaces.find(m_text[at]) != std::string_view::npos
            || std::string_view(".,|:()").find(m_text[at]) != std::string_view::npos
            || m_text.substr(at).starts_with("}}");
    }
    void badCharacter(std::size_t at)
    {
        m_at = at;
        fail("bad character U+00" + hex(m_text[at]) + " '" + std::string(1, m_text[at]) + "'");
    }
    static std::string hex(char c)
    {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        return {digits[byte >> 4U], digits[byte & 15U]};
    }
    void lexField(TokenType type)
    {
        const std::size_t end = wordEnd(m_at + 1);
        if (end == m_at + 1 && atTerminator(end)) {
            single(type == TokenType::Variable ? TokenType::Variable : TokenType::Dot);
        } else if (!atTerminator(end)) {
            badCharacter(end);
        } else {
            single(type, end - m_at);
        }
    }
    void lexNumber()
    {
        std::size_t end = m_at + (peek() == '+' || peek() == '-' ? 1 : 0);
        while (end < m_text.size()
               && (isWordByte(m_text[end]) || m_text[end] == '.'
                   || ((m_text[end] == '+' || m_text[end] == '-')
                       && (m_text[end - 1] == 'e' || m_text[end - 1] == 'E')))) {
            ++end;
        }
        single(TokenType::Number, end - m_at);
    }
    void lexWord()
    {
        const std::size_t end = wordEnd(m_at);
        const std::string_view word = m_text.substr(m_at, end - m_at);
        constexpr std::array<std::string_view, 10> keywords{"block", "break", "continue", "define",   "else",
                                                            "end",   "if",    "range",    "template", "with"};
        if (!atTerminator(end)) {
            badCharacter(end);
        } else if (word == "nil") {
            single(TokenType::Nil, word.size());
        } else if (word == "true" || word == "false") {
            single(TokenType::Bool, word.size());
        } else {
            const bool keyword = std::find(keywords.begin(), keywords.end(), word) != keywords.end();
            single(keyword ? TokenType::Keyword : TokenType::Identifier, word.size());
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_counted = 0; ///< up to where m_line counts newlines
    int m_line = 1;
    bool m_ended = false;
    std::vector<TemplateToken> m_tokens;
};

} // namespace

std::vector<TemplateToken> lexTemplate(std::string_view text)
{
    return Lexer(text).run();
}

} // namespace checkwatch::rules
