#pragma once

#include "models/promql/ast.h"
#include "models/promql/extrapolation.h"
#include "models/promql/value.h"
#include "models/tsdb/querier.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace checkwatch::promql {

/// Why the element asked about is not in the result of a step.
enum class Missing : std::uint8_t {
    Nothing,       ///< it is there
    NoSeries,      ///< the matchers select no series
    OtherSeries,   ///< what is there has other labels
    NoSample,      ///< no sample in the lookback, or none in the window
    Stale,         ///< the newest sample is a staleness marker
    TooFewSamples, ///< the function gives no value for this window
    ComparedFalse, ///< the comparison is false
    NoPartner,     ///< nothing on the other side goes with it
    HasPartner,    ///< something on the other side goes with it: unless, and the right of `or`
    EmptySide,     ///< the other side has no elements at all
    OutRanked,     ///< topk, bottomk, limitk: others come first
    IsPresent,     ///< absent(): something is there
    Refused,       ///< the function passes it by: not a bucket, limits the wrong way round, a k below 1
    InOperand,     ///< an operand lacks it: see there
};

/// A selector: the one series looked at.
struct SelectorStep
{
    std::vector<std::string> matchers;     ///< as they are written: proxy="app"
    std::size_t selected = 0;              ///< series
    base::Timestamp from{};                ///< of the lookback
    base::Timestamp to{};                  ///< where it looks, after `offset` and `@`
    std::optional<metrics::Sample> newest; ///< may be a staleness marker
    tsdb::SeriesRef series = tsdb::noSeries;
};

/// A range or a subquery: the window of the one series looked at.
struct WindowStep
{
    std::vector<std::string> matchers; ///< none of a subquery
    std::size_t selected = 0;          ///< series
    std::size_t withSamples = 0;       ///< of them
    base::Duration range{0};
    base::Duration step{0};               ///< of a subquery
    base::Timestamp end{};                ///< after `offset` and `@`; the window begins `range` before
    bool leftOpen = true;                 ///< whether a sample exactly at its beginning stays outside
    std::size_t count = 0;                ///< samples in the window
    std::vector<metrics::Sample> samples; ///< the newest of them
    std::optional<metrics::Sample> first; ///< of all of them
    tsdb::SeriesRef series = tsdb::noSeries;
};

struct CallStep
{
    std::string function;
    WindowNotes notes; ///< of functions over a range
};

/// An operation on two operands. What its operands say stands in Derivation::operands.
struct BinaryStep
{
    BinaryOp op = BinaryOp::Add;
    bool returnBool = false;
    std::optional<double> left;
    std::optional<double> right;
    bool holds = false;  ///< comparisons with both numbers
    Matching matching;   ///< of vectors
    metrics::Labels key; ///< what the partner must have
    /// No partner: the element of the other side that comes nearest, and where it differs.
    struct Difference
    {
        std::string name;
        std::string ours;
        std::string theirs;
    };
    metrics::Labels nearest;
    std::vector<Difference> differences;
    std::size_t others = 0; ///< elements of the side where the partner is looked for
};

/// An aggregation, or histogram_quantile: the one group looked at.
struct AggregateStep
{
    std::string operation; ///< as written: sum, topk, histogram_quantile
    std::vector<std::string> grouping;
    bool without = false;
    std::optional<double> parameter;
    std::size_t groups = 0;
    std::size_t members = 0;
    std::vector<Element> shown; ///< of the members; the one that `operands` goes on with is the first
    std::size_t rank = 0;       ///< from 1; rankings only
};

/// One node of the expression.
struct Derivation
{
    Span printed;                     ///< in Explanation::text
    Span source;                      ///< in the text that was parsed
    ExprKind kind = ExprKind::Number; ///< parentheses are left out
    ValueType type = ValueType::Vector;
    base::Timestamp time{}; ///< evaluated at; of what stands in a subquery, the newest of its times
    std::size_t count = 0;  ///< elements of the result, series of a range
    bool present = false;   ///< whether the element asked about is in the result
    Missing missing = Missing::Nothing;
    metrics::Labels labels; ///< of the element; where missing, of what came nearest to being it
    double value = 0;       ///< where present, and where the comparison is false; of a range the newest sample
    std::variant<std::monostate, SelectorStep, WindowStep, CallStep, BinaryStep, AggregateStep> detail;
    std::vector<Derivation> operands;
    std::size_t leftOut = 0; ///< operands that are not told of because there are too many steps
};

} // namespace checkwatch::promql
