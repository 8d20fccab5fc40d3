#include "models/promql/exprparser.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

constexpr int maxNesting = 400; ///< of parentheses, arguments and right sides: calls of this parser within each other
/// Of the tree: a chain like a or b or c grows to the left with each part, and whatever follows a tree calls itself so often.
constexpr std::uint32_t maxDepth = 1024;
constexpr std::size_t maxParts = 500'000; ///< operands and arguments, of some 300 bytes each
constexpr int unaryPrecedence = 6;        ///< a sign takes what binds tighter than * and /

int precedence(BinaryOp op)
{
    switch (op) {
    case BinaryOp::Or: return 1;
    case BinaryOp::And:
    case BinaryOp::Unless: return 2;
    case BinaryOp::Add:
    case BinaryOp::Sub: return 4;
    case BinaryOp::Mul:
    case BinaryOp::Div:
    case BinaryOp::Mod:
    case BinaryOp::Atan2: return 5;
    case BinaryOp::Pow: return 6;
    default: return 3;
    }
}

} // namespace

ExprParser::ExprParser(std::string_view text, ParseOptions options)
    : m_text(text), m_options(options), m_lexer(text, options.experimental)
{
    advance();
}

ExprPtr ExprParser::parseAll()
{
    if (m_token.kind == TokenKind::EndOfInput) {
        fail({0, 0}, "no expression found in input");
        return nullptr;
    }
    NodePtr expr = binary(0);
    if (expr && m_token.kind != TokenKind::EndOfInput) {
        unexpected();
        return nullptr;
    }
    return expr;
}

void ExprParser::advance()
{
    m_lastEnd = m_token.end();
    m_token = m_lexer.next();
}

bool ExprParser::accept(TokenKind kind)
{
    if (m_token.kind != kind) {
        return false;
    }
    advance();
    return true;
}

bool ExprParser::fail(Span span, std::string message)
{
    if (!m_complaint) {
        m_complaint = Complaint{span, std::move(message)};
    }
    return false;
}

bool ExprParser::unexpected(std::string_view context, std::string_view expected)
{
    if (m_token.kind == TokenKind::Error) {
        return fail({m_token.begin, m_text.size()}, m_lexer.error());
    }
    if (context.empty()) {
        context = m_inAggregation ? "aggregation" : "";
    }
    std::string message = "unexpected " + describe(m_token);
    if (!context.empty()) {
        message.append(" in ").append(context);
    }
    if (!expected.empty()) {
        message.append(", expected ").append(expected);
    }
    return fail({m_token.begin, m_token.end()}, std::move(message));
}

ExprParser::NodePtr ExprParser::finish(NodePtr node, std::initializer_list<const Expr*> children)
{
    for (const Expr* child : children) {
        node->depth = std::max(node->depth, child->depth + 1);
    }
    if (node->depth > maxDepth) {
        fail(node->span,
             "expression is nested too deeply, or a chain of more than " + std::to_string(maxDepth - 1) + " operators");
        return nullptr;
    }
    return node;
}

ExprParser::NodePtr ExprParser::binary(int minPrecedence)
{
    if (++m_nesting > maxNesting) {
        fail({m_token.begin, m_token.end()}, "expression is nested too deeply");
        return nullptr;
    }
    if (++m_parts > maxParts) {
        fail({m_token.begin, m_token.end()}, "expression has more than 500000 parts");
        return nullptr;
    }
    NodePtr left = unary();
    while (left) {
        const auto op = binaryOperator(m_token.kind);
        if (!op || precedence(*op) < minPrecedence) {
            break;
        }
        left = binaryRest(std::move(left), precedence(*op));
    }
    --m_nesting;
    return left;
}

ExprParser::NodePtr ExprParser::binaryRest(NodePtr left, int level)
{
    auto made = node<Binary>(ValueType::Scalar, left->span.begin);
    made->op = *binaryOperator(m_token.kind);
    advance();
    if (!binaryModifiers(*made)) {
        return nullptr;
    }
    // Equal precedence goes on to the left, except for powers.
    const NodePtr right = binary(made->op == BinaryOp::Pow ? level : level + 1);
    if (!right) {
        return nullptr;
    }
    const bool vector = left->type == ValueType::Vector || right->type == ValueType::Vector;
    made->type = vector ? ValueType::Vector : ValueType::Scalar;
    made->span.end = right->span.end;
    made->left = std::move(left);
    made->right = right;
    if (isSetOperator(made->op) && made->matching.card == Cardinality::OneToOne) {
        made->matching.card = Cardinality::ManyToMany;
    }
    if (made->left->type != ValueType::Vector || right->type != ValueType::Vector) {
        if (made->matching.labels.empty()) {
            made->matching = {};
        }
    }
    const Expr* first = made->left.get();
    return finish(std::move(made), {first, right.get()});
}

bool ExprParser::binaryModifiers(Binary& node)
{
    node.returnBool = accept(TokenKind::Bool);
    if (m_token.kind != TokenKind::On && m_token.kind != TokenKind::Ignoring) {
        return true;
    }
    node.matching.on = m_token.kind == TokenKind::On;
    advance();
    return labelList(node.matching.labels) && groupModifiers(node.matching);
}

bool ExprParser::groupModifiers(Matching& matching)
{
    if (m_token.kind != TokenKind::GroupLeft && m_token.kind != TokenKind::GroupRight) {
        return true;
    }
    matching.card = m_token.kind == TokenKind::GroupLeft ? Cardinality::ManyToOne : Cardinality::OneToMany;
    advance();
    return m_token.kind != TokenKind::LeftParen || labelList(matching.include);
}

ExprParser::NodePtr ExprParser::unary()
{
    if (m_token.kind != TokenKind::Add && m_token.kind != TokenKind::Sub) {
        NodePtr expr = primary();
        return expr ? postfix(std::move(expr)) : nullptr;
    }
    const Token sign = m_token;
    advance();
    NodePtr inner = binary(unaryPrecedence);
    if (!inner) {
        return nullptr;
    }
    const bool negative = sign.kind == TokenKind::Sub;
    if (inner->kind == ExprKind::Number) {
        auto& literal = static_cast<NumberLiteral&>(*inner);
        literal.value = negative ? -literal.value : literal.value;
        literal.span.begin = sign.begin;
        return inner;
    }
    auto made = node<Unary>(inner->type, sign.begin);
    made->negative = negative;
    made->span.end = inner->span.end;
    made->inner = inner;
    return finish(std::move(made), {inner.get()});
}

ExprParser::NodePtr ExprParser::primary()
{
    switch (m_token.kind) {
    case TokenKind::LeftParen: return paren();
    case TokenKind::Number: return number();
    case TokenKind::Text: return textLiteral();
    case TokenKind::LeftBrace: return selector(std::nullopt);
    default: break;
    }
    if (canNameMetric(m_token.kind)) {
        return word();
    }
    unexpected();
    return nullptr;
}

ExprParser::NodePtr ExprParser::word()
{
    const Token name = m_token;
    advance();
    if (name.kind == TokenKind::Identifier && m_token.kind == TokenKind::LeftParen) {
        return call(name);
    }
    if (name.kind == TokenKind::Aggregator) {
        switch (m_token.kind) {
        case TokenKind::LeftParen:
        case TokenKind::By:
        case TokenKind::Without: return aggregate(name);
        default: break;
        }
    }
    return selector(name);
}

ExprParser::NodePtr ExprParser::paren()
{
    auto made = node<Paren>(ValueType::Scalar, m_token.begin);
    advance();
    const NodePtr inner = binary(0);
    if (!inner) {
        return nullptr;
    }
    if (!accept(TokenKind::RightParen)) {
        unexpected();
        return nullptr;
    }
    made->span.end = m_lastEnd;
    made->type = inner->type;
    made->inner = inner;
    return finish(std::move(made), {inner.get()});
}

} // namespace checkwatch::promql
