#pragma once

#include "models/metrics/matcher.h"
#include "models/promql/ast.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::promql {

/// What may be typed at a place in an expression that need not be finished.
struct CompletionPlace
{
    enum class Kind : std::uint8_t {
        Nothing,       ///< inside a string, a number, or where nothing can be foretold
        Operand,       ///< a metric, a function, an aggregation
        AfterOperand,  ///< by, without, and, or, offset, …
        LabelName,     ///< inside braces
        MatchOperator, ///< = != =~ !~
        LabelValue,    ///< behind one of them
        GroupingLabel, ///< inside by (…), on (…), …
        Duration,      ///< inside brackets, or behind offset
    };
    Kind kind = Kind::Nothing;
    Span replaced{};                        ///< what a choice replaces; ends at the cursor
    std::string typed;                      ///< what is there already, without its quote
    char quote = '\0';                      ///< LabelValue: the quote that is open
    std::string label;                      ///< LabelValue: whose value
    std::vector<metrics::Matcher> matchers; ///< which series it is about: the metric, and the other matchers
    std::vector<std::string> used;          ///< labels that the list or the braces have already
};

/// `cursor` counts bytes. Uses the lexer of the language; linear time.
CompletionPlace completionAt(std::string_view text, std::size_t cursor, ParseOptions options = {});

/// The words that may follow an operand (after an aggregation's name: by and without), or durations people use, or the
/// match operators; empty for all other kinds.
std::vector<std::string_view> fixedChoices(CompletionPlace::Kind kind);

} // namespace checkwatch::promql
