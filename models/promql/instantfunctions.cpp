#include "models/promql/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace checkwatch::promql {
namespace {

double sign(double v)
{
    return v < 0 ? -1 : v > 0 ? 1 : v;
}

double degrees(double v)
{
    return v * 180 / std::numbers::pi;
}

double radians(double v)
{
    return v * std::numbers::pi / 180;
}

using Elementwise = double (*)(double);

/// Null where the function is not one number to one number.
Elementwise elementwise(FunctionId id)
{
    switch (id) {
    case FunctionId::Abs: return [](double v) { return std::fabs(v); };
    case FunctionId::Ceil: return [](double v) { return std::ceil(v); };
    case FunctionId::Floor: return [](double v) { return std::floor(v); };
    case FunctionId::Sqrt: return [](double v) { return std::sqrt(v); };
    case FunctionId::Exp: return [](double v) { return std::exp(v); };
    case FunctionId::Ln: return [](double v) { return std::log(v); };
    case FunctionId::Log2: return [](double v) { return std::log2(v); };
    case FunctionId::Log10: return [](double v) { return std::log10(v); };
    case FunctionId::Sin: return [](double v) { return std::sin(v); };
    case FunctionId::Cos: return [](double v) { return std::cos(v); };
    case FunctionId::Tan: return [](double v) { return std::tan(v); };
    case FunctionId::Asin: return [](double v) { return std::asin(v); };
    case FunctionId::Acos: return [](double v) { return std::acos(v); };
    case FunctionId::Atan: return [](double v) { return std::atan(v); };
    case FunctionId::Sinh: return [](double v) { return std::sinh(v); };
    case FunctionId::Cosh: return [](double v) { return std::cosh(v); };
    case FunctionId::Tanh: return [](double v) { return std::tanh(v); };
    case FunctionId::Asinh: return [](double v) { return std::asinh(v); };
    case FunctionId::Acosh: return [](double v) { return std::acosh(v); };
    case FunctionId::Atanh: return [](double v) { return std::atanh(v); };
    case FunctionId::Sgn: return sign;
    case FunctionId::Deg: return degrees;
    case FunctionId::Rad: return radians;
    default: return nullptr;
    }
}

/// Go's math.Max: +Inf before NaN, NaN before numbers, 0 before -0.
double maxOf(double a, double b)
{
    if (a == std::numeric_limits<double>::infinity() || b == std::numeric_limits<double>::infinity()) {
        return std::numeric_limits<double>::infinity();
    }
    if (std::isnan(a) || std::isnan(b)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (a == 0 && a == b) {
        return std::signbit(a) ? b : a;
    }
    return a > b ? a : b;
}

/// Go's math.Min.
double minOf(double a, double b)
{
    return -maxOf(-a, -b);
}

void sortByValue(Items& items, bool descending)
{
    std::stable_sort(items.begin(), items.end(), [descending](const Item& a, const Item& b) {
        if (std::isnan(a.value) || std::isnan(b.value)) {
            return !std::isnan(a.value) && std::isnan(b.value);
        }
        return descending ? a.value > b.value : a.value < b.value;
    });
}

template <typename F>
Items mapped(Items items, F&& function)
{
    for (Item& item : items) {
        item.value = function(item.value);
        item.dropName = true;
    }
    return items;
}

} // namespace

Items Evaluation::instantCall(const Call& call, base::Timestamp time)
{
    const FunctionId id = call.function->id;
    if (const Elementwise function = elementwise(id)) {
        return mapped(vector(*call.args.front(), time), function);
    }
    switch (id) {
    case FunctionId::Vector: return {{keep({}), scalar(*call.args[0], time)}};
    case FunctionId::Absent: return absent(call, time);
    case FunctionId::Clamp:
    case FunctionId::ClampMin:
    case FunctionId::ClampMax: return clamp(call, time);
    case FunctionId::Round: return round(call, time);
    case FunctionId::Timestamp: return timestamps(call, time);
    case FunctionId::LabelReplace: return labelReplace(call, time);
    case FunctionId::LabelJoin: return labelJoin(call, time);
    case FunctionId::HistogramQuantile: return histogramQuantile(call, time);
    case FunctionId::Sort:
    case FunctionId::SortDesc: {
        Items items = vector(*call.args[0], time);
        sortByValue(items, id == FunctionId::SortDesc);
        return items;
    }
    case FunctionId::SortByLabel:
    case FunctionId::SortByLabelDesc: return sortByLabel(call, time);
    case FunctionId::HistogramCount:
    case FunctionId::HistogramSum:
    case FunctionId::HistogramFraction: return {}; // only native histograms have these
    default: return dates(call, time);
    }
}

Items Evaluation::clamp(const Call& call, base::Timestamp time)
{
    const FunctionId id = call.function->id;
    Items items = vector(*call.args[0], time);
    const double first = scalar(*call.args[1], time);
    if (id == FunctionId::ClampMin) {
        return mapped(std::move(items), [first](double v) { return maxOf(first, v); });
    }
    if (id == FunctionId::ClampMax) {
        return mapped(std::move(items), [first](double v) { return minOf(first, v); });
    }
    const double most = scalar(*call.args[2], time);
    if (most < first) {
        return {};
    }
    return mapped(std::move(items), [first, most](double v) { return maxOf(first, minOf(most, v)); });
}

Items Evaluation::round(const Call& call, base::Timestamp time)
{
    Items items = vector(*call.args[0], time);
    const double inverse = 1.0 / (call.args.size() > 1 ? scalar(*call.args[1], time) : 1.0);
    return mapped(std::move(items), [inverse](double v) { return std::floor(v * inverse + 0.5) / inverse; });
}

Items Evaluation::timestamps(const Call& call, base::Timestamp time)
{
    const Expr& argument = unwrapped(*call.args[0]);
    if (argument.kind == ExprKind::Selector) {
        if (m_tape) {
            m_tape->begin(argument, time);
        }
        Items items = select(as<Selector>(argument), time, true);
        if (m_tape) {
            m_tape->end(items);
        }
        return mapped(std::move(items), [](double v) { return v; });
    }
    return mapped(vector(argument, time), [time](double) { return base::unixSeconds(time); });
}

} // namespace checkwatch::promql
