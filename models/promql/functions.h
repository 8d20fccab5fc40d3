#pragma once

#include "models/promql/ast.h"

#include <span>
#include <string_view>

namespace checkwatch::promql {

enum class FunctionId : std::uint8_t {
    Abs,
    Absent,
    AbsentOverTime,
    Acos,
    Acosh,
    Asin,
    Asinh,
    Atan,
    Atanh,
    AvgOverTime,
    Ceil,
    Changes,
    Clamp,
    ClampMax,
    ClampMin,
    Cos,
    Cosh,
    CountOverTime,
    DaysInMonth,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Deg,
    Delta,
    Deriv,
    DoubleExponentialSmoothing,
    Exp,
    Floor,
    HistogramCount,
    HistogramFraction,
    HistogramQuantile,
    HistogramSum,
    HoltWinters,
    Hour,
    Idelta,
    Increase,
    Irate,
    LabelJoin,
    LabelReplace,
    LastOverTime,
    Ln,
    Log10,
    Log2,
    MadOverTime,
    MaxOverTime,
    MinOverTime,
    Minute,
    Month,
    Pi,
    PredictLinear,
    PresentOverTime,
    QuantileOverTime,
    Rad,
    Rate,
    Resets,
    Round,
    Scalar,
    Sgn,
    Sin,
    Sinh,
    Sort,
    SortByLabel,
    SortByLabelDesc,
    SortDesc,
    Sqrt,
    StddevOverTime,
    StdvarOverTime,
    SumOverTime,
    Tan,
    Tanh,
    Time,
    Timestamp,
    Vector,
    Year
};

/// A function of the language: Prometheus 2.42's list, and the experimental ones of Prometheus 3 that act on floats.
struct Function
{
    std::string_view name;
    FunctionId id;
    ValueType returns;
    std::vector<ValueType> args;
    int variadic
        = 0; ///< 0 = exactly args; n = the last may be left out or come up to n times; -1 = any number of times
    bool experimental = false;
};

/// Null where there is no such function. Names are case-sensitive.
[[nodiscard]] const Function* findFunction(std::string_view name);
/// All of them, by name.
[[nodiscard]] std::span<const Function> allFunctions();

} // namespace checkwatch::promql
