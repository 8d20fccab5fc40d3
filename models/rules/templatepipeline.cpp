#include "models/rules/templatepipeline.h"

#include "models/metrics/labels.h"
#include "models/rules/templatefunctions.h"
#include "models/rules/templateliterals.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

std::string shown(const TemplateToken& token)
{
    if (token.type == TemplateToken::Type::End) {
        return "EOF";
    }
    if (token.type == TemplateToken::Type::Keyword || token.type == TemplateToken::Type::Dot
        || token.type == TemplateToken::Type::Nil) {
        return "<" + token.text + ">";
    }
    return token.text.size() > 10 ? metrics::quote(token.text.substr(0, 10)) + "..." : metrics::quote(token.text);
}

} // namespace

void TemplatePipelineParser::fail(const std::string& message) const
{
    throw TemplateParseFailure{"template: " + m_tree.name + ":" + std::to_string(m_tokens[m_last].line) + ": "
                               + message};
}

void TemplatePipelineParser::unexpected(const Token& token, const std::string& context) const
{
    if (token.type == Token::Type::Error) {
        fail(token.text);
    }
    fail("unexpected " + shown(token) + " in " + context);
}

const TemplateToken& TemplatePipelineParser::next()
{
    m_last = std::min(m_at, m_tokens.size() - 1);
    ++m_at;
    return m_tokens[m_last];
}

const TemplateToken& TemplatePipelineParser::peek() const
{
    return m_tokens[std::min(m_at, m_tokens.size() - 1)];
}

void TemplatePipelineParser::skipSpace()
{
    while (peek().type == Token::Type::Space) {
        next();
    }
}

const TemplateToken& TemplatePipelineParser::nextNonSpace()
{
    skipSpace();
    return next();
}

const TemplateToken& TemplatePipelineParser::peekNonSpace()
{
    skipSpace();
    return peek();
}

void TemplatePipelineParser::expectClose(const std::string& context)
{
    const Token& token = nextNonSpace();
    if (token.type != Token::Type::RightDelim) {
        unexpected(token, context);
    }
}

TemplateNode::Ptr TemplatePipelineParser::make(Node::Type type, const Token& token)
{
    auto node = std::make_unique<Node>();
    node->type = type;
    node->position = token.position;
    node->text = token.text;
    return node;
}

void TemplatePipelineParser::parseDeclarations(Node& pipe, const std::string& context)
{
    skipSpace();
    const std::size_t begin = m_at;
    while (peekNonSpace().type == Token::Type::Variable) {
        const Token& variable = next();
        const Token& after = peekNonSpace();
        const bool comma = after.type == Token::Type::Char && after.text == ",";
        if (after.type == Token::Type::Declare || after.type == Token::Type::Assign) {
            next();
            pipe.assigns = after.type == Token::Type::Assign;
            pipe.names.push_back(variable.text);
            break;
        }
        if (comma && (context != "range" || pipe.names.size() == 1)) {
            fail("too many declarations in " + context);
        }
        if (!comma) {
            m_at = begin;
            pipe.names.clear();
            return;
        }
        next();
        pipe.names.push_back(variable.text);
    }
    m_variables.insert(m_variables.end(), pipe.names.begin(), pipe.names.end());
}

void TemplatePipelineParser::checkVariable(const std::string& name) const
{
    if (std::find(m_variables.begin(), m_variables.end(), name) == m_variables.end()) {
        fail("undefined variable " + metrics::quote(name));
    }
}

TemplateNode::Ptr TemplatePipelineParser::parsePipeline(const std::string& context, Token::Type end)
{
    if (++m_depth > maxDepth) {
        fail("nested too deep");
    }
    auto pipe = make(Node::Type::Pipe, peekNonSpace());
    parseDeclarations(*pipe, context);
    while (peekNonSpace().type != end) {
        const Token& token = peek();
        switch (token.type) {
        case Token::Type::Bool:
        case Token::Type::CharConstant:
        case Token::Type::Dot:
        case Token::Type::Field:
        case Token::Type::Identifier:
        case Token::Type::Number:
        case Token::Type::Nil:
        case Token::Type::RawString:
        case Token::Type::String:
        case Token::Type::Variable:
        case Token::Type::LeftParen: pipe->children.push_back(parseCommand()); break;
        default: unexpected(next(), context);
        }
    }
    next();
    if (pipe->children.empty()) {
        fail("missing value for " + context);
    }
    for (std::size_t i = 1; i < pipe->children.size(); ++i) {
        const Node::Type first = pipe->children[i]->children.front()->type;
        if (first == Node::Type::Bool || first == Node::Type::Dot || first == Node::Type::Nil
            || first == Node::Type::Number || first == Node::Type::String) {
            fail("non executable command in pipeline stage " + std::to_string(i + 1));
        }
    }
    --m_depth;
    return pipe;
}

TemplateNode::Ptr TemplatePipelineParser::parseCommand()
{
    auto command = make(Node::Type::Command, peekNonSpace());
    for (;;) {
        skipSpace();
        if (auto operand = parseOperand()) {
            command->children.push_back(std::move(operand));
        }
        const Token& token = peek();
        if (token.type == Token::Type::Space) {
            next();
            continue;
        }
        if (token.type == Token::Type::Pipe) {
            next();
        } else if (token.type != Token::Type::RightDelim && token.type != Token::Type::RightParen) {
            unexpected(next(), "operand");
        }
        break;
    }
    if (command->children.empty()) {
        fail("empty command");
    }
    return command;
}

TemplateNode::Ptr TemplatePipelineParser::parseOperand()
{
    auto node = parseTerm();
    if (!node || peek().type != Token::Type::Field) {
        return node;
    }
    const Token& first = peek();
    std::vector<std::string> fields;
    while (peek().type == Token::Type::Field) {
        fields.push_back(next().text.substr(1));
    }
    switch (node->type) {
    case Node::Type::Field:
    case Node::Type::Variable:
        node->names.insert(node->names.end(), fields.begin(), fields.end());
        node->position = first.position;
        return node;
    case Node::Type::Bool:
    case Node::Type::String:
    case Node::Type::Number:
    case Node::Type::Nil:
    case Node::Type::Dot: fail("unexpected . after term " + metrics::quote(toText(*node)));
    default: break;
    }
    auto chain = make(Node::Type::Chain, first);
    chain->children.push_back(std::move(node));
    chain->names = std::move(fields);
    return chain;
}

TemplateNode::Ptr TemplatePipelineParser::parseTerm()
{
    const Token& token = peekNonSpace();
    Node::Ptr node;
    switch (token.type) {
    case Token::Type::Identifier:
        next();
        if (!isTemplateFunction(token.text)) {
            fail("function " + metrics::quote(token.text) + " not defined");
        }
        return make(Node::Type::Identifier, token);
    case Token::Type::Dot: next(); return make(Node::Type::Dot, token);
    case Token::Type::Nil: next(); return make(Node::Type::Nil, token);
    case Token::Type::Bool: next(); return make(Node::Type::Bool, token);
    case Token::Type::Variable:
        next();
        checkVariable(token.text);
        node = make(Node::Type::Variable, token);
        node->names = {token.text};
        return node;
    case Token::Type::Field:
        next();
        node = make(Node::Type::Field, token);
        node->names = {token.text.substr(1)};
        return node;
    case Token::Type::Number:
    case Token::Type::CharConstant:
        next();
        node = make(Node::Type::Number, token);
        if (!parseTemplateNumber(token.text, *node)) {
            fail("bad number syntax: " + metrics::quote(token.text));
        }
        return node;
    case Token::Type::LeftParen: next(); return parsePipeline("parenthesized pipeline", Token::Type::RightParen);
    case Token::Type::String:
    case Token::Type::RawString:
        next();
        node = make(Node::Type::String, token);
        if (!unquote(token.text, node->value)) {
            fail("invalid syntax");
        }
        return node;
    default: return nullptr;
    }
}

} // namespace checkwatch::rules
