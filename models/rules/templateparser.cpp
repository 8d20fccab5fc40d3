#include "models/rules/templateparser.h"

#include "models/rules/templateliterals.h"
#include "models/rules/templatepipeline.h"

#include <utility>

namespace checkwatch::rules {
namespace {

class Parser : private TemplatePipelineParser
{
public:
    Parser(TemplateTree& tree, std::vector<Token> tokens) : TemplatePipelineParser(tree, std::move(tokens)) {}

    void run()
    {
        const std::string ended = parseList(m_root);
        if (!ended.empty()) {
            fail("unexpected {{" + ended.substr(0, 4) + "}}");
        }
        m_tree.defined[m_tree.name] = std::move(m_root);
    }

private:
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

    int m_rangeDepth = 0;
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
    } catch (const TemplateParseFailure& failure) {
        return base::Error{base::ErrorCode::BadInput, failure.message};
    }
    return tree;
}

} // namespace checkwatch::rules
