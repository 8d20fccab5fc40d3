#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::rules {

/// A node of a parsed template: Go's text/template/parse nodes. What a member means depends on the type.
struct TemplateNode
{
    enum class Type : std::uint8_t {
        List,
        Text,
        Action,
        If,
        Range,
        With,
        Template,
        Break,
        Continue, // statements
        Pipe,
        Command, // expressions
        Bool,
        Dot,
        Nil,
        Number,
        String,
        Field,
        Variable,
        Identifier,
        Chain, // operands
    };
    using Ptr = std::unique_ptr<TemplateNode>;

    Type type = Type::List;
    std::size_t position = 0;       ///< byte in the text, prelude included
    std::string text;               ///< text; operand as written; unquoted name of a template
    std::string value;              ///< String: unquoted
    std::vector<std::string> names; ///< Field, Chain: fields. Variable: $name, fields. Pipe: declared variables
    bool assigns = false;           ///< Pipe: = instead of :=
    bool isInt = false;             ///< Number: which of the two it is
    std::int64_t integer = 0;
    double number = 0;
    std::vector<Ptr> children; ///< List: statements. Pipe: commands. Command: operands. Chain: its operand
    Ptr pipe;
    Ptr body;
    Ptr otherwise; ///< else, null where there is none
};

/// As Go's Node.String() writes it; part of error texts.
std::string toText(const TemplateNode& node);

/// A template with the templates it defines.
struct TemplateTree
{
    std::string name;
    std::string source;                               ///< with the prelude
    std::map<std::string, TemplateNode::Ptr> defined; ///< by name; the template itself under its own
};

} // namespace checkwatch::rules
