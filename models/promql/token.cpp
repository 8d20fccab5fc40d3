#include "models/promql/token.h"

#include "models/promql/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace checkwatch::promql {
namespace {

using Keyword = std::pair<std::string_view, TokenKind>;

constexpr std::array<Keyword, 16> keywords{{
    {"and", TokenKind::And},
    {"or", TokenKind::Or},
    {"unless", TokenKind::Unless},
    {"atan2", TokenKind::Atan2},
    {"offset", TokenKind::Offset},
    {"by", TokenKind::By},
    {"without", TokenKind::Without},
    {"on", TokenKind::On},
    {"ignoring", TokenKind::Ignoring},
    {"group_left", TokenKind::GroupLeft},
    {"group_right", TokenKind::GroupRight},
    {"bool", TokenKind::Bool},
    {"start", TokenKind::Start},
    {"end", TokenKind::End},
    {"inf", TokenKind::Number},
    {"nan", TokenKind::Number},
}};

bool equalsIgnoringCase(std::string_view word, std::string_view lower)
{
    return std::equal(word.begin(), word.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

bool isWord(TokenKind kind)
{
    return kind >= TokenKind::Bool || kind == TokenKind::Identifier || kind == TokenKind::And || kind == TokenKind::Or
        || kind == TokenKind::Unless || kind == TokenKind::Atan2;
}

/// Go's %q, and at most ten characters of it: strings and numbers can be long.
std::string shortQuote(std::string_view text)
{
    if (text.size() <= 10) {
        return metrics::quote(text);
    }
    std::size_t end = 0;
    for (int characters = 0; characters < 10 && end < text.size(); ++characters) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
            ++end;
        }
    }
    return metrics::quote(text.substr(0, end)) + "...";
}

std::string bracketed(std::string_view open, std::string_view word)
{
    std::string out(open);
    out += word;
    out += '>';
    return out;
}

} // namespace

std::optional<Token> keyword(std::string_view word, bool experimental)
{
    if (word.size() > 12) {
        return std::nullopt;
    }
    for (const auto& [name, kind] : keywords) {
        if (equalsIgnoringCase(word, name)) {
            return Token{kind, 0, word};
        }
    }
    const auto last = static_cast<int>(experimental ? AggregateOp::Limitk : AggregateOp::Topk);
    for (int i = 0; i <= last; ++i) {
        const auto op = static_cast<AggregateOp>(i);
        if (equalsIgnoringCase(word, nameOf(op))) {
            return Token{TokenKind::Aggregator, 0, word, op};
        }
    }
    return std::nullopt;
}

std::optional<BinaryOp> binaryOperator(TokenKind kind)
{
    if (kind < TokenKind::Add || kind > TokenKind::Unless) {
        return std::nullopt;
    }
    return static_cast<BinaryOp>(static_cast<int>(kind) - static_cast<int>(TokenKind::Add));
}

bool canNameMetric(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
    case TokenKind::Aggregator:
    case TokenKind::And:
    case TokenKind::Or:
    case TokenKind::Unless:
    case TokenKind::By:
    case TokenKind::Without:
    case TokenKind::Offset:
    case TokenKind::Start:
    case TokenKind::End: return true;
    default: return false;
    }
}

bool canNameLabel(const Token& token)
{
    return isWord(token.kind) && isLabelName(token.text);
}

std::string describe(const Token& token)
{
    const TokenKind kind = token.kind;
    if (kind == TokenKind::EndOfInput) {
        return "end of input";
    }
    if (kind == TokenKind::Aggregator) {
        return bracketed("<aggr:", token.text);
    }
    if (kind >= TokenKind::Add && kind <= TokenKind::At) {
        return bracketed("<op:", token.text);
    }
    if (kind >= TokenKind::Bool && kind <= TokenKind::Without) {
        return bracketed("<", token.text);
    }
    switch (kind) {
    case TokenKind::Identifier: return "identifier " + metrics::quote(token.text);
    case TokenKind::MetricIdentifier: return "metric identifier " + metrics::quote(token.text);
    case TokenKind::Number: return "number " + shortQuote(token.text);
    case TokenKind::Duration: return "duration " + shortQuote(token.text);
    case TokenKind::Text: return "string " + shortQuote(token.text);
    default: return metrics::quote(token.text);
    }
}

} // namespace checkwatch::promql
