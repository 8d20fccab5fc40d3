#include "models/promql/marking.h"

#include "models/promql/functions.h"
#include "models/promql/tokenwalk.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

Part partOfWord(const PlacedToken& word, TokenKind following)
{
    if (word.in == Surroundings::Braces || word.in == Surroundings::LabelList) {
        return Part::LabelName;
    }
    switch (word.token.kind) {
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
        return following == TokenKind::LeftParen && findFunction(word.token.text) != nullptr ? Part::Function
                                                                                             : Part::Metric;
    case TokenKind::Aggregator: return Part::Aggregation;
    default: return Part::Keyword;
    }
}

Part markedPartOf(const PlacedToken& placed, TokenKind following)
{
    const TokenKind kind = placed.token.kind;
    if (isWordToken(kind)) {
        return partOfWord(placed, following);
    }
    switch (kind) {
    case TokenKind::Number:
    case TokenKind::Duration: return Part::Number;
    case TokenKind::Text: return Part::Text;
    default: return kind >= TokenKind::Add || kind == TokenKind::Assign ? Part::Operator : Part::Punctuation;
    }
}

/// The lexer leaves comments out: they are what is not blank between two tokens.
void markComments(std::string_view text, Span gap, std::vector<MarkedPart>& marks)
{
    std::size_t at = text.substr(0, gap.end).find('#', gap.begin);
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of("\n\r", at), gap.end);
        marks.push_back({{at, end}, Part::Comment});
        at = text.substr(0, gap.end).find('#', end);
    }
}

} // namespace

std::vector<MarkedPart> mark(std::string_view text, ParseOptions options)
{
    const TokenWalk walk = walkTokens(text, options);
    std::vector<MarkedPart> marks;
    marks.reserve(walk.tokens.size());
    std::size_t end = 0;
    for (std::size_t i = 0; i < walk.tokens.size(); ++i) {
        const PlacedToken& placed = walk.tokens[i];
        const TokenKind following = i + 1 < walk.tokens.size() ? walk.tokens[i + 1].token.kind : TokenKind::EndOfInput;
        markComments(text, {end, placed.token.begin}, marks);
        end = placed.token.end();
        marks.push_back({{placed.token.begin, end}, markedPartOf(placed, following)});
    }
    markComments(text, {end, walk.end}, marks);
    return marks;
}

} // namespace checkwatch::promql
