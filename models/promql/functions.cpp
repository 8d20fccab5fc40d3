#include "models/promql/functions.h"

#include <algorithm>
#include <array>

namespace checkwatch::promql {
namespace {

using enum FunctionId;
constexpr ValueType scalar = ValueType::Scalar;
constexpr ValueType vector = ValueType::Vector;
constexpr ValueType matrix = ValueType::Matrix;
constexpr ValueType text = ValueType::String;

const std::array<Function, 74>& table()
{
    static const std::array<Function, 74> functions{{
        {"abs", Abs, vector, {vector}},
        {"absent", Absent, vector, {vector}},
        {"absent_over_time", AbsentOverTime, vector, {matrix}},
        {"acos", Acos, vector, {vector}},
        {"acosh", Acosh, vector, {vector}},
        {"asin", Asin, vector, {vector}},
        {"asinh", Asinh, vector, {vector}},
        {"atan", Atan, vector, {vector}},
        {"atanh", Atanh, vector, {vector}},
        {"avg_over_time", AvgOverTime, vector, {matrix}},
        {"ceil", Ceil, vector, {vector}},
        {"changes", Changes, vector, {matrix}},
        {"clamp", Clamp, vector, {vector, scalar, scalar}},
        {"clamp_max", ClampMax, vector, {vector, scalar}},
        {"clamp_min", ClampMin, vector, {vector, scalar}},
        {"cos", Cos, vector, {vector}},
        {"cosh", Cosh, vector, {vector}},
        {"count_over_time", CountOverTime, vector, {matrix}},
        {"day_of_month", DayOfMonth, vector, {vector}, 1},
        {"day_of_week", DayOfWeek, vector, {vector}, 1},
        {"day_of_year", DayOfYear, vector, {vector}, 1},
        {"days_in_month", DaysInMonth, vector, {vector}, 1},
        {"deg", Deg, vector, {vector}},
        {"delta", Delta, vector, {matrix}},
        {"deriv", Deriv, vector, {matrix}},
        {"double_exponential_smoothing", DoubleExponentialSmoothing, vector, {matrix, scalar, scalar}, 0, true},
        {"exp", Exp, vector, {vector}},
        {"floor", Floor, vector, {vector}},
        {"histogram_count", HistogramCount, vector, {vector}},
        {"histogram_fraction", HistogramFraction, vector, {scalar, scalar, vector}},
        {"histogram_quantile", HistogramQuantile, vector, {scalar, vector}},
        {"histogram_sum", HistogramSum, vector, {vector}},
        {"holt_winters", HoltWinters, vector, {matrix, scalar, scalar}},
        {"hour", Hour, vector, {vector}, 1},
        {"idelta", Idelta, vector, {matrix}},
        {"increase", Increase, vector, {matrix}},
        {"irate", Irate, vector, {matrix}},
        {"label_join", LabelJoin, vector, {vector, text, text, text}, -1},
        {"label_replace", LabelReplace, vector, {vector, text, text, text, text}},
        {"last_over_time", LastOverTime, vector, {matrix}},
        {"ln", Ln, vector, {vector}},
        {"log10", Log10, vector, {vector}},
        {"log2", Log2, vector, {vector}},
        {"mad_over_time", MadOverTime, vector, {matrix}, 0, true},
        {"max_over_time", MaxOverTime, vector, {matrix}},
        {"min_over_time", MinOverTime, vector, {matrix}},
        {"minute", Minute, vector, {vector}, 1},
        {"month", Month, vector, {vector}, 1},
        {"pi", Pi, scalar, {}},
        {"predict_linear", PredictLinear, vector, {matrix, scalar}},
        {"present_over_time", PresentOverTime, vector, {matrix}},
        {"quantile_over_time", QuantileOverTime, vector, {scalar, matrix}},
        {"rad", Rad, vector, {vector}},
        {"rate", Rate, vector, {matrix}},
        {"resets", Resets, vector, {matrix}},
        {"round", Round, vector, {vector, scalar}, 1},
        {"scalar", Scalar, scalar, {vector}},
        {"sgn", Sgn, vector, {vector}},
        {"sin", Sin, vector, {vector}},
        {"sinh", Sinh, vector, {vector}},
        {"sort", Sort, vector, {vector}},
        {"sort_by_label", SortByLabel, vector, {vector, text}, -1, true},
        {"sort_by_label_desc", SortByLabelDesc, vector, {vector, text}, -1, true},
        {"sort_desc", SortDesc, vector, {vector}},
        {"sqrt", Sqrt, vector, {vector}},
        {"stddev_over_time", StddevOverTime, vector, {matrix}},
        {"stdvar_over_time", StdvarOverTime, vector, {matrix}},
        {"sum_over_time", SumOverTime, vector, {matrix}},
        {"tan", Tan, vector, {vector}},
        {"tanh", Tanh, vector, {vector}},
        {"time", Time, scalar, {}},
        {"timestamp", Timestamp, vector, {vector}},
        {"vector", Vector, vector, {scalar}},
        {"year", Year, vector, {vector}, 1},
    }};
    return functions;
}

} // namespace

const Function* findFunction(std::string_view name)
{
    const auto at = std::lower_bound(table().begin(), table().end(), name,
                                     [](const Function& function, std::string_view n) { return function.name < n; });
    return at != table().end() && at->name == name ? &*at : nullptr;
}

std::span<const Function> allFunctions()
{
    return table();
}

} // namespace checkwatch::promql
