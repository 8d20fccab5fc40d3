#include "tests/peers/randompromql.h"

namespace checkwatch::peers {

std::string Generator::one(const std::vector<std::string>& choices)
{
    return choices[static_cast<std::size_t>(pick(static_cast<int>(choices.size())))];
}

std::string Generator::counterValues()
{
    std::string out;
    int value = pick(50);
    for (int i = 0; i < 60; ++i) {
        const int what = pick(20);
        value = what == 0 ? pick(3) : value + (what < 8 ? 0 : pick(9));
        out += what == 1 ? " _" : " " + std::to_string(value);
    }
    return out;
}

std::string Generator::gaugeValues()
{
    std::string out = one({"", " _x7", " _x20"});
    for (int i = 0; i < 25; ++i) {
        out += one({" _", " stale", " " + std::to_string(pick(2000) - 1000), " 0." + std::to_string(pick(10000)),
                    " " + std::to_string(pick(100)) + "x3", " " + std::to_string(pick(9)) + "+0.7x4",
                    " " + std::to_string(pick(99)) + "-1.1x2", " 5"});
    }
    return out;
}

/// No -0: how it sorts beside 0 is up to the sort, and count_values tells them apart.
std::string Generator::oddValues()
{
    std::string out;
    for (int i = 0; i < 40; ++i) {
        out += one({" NaN", " Inf", " -Inf", " 0", " 1e300", " -1e300", " 1e-300", " 3", " 7", " 0.1", " _", " stale",
                    " 123456789.123", " -2.5"});
    }
    return out;
}

std::vector<std::string> Generator::series()
{
    std::vector<std::string> out;
    for (const char* labels : {"proxy=\"a\",server=\"1\"", "proxy=\"a\",server=\"2\"", "proxy=\"b\",server=\"1\""}) {
        out.push_back("checks{" + std::string(labels) + "}" + counterValues());
        out.push_back("sessions{" + std::string(labels) + "}" + gaugeValues());
    }
    out.push_back("checks{proxy=\"b\",server=\"3\"} 5 4 3 2 1 0 0x40");
    out.push_back("limits{proxy=\"a\"}" + gaugeValues());
    out.push_back("limits{proxy=\"b\",zone=\"x\"}" + counterValues());
    out.push_back("odd{proxy=\"a\",server=\"2\"}" + oddValues());
    out.push_back("odd{proxy=\"c\",server=\"9\"}" + oddValues());
    for (const char* le : {"0.1", "0.5", "1", "+Inf"}) {
        out.push_back("took_bucket{proxy=\"a\",le=\"" + std::string(le) + "\"}" + counterValues());
    }
    return out;
}

std::string Generator::number()
{
    return one({"0", "1", "3.5", "-2", "1e3", "0x1F", "017", "1e-3", "Inf", "NaN", ".5", "time()", "pi()", "100"});
}

std::string Generator::selector()
{
    return one({"checks", "checks", "sessions", "sessions", "odd", "limits"})
        + one({"", "", "{proxy=\"a\"}", "{proxy!=\"a\"}", "{server=~\"1|2\"}", "{server!~\"1\",proxy=~\".+\"}",
               "{zone=\"\"}", "{nosuch=\"x\"}"});
}

std::string Generator::shift()
{
    return one({"", "", "", "", " offset 30s", " offset -1m", " @ 300", " @ 123.456 offset 7s", " offset 15s @ start()",
                " @ end()", " offset 4m59s999ms"});
}

std::string Generator::range(int depth)
{
    if (depth > 0 && pick(5) == 0) {
        return '(' + vector(depth - 1) + ')' + one({"[2m:15s]", "[1m:7s]", "[90s:]", "[45s:500ms]", "[5m:1m]"})
            + shift();
    }
    return selector() + '[' + one({"15s", "29s", "30s", "30001ms", "1m", "90s", "5m", "2m30s", "1h", "1ms"}) + ']'
        + shift();
}

std::string Generator::scalar(int depth)
{
    switch (depth <= 0 ? 0 : pick(6)) {
    case 0:
    case 1:
    case 2: return number();
    case 3: return "scalar(" + vector(depth - 1) + ')';
    case 4:
        return '(' + scalar(depth - 1) + ' ' + one({"+", "-", "*", "/", "%", "> bool", "== bool"}) + ' ' + number()
            + ')';
    default: return "-(" + scalar(depth - 1) + ')';
    }
}

std::string Generator::overRange(int depth)
{
    switch (pick(9)) {
    case 0: return "quantile_over_time(" + one({"0", "0.3", "0.95", "1", "-1", "2", "NaN"}) + ", " + range(depth) + ')';
    case 1: return "predict_linear(" + range(depth) + ", " + one({"60", "-3600", "0.5"}) + ')';
    case 2: return "holt_winters(" + range(depth) + ", 0.3, 0.6)";
    default:
        return one({"rate", "increase", "delta", "irate", "idelta", "resets", "changes", "sum_over_time",
                    "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "last_over_time",
                    "stdvar_over_time", "stddev_over_time", "deriv", "absent_over_time", "present_over_time"})
            + '(' + range(depth) + ')';
    }
}

std::string Generator::aggregation(int depth)
{
    const std::string grouping
        = one({"", "", " by (proxy)", " without (server)", " by (__name__, server)", " by ()", " without ()"});
    const std::string inner = vector(depth - 1) + ')';
    switch (pick(6)) {
    case 0: return one({"bottomk", "topk"}) + grouping + "(99, " + inner;
    case 1: return "quantile" + grouping + '(' + one({"0", "0.3", "0.9", "1", "1.5", "NaN"}) + ", " + inner;
    case 2: return "count_values" + grouping + "(\"" + one({"v", "proxy"}) + "\", " + inner;
    default: return one({"min", "max", "count", "group"}) + grouping + '(' + inner;
    }
}

std::string Generator::elementwise(int depth)
{
    const std::string inner = vector(depth - 1);
    switch (pick(6)) {
    case 0: return "clamp(" + inner + ", " + scalar(1) + ", " + scalar(1) + ')';
    case 1: return one({"clamp_min", "clamp_max", "round"}) + '(' + inner + ", " + scalar(1) + ')';
    case 2:
        return one({"day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"})
            + "(timestamp(" + inner + ") * " + one({"1", "1000", "777777", "-5e5"}) + ')';
    case 3: return one({"-", "+"}) + '(' + inner + ')';
    default:
        return one({"abs", "ceil", "floor", "sqrt", "sgn", "sort", "sort_desc", "timestamp", "absent", "round", "deg",
                    "rad", ""})
            + '(' + inner + ')';
    }
}

std::string Generator::binary(int depth)
{
    const std::string left = '(' + vector(depth - 1) + ") ";
    const std::string right = " (" + vector(depth - 1) + ')';
    switch (pick(5)) {
    case 0:
        return left + one({"+", "-", "*", "/", "%", ">", "<", ">=", "<=", "==", "!=", "> bool", "!= bool"}) + ' '
            + scalar(1);
    case 1: return scalar(1) + one({" + ", " - ", " * ", " / ", " % ", " > ", " < ", " == bool "}) + right;
    case 2:
        return left + one({"and", "or", "unless"}) + one({"", " on (proxy, server)", " ignoring (server)", " on ()"})
            + right;
    case 3:
        return left + one({"+", "-", "/", "> ", "<=", "== bool"})
            + one({" on (proxy)", " ignoring (server, zone)", " on (proxy, server)"})
            + one({" group_left ()", " group_right ()", " group_left (zone)", " group_right (server, zone)"}) + right;
    default:
        return left + one({"+", "-", "*", "/", "%", ">", "<=", "==", "!=", "> bool", "== bool"})
            + one({"", "", " on (proxy, server)", " ignoring (server)"}) + right;
    }
}

std::string Generator::labelling(int depth)
{
    const std::string inner = vector(depth - 1);
    switch (pick(4)) {
    case 0:
        return "label_join(" + inner + ", \"" + one({"to", "proxy", "__name__"}) + "\", \"-\", \"proxy\", \"server\")";
    case 1:
        return "histogram_quantile(" + one({"0", "0.5", "0.9", "1", "-1", "2"}) + ", "
            + one({"took_bucket", "rate(took_bucket[2m])", "increase(took_bucket[1m]) * 3", "took_bucket > 5"}) + ')';
    default:
        return "label_replace(" + inner + ", \"" + one({"to", "proxy", "server", "__name__"}) + "\", \""
            + one({"$1", "x$1y", "${1}z", "", "$0$$"}) + "\", \"" + one({"proxy", "server", "nosuch", "__name__"})
            + "\", \"" + one({"(.*)", "(a|b)", "(.)c?", "x"}) + "\")";
    }
}

std::string Generator::vector(int depth)
{
    switch (depth <= 0 ? 0 : pick(12)) {
    case 0:
    case 1: return selector() + shift();
    case 2:
    case 3:
    case 4: return overRange(depth - 1);
    case 5:
    case 6: return aggregation(depth);
    case 7: return elementwise(depth);
    case 8: return labelling(depth);
    case 9: return "vector(" + scalar(depth - 1) + ')';
    default: return binary(depth);
    }
}

RandomExpression Generator::inexact()
{
    const std::string inner = vector(2);
    switch (pick(3)) {
    case 0: return {one({"sum", "avg"}) + one({"", " by (proxy)", " without (proxy)"}) + "(abs(" + inner + "))", false};
    case 1: return {'(' + inner + ") " + one({"^ 2", "^ 0.5", "^ -1.5", "^ 0", "atan2 3", "atan2 -0.5"}), false};
    default:
        return {one({"exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
                     "asinh", "acosh", "atanh"})
                    + '(' + inner + ')',
                false};
    }
}

WindowForm Generator::windowForm()
{
    const std::string function
        = one({"sum_over_time(", "avg_over_time(", "min_over_time(", "max_over_time(", "count_over_time(",
               "last_over_time(", "stdvar_over_time(", "stddev_over_time(", "present_over_time(", "absent_over_time(",
               "quantile_over_time(0.3, ", "changes(", "resets(", "irate(", "idelta(", "deriv("});
    return {function + selector() + '[', ']' + shift() + ')'};
}

RandomExpression Generator::expression()
{
    switch (pick(12)) {
    case 0: return inexact();
    case 1: return {scalar(3), true};
    default: return {vector(1 + pick(3)), true};
    }
}

} // namespace checkwatch::peers
