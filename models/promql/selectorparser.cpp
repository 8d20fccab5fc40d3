#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/exprparser.h"
#include "models/promql/textliteral.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::promql {
namespace {

/// The shift of a node that can have one, else null.
TimeShift* shiftOf(Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Selector: return &static_cast<Selector&>(expr).shift;
    case ExprKind::Subquery: return &static_cast<Subquery&>(expr).shift;
    // A range was made around a selector of this parser's own making, so it is not const in truth.
    case ExprKind::Range: return &const_cast<Selector&>(*static_cast<Range&>(expr).selector).shift;
    default: return nullptr;
    }
}

constexpr std::string_view wantsSelector
    = " modifier must be preceded by an instant vector selector or range vector selector or a subquery";

} // namespace

ExprParser::NodePtr ExprParser::selector(std::optional<Token> name)
{
    auto made = node<Selector>(ValueType::Vector, name ? name->begin : m_token.begin);
    made->span.end = name ? name->end() : made->span.begin;
    if (m_token.kind == TokenKind::LeftBrace && !matchers(*made)) {
        return nullptr;
    }
    if (name) {
        made->name = name->text;
        made->matchers.push_back(metrics::Matcher::equal(std::string(metrics::metricNameLabel), made->name));
    }
    for (const metrics::Matcher& matcher : made->matchers) {
        made->key += matcher.toString() + ',';
    }
    return made;
}

bool ExprParser::matchers(Selector& node)
{
    advance(); // the brace
    while (m_token.kind != TokenKind::RightBrace) {
        if (!matcher(node)) {
            return false;
        }
        if (!accept(TokenKind::Comma) && m_token.kind != TokenKind::RightBrace) {
            return unexpected("label matching", "\",\" or \"}\"");
        }
    }
    advance();
    node.span.end = m_lastEnd;
    return true;
}

bool ExprParser::matcher(Selector& node)
{
    if (m_token.kind != TokenKind::Identifier) {
        return unexpected("label matching", "identifier or \"}\"");
    }
    const std::string name(m_token.text);
    const std::size_t begin = m_token.begin;
    advance();
    metrics::MatchType type{};
    switch (m_token.kind) {
    case TokenKind::Assign: type = metrics::MatchType::Equal; break;
    case TokenKind::NotEqual: type = metrics::MatchType::NotEqual; break;
    case TokenKind::RegexMatch: type = metrics::MatchType::Regex; break;
    case TokenKind::RegexNoMatch: type = metrics::MatchType::NotRegex; break;
    default: return unexpected("label matching", "label matching operator");
    }
    advance();
    if (m_token.kind != TokenKind::Text) {
        return unexpected("label matching", "string");
    }
    auto made = metrics::Matcher::create(type, name, unquote(m_token.text), dotOf(m_options.compat));
    if (!made) {
        return fail({begin, m_token.end()}, made.error().message);
    }
    node.matchers.push_back(std::move(*made));
    advance();
    return true;
}

ExprParser::NodePtr ExprParser::postfix(NodePtr expr)
{
    for (;;) {
        if (m_token.kind == TokenKind::LeftBracket) {
            expr = bracket(expr);
            if (!expr) {
                return nullptr;
            }
        } else if (m_token.kind == TokenKind::Offset) {
            if (!offset(*expr)) {
                return nullptr;
            }
        } else if (m_token.kind == TokenKind::At) {
            if (!at(*expr)) {
                return nullptr;
            }
        } else {
            return expr;
        }
    }
}

std::optional<base::Duration> ExprParser::duration(const Token& token)
{
    const auto parsed = base::parseDuration(token.text);
    const Span span{token.begin, token.end()};
    if (!parsed) {
        fail(span,
             parsed.error().code == base::ErrorCode::Limit
                 ? std::string("duration out of range")
                 : "not a valid duration string: " + metrics::quote(token.text));
        return std::nullopt;
    }
    if (parsed->count() == 0) {
        fail(span, "duration must be greater than 0");
        return std::nullopt;
    }
    return *parsed;
}

ExprParser::NodePtr ExprParser::bracket(const NodePtr& expr)
{
    const Token open = m_token;
    advance();
    if (m_token.kind != TokenKind::Duration) {
        unexpected("subquery selector", "duration");
        return nullptr;
    }
    const auto length = duration(m_token);
    if (!length) {
        return nullptr;
    }
    advance();
    if (m_token.kind == TokenKind::RightBracket) {
        return range(expr, open, *length);
    }
    if (m_token.kind == TokenKind::Colon) {
        return subquery(expr, *length);
    }
    unexpected("subquery or range", "\":\" or \"]\"");
    return nullptr;
}

ExprParser::NodePtr ExprParser::range(const NodePtr& expr, const Token& open, base::Duration length)
{
    advance(); // the bracket
    const Span brackets{open.begin, m_lastEnd};
    const auto complain = [&](const char* what) {
        fail(brackets, what);
        return nullptr;
    };
    if (expr->kind != ExprKind::Selector) {
        return complain("ranges only allowed for vector selectors");
    }
    const auto inner = std::static_pointer_cast<Selector>(expr);
    if (inner->shift.offset.count() != 0) {
        return complain("no offset modifiers allowed before range");
    }
    if (inner->shift.at != At::None) {
        return complain("no @ modifiers allowed before range");
    }
    auto made = node<Range>(ValueType::Matrix, inner->span.begin);
    made->span.end = m_lastEnd;
    made->selector = inner;
    made->range = length;
    return finish(std::move(made), {expr.get()});
}

ExprParser::NodePtr ExprParser::subquery(const NodePtr& expr, base::Duration length)
{
    advance(); // the colon
    auto made = node<Subquery>(ValueType::Matrix, expr->span.begin);
    made->range = length;
    const bool hasStep = m_token.kind == TokenKind::Duration;
    if (hasStep) {
        const auto step = duration(m_token);
        if (!step) {
            return nullptr;
        }
        made->step = *step;
        advance();
    }
    if (!accept(TokenKind::RightBracket)) {
        unexpected("subquery selector", hasStep ? "\"]\"" : "duration or \"]\"");
        return nullptr;
    }
    made->span.end = m_lastEnd;
    made->inner = expr;
    return finish(std::move(made), {expr.get()});
}

bool ExprParser::offset(Expr& expr)
{
    advance();
    const bool negative = accept(TokenKind::Sub);
    if (m_token.kind != TokenKind::Duration) {
        return unexpected("offset", "duration");
    }
    const auto by = duration(m_token);
    if (!by) {
        return false;
    }
    advance();
    TimeShift* shift = shiftOf(expr);
    if (!shift) {
        return fail(expr.span, "offset" + std::string(wantsSelector));
    }
    if (shift->offset.count() != 0) {
        return fail(expr.span, "offset may not be set multiple times");
    }
    shift->offset = negative ? -*by : *by;
    expr.span.end = m_lastEnd;
    return true;
}

bool ExprParser::at(Expr& expr)
{
    advance();
    TimeShift* shift = shiftOf(expr);
    if (m_token.kind != TokenKind::Start && m_token.kind != TokenKind::End) {
        return atTime(expr, shift);
    }
    const At which = m_token.kind == TokenKind::Start ? At::Start : At::End;
    advance();
    if (!accept(TokenKind::LeftParen) || !accept(TokenKind::RightParen)) {
        return unexpected("@", "timestamp");
    }
    if (!shift) {
        return fail(expr.span, "@" + std::string(wantsSelector));
    }
    if (shift->at != At::None) {
        return fail(expr.span, "@ <timestamp> may not be set multiple times");
    }
    shift->at = which;
    expr.span.end = m_lastEnd;
    return true;
}

bool ExprParser::atTime(Expr& expr, TimeShift* shift)
{
    const bool negative = m_token.kind == TokenKind::Sub;
    if (negative || m_token.kind == TokenKind::Add) {
        advance();
    }
    if (m_token.kind != TokenKind::Number) {
        return unexpected("@", "timestamp");
    }
    const NodePtr literal = number();
    if (!literal) {
        return false;
    }
    const double magnitude = static_cast<const NumberLiteral&>(*literal).value;
    const double seconds = negative ? -magnitude : magnitude;
    if (!(std::fabs(seconds) < 0x1p63)) { // the range of int64, though milliseconds overflow before
        return fail(expr.span, "timestamp out of bounds for @ modifier: " + base::formatFloat(seconds, 'f'));
    }
    if (!shift) {
        return fail(expr.span, "@" + std::string(wantsSelector));
    }
    if (shift->at != At::None) {
        return fail(expr.span, "@ <timestamp> may not be set multiple times");
    }
    shift->at = At::Time;
    // Where there never is a sample, and an offset or a range more is still a time.
    constexpr double furthest = 9.2e18;
    shift->time
        = base::fromUnixMs(static_cast<std::int64_t>(std::clamp(std::round(seconds * 1000), -furthest, furthest)));
    expr.span.end = m_lastEnd;
    return true;
}

} // namespace checkwatch::promql
