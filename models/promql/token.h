#pragma once

#include "models/promql/ast.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace checkwatch::promql {

enum class TokenKind : std::uint8_t {
    EndOfInput,
    Error,
    // punctuation
    Comma,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Assign,
    // things with text
    Identifier,
    MetricIdentifier,
    Number,
    Duration,
    Text,
    // operators
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Unless,
    RegexMatch,
    RegexNoMatch,
    At,
    // keywords
    Bool,
    By,
    GroupLeft,
    GroupRight,
    Ignoring,
    Offset,
    On,
    Without,
    Start,
    End,
    Aggregator,
};

struct Token
{
    TokenKind kind = TokenKind::EndOfInput;
    std::size_t begin = 0;
    std::string_view text{};
    AggregateOp aggregate = AggregateOp::Sum; ///< with TokenKind::Aggregator

    [[nodiscard]] std::size_t end() const { return begin + text.size(); }
};

/// The keyword (any case) that `word` is, or nothing; limitk is one only where asked for.
[[nodiscard]] std::optional<Token> keyword(std::string_view word, bool experimental);
/// The binary operator that a token is, or nothing.
[[nodiscard]] std::optional<BinaryOp> binaryOperator(TokenKind kind);
/// Whether a token may stand as a metric name although it is a keyword: aggregators, and, or, unless, by, without, offset,
/// start, end. Identifiers too.
[[nodiscard]] bool canNameMetric(TokenKind kind);
/// Whether a token may stand in by (…), on (…) and the like: identifiers and every keyword.
[[nodiscard]] bool canNameLabel(const Token& token);
/// As errors name it: end of input, identifier "x", <op:+>, <aggr:sum>, ")".
[[nodiscard]] std::string describe(const Token& token);

} // namespace checkwatch::promql
