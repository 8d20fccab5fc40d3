#include "models/promql/lexer.h"

namespace checkwatch::promql {
namespace {

constexpr std::string_view digits = "0123456789";

bool continuesName(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

} // namespace

bool Lexer::scanNumber()
{
    std::string_view set = digits;
    if (accept("0") && accept("xX")) {
        set = "0123456789abcdefABCDEF";
    }
    acceptRun(set);
    if (accept(".")) {
        acceptRun(set);
    }
    if (accept("eE")) {
        accept("+-");
        acceptRun(digits);
    }
    return atEnd() || !continuesName(peek());
}

/// Units may be wrong here ("1hs"): that is found when the duration is read.
bool Lexer::scanDurationRest()
{
    if (!accept("smhdwy")) {
        return false;
    }
    accept("s");
    while (accept(digits)) {
        acceptRun(digits);
        if (!accept("smhdw")) {
            return false;
        }
        accept("s");
    }
    if (atEnd() || !continuesName(peek())) {
        return true;
    }
    ++m_at; // the letter too many, for the message
    return false;
}

Token Lexer::numberOrDuration()
{
    if (scanNumber()) {
        return emit(TokenKind::Number);
    }
    if (scanDurationRest()) {
        return emit(TokenKind::Duration);
    }
    return fail("bad number or duration syntax: " + metrics::quote(m_text.substr(m_start, m_at - m_start)));
}

Token Lexer::duration()
{
    if (scanNumber()) {
        return fail("missing unit character in duration");
    }
    if (scanDurationRest()) {
        return emit(TokenKind::Duration);
    }
    return fail("bad duration syntax: " + metrics::quote(m_text.substr(m_start, m_at - m_start)));
}

} // namespace checkwatch::promql
