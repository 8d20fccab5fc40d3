#include "models/promql/tokenwalk.h"

#include "models/promql/lexer.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

/// Follows the brackets of all kinds from token to token.
class Nesting
{
public:
    /// Where `token` stands; what follows stands in now().
    Surroundings take(TokenKind kind)
    {
        const Surroundings before = m_now;
        switch (kind) {
        case TokenKind::LeftBrace: m_now = Surroundings::Braces; return m_now;
        case TokenKind::LeftBracket: m_now = Surroundings::Brackets; return m_now;
        case TokenKind::LeftParen:
            if (takesLabelList(m_last)) {
                m_now = Surroundings::LabelList;
            }
            break;
        case TokenKind::RightBrace:
        case TokenKind::RightBracket: m_now = Surroundings::Outside; return before;
        case TokenKind::RightParen:
            if (m_now == Surroundings::LabelList) {
                m_now = Surroundings::Outside;
                m_last = kind;
                return before;
            }
            break;
        default: break;
        }
        m_last = kind;
        return m_now;
    }
    [[nodiscard]] Surroundings now() const { return m_now; }

private:
    Surroundings m_now = Surroundings::Outside;
    TokenKind m_last = TokenKind::EndOfInput;
};

} // namespace

bool takesLabelList(TokenKind kind)
{
    switch (kind) {
    case TokenKind::By:
    case TokenKind::Without:
    case TokenKind::On:
    case TokenKind::Ignoring:
    case TokenKind::GroupLeft:
    case TokenKind::GroupRight: return true;
    default: return false;
    }
}

bool isWordToken(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
    case TokenKind::And:
    case TokenKind::Or:
    case TokenKind::Unless:
    case TokenKind::Atan2: return true;
    default: return kind >= TokenKind::Bool;
    }
}

TokenWalk walkTokens(std::string_view text, ParseOptions options)
{
    TokenWalk walk;
    Lexer lexer(text, options.experimental);
    Nesting nesting;
    Token token = lexer.next();
    while (token.kind != TokenKind::EndOfInput && token.kind != TokenKind::Error) {
        const Surroundings in = nesting.take(token.kind);
        walk.tokens.push_back({token, in});
        token = lexer.next();
    }
    walk.atEnd = nesting.now();
    walk.end = std::min(token.begin, text.size());
    walk.stoppedEarly = token.kind == TokenKind::Error && walk.end < text.size();
    return walk;
}

} // namespace checkwatch::promql
