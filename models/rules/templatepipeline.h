#pragma once

#include "models/rules/templatelexer.h"
#include "models/rules/templatetree.h"

#include <string>
#include <vector>

namespace checkwatch::rules {

/// Leaves the template parser from any depth; caught in parseTemplate().
struct TemplateParseFailure
{
    std::string message;
};

/// The part of the template parser that reads what stands inside one pair of braces: declarations, commands, operands. The
/// statements around are parseTemplate()'s.
class TemplatePipelineParser
{
protected:
    using Node = TemplateNode;
    using Token = TemplateToken;
    static constexpr int maxDepth = 100;

    TemplatePipelineParser(TemplateTree& tree, std::vector<Token> tokens) : m_tree(tree), m_tokens(std::move(tokens)) {}

    [[noreturn]] void fail(const std::string& message) const;
    [[noreturn]] void unexpected(const Token& token, const std::string& context) const;
    const Token& next();
    [[nodiscard]] const Token& peek() const;
    void skipSpace();
    const Token& nextNonSpace();
    const Token& peekNonSpace();
    void expectClose(const std::string& context);
    static Node::Ptr make(Node::Type type, const Token& token);

    Node::Ptr parsePipeline(const std::string& context, Token::Type end);

    TemplateTree& m_tree;
    int m_depth = 0;
    std::vector<std::string> m_variables{"$"};

private:
    void parseDeclarations(Node& pipe, const std::string& context);
    void checkVariable(const std::string& name) const;
    Node::Ptr parseCommand();
    Node::Ptr parseOperand();
    /// Null where no operand begins.
    Node::Ptr parseTerm();

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    std::size_t m_last = 0; ///< the token read last, whose line errors name
};

} // namespace checkwatch::rules
