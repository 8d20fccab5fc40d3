#include "tests/peers/edgequestions.h"

#include "models/promql/functions.h"

#include <algorithm>
#include <initializer_list>

namespace checkwatch::peers {
namespace {

using promql::FunctionId;
using promql::ValueType;
using Texts = std::vector<std::string>;

const Texts numbers{"0", "1", "-1", "0.5", "-2.5", "1e3", "NaN", "Inf", "-Inf", "1e18", "1e308", "5e-324"};

/// What stands for a number in a label.
std::string place(std::size_t index)
{
    return std::to_string(index);
}

Texts oddSeries()
{
    Texts out;
    for (const auto& [kind, values] : std::initializer_list<std::pair<const char*, const char*>>{
             {"rising", "0+15x40"},
             {"falling", "100-7x40"},
             {"flat", "5x40"},
             {"zeros", "0 -0 0 -0 0x30"},
             {"resets", "100 110 120 3 13 0 5 5 1e3 2 1 0 7"},
             {"nan", "NaN NaN NaN NaN NaN NaN NaN"},
             {"nanmixed", "10 NaN 40 NaN NaN 70 NaN 2 1"},
             {"nanfirst", "NaN 10 20 5"},
             {"inf", "Inf Inf Inf Inf Inf Inf"},
             {"infmixed", "1 Inf 2 -Inf 3 Inf Inf -Inf 0"},
             {"one", "_ _ _ 7"},
             {"gone", "1 2 3 stale"},
             {"back", "1 2 stale _ _ 4 9 stale 1"},
             {"gappy", "1 _ _ _ 4 _ _ _ _ _ 6 _ 8"},
             {"negative", "-1 -5 -3 -100 -2.5 -2.5 -0.1"},
             {"huge", "1e308 -1e308 1.7e308 1.7e308 -1.7e308 9007199254740993 9007199254740992"},
             {"tiny", "5e-324 1e-320 0 5e-324 2.2e-308"},
             {"fractions", "0.1 0.2 0.30000000000000004 0.5 1.5 2.5 -0.5 -1.5 0.49999999999999994"}}) {
        out.push_back("e{k=\"" + std::string(kind) + "\"} " + values);
    }
    return out;
}

/// Go's conversion of these to whole seconds is not defined.
constexpr const char* datable = R"(e{k!~"nan.*|inf.*|huge"})";

/// Go 1.19 takes logarithms of subnormal numbers on amd64 as if they were normal.
constexpr const char* normal = R"(e{k!="tiny"})";

bool isLogarithm(FunctionId id)
{
    return id == FunctionId::Ln || id == FunctionId::Log10 || id == FunctionId::Log2;
}

bool isDate(FunctionId id)
{
    switch (id) {
    case FunctionId::DayOfMonth:
    case FunctionId::DayOfWeek:
    case FunctionId::DayOfYear:
    case FunctionId::DaysInMonth:
    case FunctionId::Hour:
    case FunctionId::Minute:
    case FunctionId::Month:
    case FunctionId::Year: return true;
    default: return false;
    }
}

/// Whose last bits are libm's.
bool isTranscendental(std::string_view name)
{
    static const Texts names{"acos", "acosh", "asin",  "asinh", "atan", "atanh", "cos", "cosh",
                             "exp",  "ln",    "log10", "log2",  "sin",  "sinh",  "tan", "tanh"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

Texts argumentsFor(ValueType type, FunctionId id)
{
    switch (type) {
    case ValueType::Scalar: return numbers;
    case ValueType::Matrix:
        return {"e[1m]",           "e[5m]",      "e[15s]",    "e[1ms]",
                "e[2m] offset 1m", "e[5m] @ 90", "e[5m:30s]", "nosuch{a=\"1\"}[5m]"};
    default: break;
    }
    if (isDate(id)) {
        Texts far{datable, "nosuch"};
        for (const char* seconds :
             {"-1", "-86401", "951782400", "4107542400", "-62135596801", "1e12", "-1e12", "1e15", "-3e15", "1e18",
              "-1e18", "9.2e18", "-9.2e18", "9223372036854774784", "-9223372036854774784", "67767976233532799.5"}) {
            far.push_back("vector(" + std::string(seconds) + ')');
        }
        return far;
    }
    if (isLogarithm(id)) {
        return {normal, "nosuch"};
    }
    return {"e", "nosuch{a=\"1\"}", "e offset 4m59s999ms", "e > 2"};
}

/// All calls of a function with arguments of the right types, as many as it needs at least.
Texts callsOf(const promql::Function& function)
{
    Texts calls{std::string(function.name) + '('};
    for (std::size_t i = 0; i < function.args.size(); ++i) {
        Texts longer;
        for (const std::string& call : calls) {
            for (const std::string& argument : argumentsFor(function.args[i], function.id)) {
                longer.push_back(call + (i == 0 ? "" : ", ") + argument);
            }
        }
        calls = std::move(longer);
    }
    for (std::string& call : calls) {
        call += ')';
    }
    if (function.variadic > 0) {
        calls.push_back(std::string(function.name) + (isDate(function.id) ? "()" : "(e)"));
    }
    return calls;
}

/// `name{at="0"}` to `name{at="11"}`: one series a number.
Texts seriesOfNumbers(const std::string& name)
{
    Texts out;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        out.push_back(name + "{at=\"" + place(i) + "\"} " + numbers[i]);
    }
    return out;
}

/// Two series for each two numbers; tie="1" where both are the same number.
Texts seriesOfPairs()
{
    Texts out;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        for (std::size_t j = i; j < numbers.size(); ++j) {
            const std::string labels
                = "p{g=\"" + place(i) + '_' + place(j) + "\",tie=\"" + (i == j ? "1" : "0") + "\",m=\"";
            out.push_back(labels + "a\"} " + numbers[i]);
            out.push_back(labels + "b\"} " + numbers[j]);
        }
    }
    return out;
}

} // namespace

void ask(Questions& out, const std::string& text, bool exact, std::initializer_list<int> seconds)
{
    for (const int second : seconds) {
        out.questions.push_back({text, std::chrono::seconds{second}, exact, {}});
    }
}

Questions questionsOfFunctions()
{
    Questions out{oddSeries(), {}};
    for (const promql::Function& function : promql::allFunctions()) {
        const bool ofText
            = std::find(function.args.begin(), function.args.end(), ValueType::String) != function.args.end();
        if (function.experimental || ofText) {
            continue;
        }
        for (const std::string& call : callsOf(function)) {
            ask(out, call, !isTranscendental(function.name), {0, 60, 105, 900});
        }
    }
    return out;
}

Questions questionsOfAggregations()
{
    Questions out{seriesOfPairs(), {}};
    for (const char* op : {"sum", "min", "max", "count", "group", "avg", "stddev", "stdvar"}) {
        const bool ordered = std::string_view(op) == "avg" || std::string_view(op).starts_with("std");
        // The mean of nothing and the least number there is depends on which comes first.
        const std::string of = ordered ? R"((p{g!="0_11"}))" : "(p)";
        for (const char* grouping : {" by (g) ", " without (m) ", " by (g, nosuch) "}) {
            ask(out, op + std::string(grouping) + of, !ordered, {0, 300, 301});
        }
        ask(out, std::string(op) + "(nosuch)", true, {0});
    }
    for (const std::string& number : numbers) {
        ask(out, "quantile by (g) (" + number + ", p)", true, {0});
        for (const char* op : {"topk", "bottomk"}) {
            ask(out, op + std::string(" by (g) (") + number + ", p{tie=\"0\"})", true, {0});
            ask(out, op + std::string("(") + number + ", p{g=\"1_3\"})", true, {0});
        }
    }
    for (const char* grouping : {"", " by (g)", " without (m)", " by ()", " by (v)", " without (v)"}) {
        ask(out, "count_values" + std::string(grouping) + "(\"v\", p)", true, {0});
        ask(out, "count_values" + std::string(grouping) + "(\"g\", p)", true, {0});
    }
    return out;
}

Questions questionsOfOperators()
{
    Questions out{seriesOfNumbers("l"), {}};
    const Texts pairs = seriesOfPairs();
    out.series.insert(out.series.end(), pairs.begin(), pairs.end());
    const Texts comparisons{"==", "!=", ">", "<", ">=", "<="};
    Texts all{"+", "-", "*", "/", "%", "^", "atan2"};
    all.insert(all.end(), comparisons.begin(), comparisons.end());
    for (const std::string& op : all) {
        const bool exact = op != "^" && op != "atan2";
        const bool compares = std::find(comparisons.begin(), comparisons.end(), op) != comparisons.end();
        for (const std::string& number : numbers) {
            ask(out, "l " + op + " " + number, exact, {0});
            ask(out, number + " " + op + " l", exact, {0});
            for (const std::string& other : numbers) {
                ask(out, "(" + number + ") " + op + (compares ? " bool (" : " (") + other + ")", exact, {0});
            }
            if (compares) {
                ask(out, "l " + op + " bool " + number, true, {0});
                ask(out, number + " " + op + " bool l", true, {0});
            }
        }
        for (const char* modifier : {"", " bool"}) {
            if (*modifier == '\0' || compares) {
                ask(out, "p{m=\"a\"} " + op + modifier + " on (g) p{m=\"b\"}", exact, {0});
                ask(out, "p{m=\"b\"} " + op + modifier + " ignoring (m) p{m=\"a\"}", exact, {0});
                ask(out, "p " + op + modifier + " on (g) group_left (tie) p{m=\"b\"}", exact, {0});
                ask(out, "p{m=\"a\"} " + op + modifier + " ignoring (m) group_right p", exact, {0});
            }
        }
    }
    for (const char* op : {"and", "or", "unless"}) {
        for (const char* match : {"", " on (g)", " on (g, m)", " ignoring (m)", " on ()"}) {
            ask(out, "(p > 0) " + std::string(op) + match + " p{m=\"b\"}", true, {0});
        }
    }
    ask(out, "-l", true, {0});
    ask(out, "-(l == 0)", true, {0});
    return out;
}

} // namespace checkwatch::peers
