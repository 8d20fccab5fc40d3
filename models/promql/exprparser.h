#pragma once

#include "models/promql/ast.h"
#include "models/promql/lexer.h"
#include "models/promql/typecheck.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::promql {

/// Recursive descent over one expression. The first error ends it: every method returns null (or false) from then on.
class ExprParser
{
public:
    ExprParser(std::string_view text, ParseOptions options);

    /// The whole text as one expression, not type-checked yet.
    ExprPtr parseAll();
    [[nodiscard]] const std::optional<Complaint>& complaint() const { return m_complaint; }

private:
    using NodePtr = std::shared_ptr<Expr>;
    template <typename T>
    std::shared_ptr<T> node(ValueType type, std::size_t begin);
    /// Sets the depth from the children; complains where it is too much.
    NodePtr finish(NodePtr node, std::initializer_list<const Expr*> children);

    // exprparser.cpp
    NodePtr binary(int minPrecedence);
    NodePtr binaryRest(NodePtr left, int precedence);
    bool binaryModifiers(Binary& node);
    bool groupModifiers(Matching& matching);
    NodePtr unary();
    NodePtr primary();
    NodePtr word();
    NodePtr paren();

    // literalparser.cpp
    NodePtr number();
    NodePtr textLiteral();

    // callparser.cpp
    NodePtr call(const Token& name);
    NodePtr aggregate(const Token& name);
    bool aggregateModifier(Aggregate& node);
    bool arguments(std::vector<ExprPtr>& out);
    bool labelList(std::vector<std::string>& out);

    // selectorparser.cpp
    NodePtr selector(std::optional<Token> name);
    bool matchers(Selector& node);
    bool matcher(Selector& node);
    NodePtr postfix(NodePtr expr);
    NodePtr bracket(const NodePtr& expr);
    NodePtr range(const NodePtr& expr, const Token& open, base::Duration range);
    NodePtr subquery(const NodePtr& expr, base::Duration range);
    bool offset(Expr& expr);
    bool at(Expr& expr);
    bool atTime(Expr& expr, TimeShift* shift);
    std::optional<base::Duration> duration(const Token& token);

    void advance();
    bool accept(TokenKind kind);
    bool fail(Span span, std::string message);
    /// Complains about the current token; an aggregation around it is the context where none is given.
    bool unexpected(std::string_view context = {}, std::string_view expected = {});

    std::string_view m_text;
    ParseOptions m_options;
    Lexer m_lexer;
    Token m_token;
    std::size_t m_lastEnd = 0; ///< end of the token before m_token
    int m_nesting = 0;
    std::size_t m_parts = 0;      ///< operands and arguments so far
    bool m_inAggregation = false; ///< Prometheus' grammar then names this as the context of an error
    std::optional<Complaint> m_complaint;
};

template <typename T>
std::shared_ptr<T> ExprParser::node(ValueType type, std::size_t begin)
{
    auto made = std::make_shared<T>();
    made->kind = T::nodeKind;
    made->type = type;
    made->span = {begin, begin};
    return made;
}

} // namespace checkwatch::promql
