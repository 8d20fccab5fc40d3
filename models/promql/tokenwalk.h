#pragma once

#include "models/promql/parser.h"
#include "models/promql/token.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace checkwatch::promql {

/// Where in an expression a token stands.
enum class Surroundings : std::uint8_t {
    Outside,
    Braces,    ///< the matchers of a selector
    Brackets,  ///< a range or a subquery
    LabelList, ///< the parentheses behind by, without, on, ignoring, group_left, group_right
};

/// A token and where it stands; braces, brackets and the parentheses of a list belong to what they enclose.
struct PlacedToken
{
    Token token;
    Surroundings in = Surroundings::Outside;
};

/// All tokens up to the end or to the first lexical error. For editors: nothing needs to be complete.
struct TokenWalk
{
    std::vector<PlacedToken> tokens;
    Surroundings atEnd = Surroundings::Outside;
    std::size_t end = 0;       ///< of the text, or where the error is
    bool stoppedEarly = false; ///< at an error before the end of the text
};
TokenWalk walkTokens(std::string_view text, ParseOptions options = {});

/// by, without, on, ignoring, group_left, group_right: a list of labels may follow.
[[nodiscard]] bool takesLabelList(TokenKind kind);
/// A word, as it is written: names and keywords.
[[nodiscard]] bool isWordToken(TokenKind kind);

} // namespace checkwatch::promql
