#include "models/promql/completion.h"

#include "models/promql/textliteral.h"
#include "models/promql/tokenwalk.h"

#include <algorithm>
#include <optional>

namespace checkwatch::promql {
namespace {

using Kind = CompletionPlace::Kind;
using Tokens = std::vector<PlacedToken>;

std::optional<metrics::MatchType> matchType(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Assign: return metrics::MatchType::Equal;
    case TokenKind::NotEqual: return metrics::MatchType::NotEqual;
    case TokenKind::RegexMatch: return metrics::MatchType::Regex;
    case TokenKind::RegexNoMatch: return metrics::MatchType::NotRegex;
    default: return std::nullopt;
    }
}

bool endsOperand(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
    case TokenKind::Number:
    case TokenKind::Duration:
    case TokenKind::Text:
    case TokenKind::RightParen:
    case TokenKind::RightBrace:
    case TokenKind::RightBracket:
    case TokenKind::Aggregator: return true;
    default: return false;
    }
}

/// The metrics that an expression names, wherever.
std::vector<std::string> metricsIn(std::string_view text, ParseOptions options)
{
    std::vector<std::string> names;
    const Tokens tokens = walkTokens(text, options).tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool called = i + 1 < tokens.size() && tokens[i + 1].token.kind == TokenKind::LeftParen;
        const TokenKind kind = tokens[i].token.kind;
        const bool name = kind == TokenKind::Identifier || kind == TokenKind::MetricIdentifier;
        if (name && !called && tokens[i].in == Surroundings::Outside
            && std::find(names.begin(), names.end(), tokens[i].token.text) == names.end()) {
            names.emplace_back(tokens[i].token.text);
        }
    }
    return names;
}

/// A matcher of any of the names; metric names need no escapes in a regular expression.
void addMetrics(const std::vector<std::string>& names, CompletionPlace& place)
{
    std::string any;
    for (const std::string& name : names) {
        any += any.empty() ? name : '|' + name;
    }
    const auto type = names.size() == 1 ? metrics::MatchType::Equal : metrics::MatchType::Regex;
    if (auto matcher = metrics::Matcher::create(type, std::string(metrics::metricNameLabel), any);
        !names.empty() && matcher.ok()) {
        place.matchers.push_back(std::move(*matcher));
    }
}

/// The place at the end of a text, from the tokens before it.
class PlaceFinder
{
public:
    PlaceFinder(std::string_view text, ParseOptions options)
        : m_text(text), m_options(options), m_walk(walkTokens(text, options))
    {
        takeWord();
    }

    CompletionPlace find(std::string_view whole)
    {
        if (m_walk.stoppedEarly && m_walk.atEnd != Surroundings::Braces && m_walk.atEnd != Surroundings::Brackets) {
            return m_place; // inside a string, or behind what cannot stand there
        }
        switch (m_walk.atEnd) {
        case Surroundings::Braces: insideBraces(); break;
        case Surroundings::Brackets: duration(); break;
        case Surroundings::LabelList: labelList(whole); break;
        case Surroundings::Outside: outside(); break;
        }
        return m_place;
    }

private:
    /// A word that ends at the cursor is what is being typed.
    void takeWord()
    {
        m_place.replaced = {m_text.size(), m_text.size()};
        if (m_walk.tokens.empty() || m_walk.stoppedEarly) {
            return;
        }
        const Token last = m_walk.tokens.back().token;
        if (last.end() == m_text.size() && isWordToken(last.kind)) {
            m_place.replaced.begin = last.begin;
            m_place.typed = last.text;
            m_walk.tokens.pop_back();
        }
    }
    [[nodiscard]] TokenKind before() const
    {
        return m_walk.tokens.empty() ? TokenKind::EndOfInput : m_walk.tokens.back().token.kind;
    }

    void outside()
    {
        const TokenKind last = before();
        if (m_place.typed.empty() && !m_walk.tokens.empty() && m_walk.tokens.back().token.end() == m_text.size()
            && (last == TokenKind::Number || last == TokenKind::Duration || last == TokenKind::Text)) {
            return;
        }
        if (last == TokenKind::Offset) {
            m_place.kind = Kind::Duration;
        } else if (endsOperand(last)) {
            m_place.kind = Kind::AfterOperand;
        } else if (!takesLabelList(last) && last != TokenKind::At) {
            m_place.kind = Kind::Operand;
        }
    }

    void duration()
    {
        const auto open = std::find_if(m_walk.tokens.rbegin(), m_walk.tokens.rend(), [](const PlacedToken& placed) {
            return placed.token.kind == TokenKind::LeftBracket;
        });
        if (open == m_walk.tokens.rend() || open->token.end() > m_walk.end) {
            return;
        }
        const std::string_view inside = m_text.substr(open->token.end());
        if (inside.find_first_not_of("0123456789") == std::string_view::npos) {
            m_place.kind = Kind::Duration;
            m_place.replaced.begin = open->token.end();
            m_place.typed = inside;
        }
    }

    void labelList(std::string_view whole)
    {
        m_place.kind = Kind::GroupingLabel;
        for (auto at = m_walk.tokens.rbegin(); at != m_walk.tokens.rend() && at->in == Surroundings::LabelList; ++at) {
            if (isWordToken(at->token.kind)) {
                m_place.used.emplace_back(at->token.text);
            }
        }
        addMetrics(metricsIn(whole, m_options), m_place);
    }

    void insideBraces()
    {
        const auto& tokens = m_walk.tokens;
        std::size_t open = tokens.size();
        while (open > 0 && tokens[open - 1].token.kind != TokenKind::LeftBrace) {
            --open;
        }
        if (open > 1 && canNameMetric(tokens[open - 2].token.kind)) {
            addMetrics({std::string(tokens[open - 2].token.text)}, m_place);
        }
        takeMatchers(open);
        const TokenKind last = before();
        if (m_walk.stoppedEarly) {
            openText();
        } else if (last == TokenKind::LeftBrace || last == TokenKind::Comma) {
            m_place.kind = Kind::LabelName;
        } else if (last == TokenKind::Identifier && m_place.typed.empty()) {
            m_place.kind = Kind::MatchOperator;
        } else if (matchType(last)) {
            labelValue();
        }
    }
    void takeMatchers(std::size_t first)
    {
        const auto& tokens = m_walk.tokens;
        for (std::size_t i = first; i + 2 < tokens.size(); ++i) {
            const auto type = matchType(tokens[i + 1].token.kind);
            if (tokens[i].token.kind != TokenKind::Identifier || !type || tokens[i + 2].token.kind != TokenKind::Text) {
                continue;
            }
            m_place.used.emplace_back(tokens[i].token.text);
            if (auto matcher
                = metrics::Matcher::create(*type, std::string(tokens[i].token.text), unquote(tokens[i + 2].token.text));
                matcher.ok()) {
                m_place.matchers.push_back(std::move(*matcher));
            }
        }
    }
    /// A string that has no end yet is where the lexer stopped.
    void openText()
    {
        const char first = m_text[m_walk.end];
        if (matchType(before()) && (first == '"' || first == '\'' || first == '`')) {
            m_place.quote = first;
            m_place.replaced.begin = m_walk.end + 1;
            m_place.typed = m_text.substr(m_place.replaced.begin);
            labelValue();
        }
    }
    void labelValue()
    {
        if (m_walk.tokens.size() >= 2 && m_place.replaced.begin + m_place.typed.size() == m_text.size()) {
            m_place.kind = Kind::LabelValue;
            m_place.label = m_walk.tokens[m_walk.tokens.size() - 2].token.text;
        }
    }

    std::string_view m_text;
    ParseOptions m_options;
    TokenWalk m_walk;
    CompletionPlace m_place;
};

} // namespace

CompletionPlace completionAt(std::string_view text, std::size_t cursor, ParseOptions options)
{
    const std::string_view before = text.substr(0, std::min(cursor, text.size()));
    return PlaceFinder(before, options).find(text);
}

std::vector<std::string_view> fixedChoices(CompletionPlace::Kind kind)
{
    switch (kind) {
    case Kind::AfterOperand:
        return {"and",      "atan2",  "bool", "by", "group_left", "group_right",
                "ignoring", "offset", "on",   "or", "unless",     "without"};
    case Kind::MatchOperator: return {"=", "!=", "=~", "!~"};
    case Kind::Duration: return {"1m", "5m", "15m", "30m", "1h"};
    default: return {};
    }
}

} // namespace checkwatch::promql
