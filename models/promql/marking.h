#pragma once

#include "models/promql/ast.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace checkwatch::promql {

/// What a piece of an expression is, for the colours of an editor.
enum class Part : std::uint8_t {
    Metric,
    Function,
    Aggregation,
    Keyword,
    LabelName,
    Text,
    Number, ///< durations too
    Operator,
    Punctuation,
    Comment,
};

struct MarkedPart
{
    Span span{};
    Part part = Part::Metric;
};

/// The pieces of an expression as the lexer of the language cuts them, ascending; comments too. What follows the first
/// character that cannot stand there has no mark. Works on what is not finished yet, in linear time.
std::vector<MarkedPart> mark(std::string_view text, ParseOptions options = {});

} // namespace checkwatch::promql
