#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::rules {

struct TemplateToken
{
    enum class Type : std::uint8_t {
        Error, // text is the message
        Bool,
        Char,
        CharConstant,
        Assign,
        Declare,
        End,
        Field,
        Identifier,
        LeftDelim,
        LeftParen,
        Number,
        Pipe,
        RawString,
        RightDelim,
        RightParen,
        Space,
        String,
        Text,
        Variable,
        Dot,
        Nil,
        Keyword,
    };
    Type type = Type::End;
    std::size_t position = 0;
    int line = 1;
    std::string text;
};

/// The tokens of a template as Go's text/template/parse cuts them: trim markers applied, comments left out. Ends with an
/// End or an Error token.
std::vector<TemplateToken> lexTemplate(std::string_view text);

} // namespace checkwatch::rules
