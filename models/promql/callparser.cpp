#include "models/promql/exprparser.h"
#include "models/promql/functions.h"
#include "models/promql/names.h"

#include <algorithm>
#include <utility>

namespace checkwatch::promql {

bool ExprParser::labelList(std::vector<std::string>& out)
{
    if (!accept(TokenKind::LeftParen)) {
        return unexpected("grouping opts", "\"(\"");
    }
    if (accept(TokenKind::RightParen)) {
        return true;
    }
    for (;;) {
        if (!canNameLabel(m_token)) {
            return unexpected("grouping opts", "label");
        }
        out.emplace_back(m_token.text);
        advance();
        const bool comma = accept(TokenKind::Comma);
        if (accept(TokenKind::RightParen)) {
            return true;
        }
        if (!comma) {
            return unexpected("grouping opts", "\",\" or \")\"");
        }
    }
}

bool ExprParser::arguments(std::vector<ExprPtr>& out)
{
    advance(); // the parenthesis
    if (accept(TokenKind::RightParen)) {
        return true;
    }
    for (;;) {
        const NodePtr argument = binary(0);
        if (!argument) {
            return false;
        }
        out.push_back(argument);
        const Token comma = m_token;
        if (!accept(TokenKind::Comma)) {
            break;
        }
        if (m_token.kind == TokenKind::RightParen) {
            return fail({comma.begin, comma.end()}, "trailing commas not allowed in function call args");
        }
    }
    if (m_token.kind != TokenKind::RightParen) {
        return unexpected();
    }
    advance();
    return true;
}

ExprParser::NodePtr ExprParser::call(const Token& name)
{
    auto made = node<Call>(ValueType::Vector, name.begin);
    made->function = findFunction(name.text);
    if (!arguments(made->args)) {
        return nullptr;
    }
    if (made->function && made->function->experimental && !m_options.experimental) {
        fail({name.begin, name.end()},
             "function " + metrics::quote(name.text)
                 + " is not enabled: it is experimental; pass --experimental, or set checkwatch: promql: "
                   "experimental: true in the configuration");
        return nullptr;
    }
    if (!made->function) {
        fail({name.begin, name.end()}, "unknown function with name " + metrics::quote(name.text));
        return nullptr;
    }
    made->type = made->function->returns;
    made->span.end = m_lastEnd;
    for (const ExprPtr& argument : made->args) {
        made->depth = std::max(made->depth, argument->depth + 1);
    }
    return finish(std::move(made), {});
}

bool ExprParser::aggregateModifier(Aggregate& node)
{
    if (m_token.kind != TokenKind::By && m_token.kind != TokenKind::Without) {
        return true;
    }
    node.without = m_token.kind == TokenKind::Without;
    advance();
    return labelList(node.grouping);
}

ExprParser::NodePtr ExprParser::aggregate(const Token& name)
{
    auto made = node<Aggregate>(ValueType::Vector, name.begin);
    made->op = name.aggregate;
    const bool outer = std::exchange(m_inAggregation, true);
    const bool modifierFirst = m_token.kind != TokenKind::LeftParen;
    std::vector<ExprPtr> args;
    if (!aggregateModifier(*made)) {
        return nullptr;
    }
    if (m_token.kind != TokenKind::LeftParen) {
        unexpected("aggregation");
        return nullptr;
    }
    if (!arguments(args) || (!modifierFirst && !aggregateModifier(*made))) {
        return nullptr;
    }
    m_inAggregation = outer;
    made->span.end = m_lastEnd;
    const std::size_t wanted = takesParameter(made->op) ? 2 : 1;
    if (args.size() != wanted) {
        fail(made->span,
             args.empty() ? std::string("no arguments for aggregate expression provided")
                          : "wrong number of arguments for aggregate expression provided, expected "
                     + std::to_string(wanted) + ", got " + std::to_string(args.size()));
        return nullptr;
    }
    made->inner = args.back();
    made->param = wanted == 2 ? args.front() : nullptr;
    const Expr* inner = made->inner.get();
    return finish(std::move(made), {inner, args.front().get()});
}

} // namespace checkwatch::promql
