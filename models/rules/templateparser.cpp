#include "models/rules/templateparser.h"

#include "models/metrics/labels.h"
#include "models/rules/templatefunctions.h"
#include "models/rules/templatelexer.h"
#include "models/rules/templateliterals.h"

#include <algorithm>
#include <utility>

namespace checkwatch::rules {
namespace {

using Node = TemplateNode;
using Token = TemplateToken;

/// Leaves the parser from any depth; caught in parseTemplate().
struct ParseFailure
{
    std::string message;
};

class Parser
{
public:
    Parser(TemplateTree& tree, std::vector<Token> tokens) : m_tree(tree), m_tokens(std::move(tokens)) {}

    void run()
    {
        const std::string ended = parseList(m_root);
        if (!ended.empty()) {
            fail("unexpected {{" + ended.substr(0, 4) + "}}");
        }
        m_tree.defined[m_tree.name] = std::move(m_root);
    }

private:
    static constexpr int maxDepth = 100;

    [[noreturn]] void fail(const std::string& message) const
    {
        throw ParseFailure{"template: " + m_tree.name + ":" + std::to_string(m_tokens[m_last].line) + ": " + message};
    }
    [[noreturn]] void unexpected(const Token& token, const std::string& context) const
    {
        if (token.type == Token::Type::Error) {
            fail(token.text);
        }
        fail("unexpected " + shown(token) + " in " + context);
    }
    static std::string shown(const Token& token)
    {
        if (token.type == Token::Type::End) {
            return "EOF";
        }
        if (token.type == Token::Type::Keyword || token.type == Token::Type::Dot || token.type == Token::Type::Nil) {
            return "<" + token.text + ">";
        }
        return token.text.size() > 10 ? metrics::quote(token.text.substr(0, 10)) + "..." : metrics::quote(token.text);
    }

    const Token& next()
    {
        m_last = std::min(m_at, m_tokens.size() - 1);
        ++m_at;
        return m_tokens[m_last];
    }
    [[nodiscard]] const Token& peek() const { return m_tokens[std::min(m_at, m_tokens.size() - 1)]; }
    void skipSpace()
    {
        while (peek().type == Token::Type::Space) {
            next();
        }
    }
    const Token& nextNonSpace()
    {
        skipSpace();
        return next();
    }
    const Token& peekNonSpace()
    {
        skipSpace();
        return peek();
    }
    void expectClose(const std::string& context)
    {
        const Token& token = nextNonSpace();
        if (token.type != Token::Type::RightDelim) {
            unexpected(token, context);
        }
    }
    static Node::Ptr make(Node::Type type, const Token& token)
    {
        auto node = std::make_unique<Node>();
        node->type = type;
        node->position = token.position;
        node->text = token.text;
        return node;
    }

    /// Statements up to "end", "else" or "else if" (returned, its action open behind the word) or the end of the text ("").
    std::string parseList(Node::Ptr& out)
    {
        if (++m_depth > maxDepth) {
            fail("nested too deep");
        }
        out = make(Node::Type::List, peek());
        out->text.clear();
        for (;;) {
            const Token& token = next();
            if (token.type == Token::Type::Text) {
                out->children.push_back(make(Node::Type::Text, token));
            } else if (token.type == Token::Type::End) {
                --m_depth;
                return {};
            } else if (token.type != Token::Type::LeftDelim) {
                unexpected(token, "input");
            } else if (std::string word = parseAction(*out); !word.empty()) {
                --m_depth;
                return word;
            }
        }
    }

    std::string parseAction(Node& list)
    {
        const Token& token = peekNonSpace();
        if (token.type != Token::Type::Keyword) {
            auto node = make(Node::Type::Action, token);
            node->pipe = parsePipeline("command", Token::Type::RightDelim);
            list.children.push_back(std::move(node));
            return {};
        }
        next();
        std::string word = token.text;
        if (word == "end") {
            expectClose("end");
            return word;
        }
        if (word == "else") {
            const Token& after = peekNonSpace();
            if (after.type == Token::Type::Keyword && after.text == "if") {
                return "else if";
            }
            expectClose("else");
            return word;
        }
        if (word == "define") {
            parseDefine();
        } else if (word == "break" || word == "continue") {
            expectClose("{{" + word + "}}");
            if (m_rangeDepth == 0) {
                fail("{{" + word + "}} outside {{range}}");
            }
            list.children.push_back(make(word == "break" ? Node::Type::Break : Node::Type::Continue, token));
        } else if (word == "template" || word == "block") {
            list.children.push_back(parseTemplateCall(word == "block"));
        } else {
            list.children.push_back(parseControl(token, word));
        }
        return {};
    }

    Node::Ptr parseControl(const Token& token, const std::string& word)
    {
        const std::size_t variables = m_variables.size();
        auto node = make(word == "if" ? Node::Type::If : word == "range" ? Node::Type::Range : Node::Type::With, token);
        node->pipe = parsePipeline(word, Token::Type::RightDelim);
        m_rangeDepth += word == "range" ? 1 : 0;
        std::string ended = parseList(node->body);
        m_rangeDepth -= word == "range" ? 1 : 0;
        if (ended == "else if" && word == "if") {
            const Token& inner = nextNonSpace();
            node->otherwise = make(Node::Type::List, inner);
            node->otherwise->text.clear();
            node->otherwise->children.push_back(parseControl(inner, "if")); // takes the one "end" for both
            ended = "end";
        } else if (ended == "else") {
            ended = parseList(node->otherwise);
            if (ended != "end" && !ended.empty()) {
                fail("expected end; found {{" + ended + "}}");
            }
        } else if (ended == "else if") {
            unexpected(nextNonSpace(), "input");
        }
        if (ended.empty()) {
            fail("unexpected EOF");
        }
        m_variables.resize(variables);
        return node;
    }

    std::string templateName(const std::string& context)
    {
        const Token& token = nextNonSpace();
        std::string name;
        if ((token.type != Token::Type::String && token.type != Token::Type::RawString) || !unquote(token.text, name)) {
            unexpected(token, context);
        }
        return name;
    }
    void parseBody(const std::string& name)
    {
        const auto variables = std::exchange(m_variables, {"$"});
        const int ranges = std::exchange(m_rangeDepth, 0);
        Node::Ptr body;
        const std::string ended = parseList(body);
        if (ended != "end") {
            fail(ended.empty() ? "unexpected EOF" : "unexpected {{" + ended + "}}");
        }
        m_variables = variables;
        m_rangeDepth = ranges;
        m_tree.defined[name] = std::move(body);
    }
    void parseDefine()
    {
        const std::string name = templateName("define clause");
        expectClose("define clause");
        parseBody(name);
    }
    Node::Ptr parseTemplateCall(bool block)
    {
        auto node = make(Node::Type::Template, peekNonSpace());
        node->text = templateName(block ? "block clause" : "template clause");
        if (block || peekNonSpace().type != Token::Type::RightDelim) {
            node->pipe = parsePipeline(block ? "block clause" : "template clause", Token::Type::RightDelim);
        } else {
            next();
        }
        if (block) {
            parseBody(node->text);
        }
        return node;
    }

    void parseDeclarations(Node& pipe, const std::string& context)
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
    void checkVariable(const std::string& name) const
    {
        if (std::find(m_variables.begin(), m_variables.end(), name) == m_variables.end()) {
            fail("undefined variable " + metrics::quote(name));
        }
    }

    Node::Ptr parsePipeline(const std::string& context, Token::Type end)
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

    Node::Ptr parseCommand()
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

    Node::Ptr parseOperand()
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

    /// Null where no operand begins.
    Node::Ptr parseTerm()
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

    TemplateTree& m_tree;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    std::size_t m_last = 0; ///< the token read last, whose line errors name
    int m_depth = 0;
    int m_rangeDepth = 0;
    std::vector<std::string> m_variables{"$"};
    Node::Ptr m_root;
};

} // namespace

base::Result<TemplateTree> parseTemplate(std::string_view text, std::string_view name)
{
    TemplateTree tree;
    tree.name = name;
    tree.source = std::string(templatePrelude) + std::string(text);
    try {
        Parser(tree, lexTemplate(tree.source)).run();
    } catch (const ParseFailure& failure) {
        return base::Error{base::ErrorCode::BadInput, failure.message};
    }
    return tree;
}

} // namespace checkwatch::rules
