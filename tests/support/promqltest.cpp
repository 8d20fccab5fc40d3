#include "tests/support/promqltest.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "tests/support/pinned.h"
#include "tests/support/seriesnotation.h"
#include "tests/support/vectorquerier.h"

#include <cmath>
#include <limits>

namespace checkwatch::support {
namespace {

using namespace promql;

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::string_view takeWord(std::string_view& line)
{
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    line = trimmed(line.substr(word.size()));
    return word;
}

enum class Kind { Plain, Ordered, Fail };

struct Case
{
    Kind kind = Kind::Plain;
    base::Timestamp time{};
    ExprPtr expr;
    std::vector<SeriesLine> expected;
    std::optional<double> number;
    std::size_t line = 0;
};

class Runner
{
public:
    explicit Runner(Compat compat) : m_engine(options(compat)) {}
    ScriptResult run(std::string_view script);

private:
    static EngineOptions options(Compat compat)
    {
        EngineOptions options;
        options.compat = compat;
        return options;
    }
    void split(std::string_view script);
    /// The lines up to the next blank one.
    std::vector<std::string_view> block();
    void load(std::string_view arguments);
    void eval(Kind kind, std::string_view arguments);
    bool readExpected(Case& test);
    void check(const Case& test);
    void checkPinned(const Case& test);
    void checkRange(const Case& test);
    void compare(const Case& test, const base::Result<Value>& result, const std::string& how);
    void compareVector(const Case& test, const std::vector<Element>& elements, const std::string& how);
    void fail(std::size_t line, const std::string& what)
    {
        m_result.failures.push_back("line " + std::to_string(line) + ": " + what);
    }

    Engine m_engine;
    VectorQuerier m_data;
    std::vector<std::string_view> m_lines;
    std::size_t m_at = 0;
    ScriptResult m_result;
};

ScriptResult Runner::run(std::string_view script)
{
    split(script);
    while (m_at < m_lines.size()) {
        std::string_view line = m_lines[m_at++];
        const std::string_view command = takeWord(line);
        if (command == "clear") {
            m_data.clear();
        } else if (command == "load") {
            load(line);
        } else if (command == "eval") {
            eval(Kind::Plain, line);
        } else if (command == "eval_ordered") {
            eval(Kind::Ordered, line);
        } else if (command == "eval_fail") {
            eval(Kind::Fail, line);
        } else if (!command.empty()) {
            fail(m_at, "unknown command " + std::string(command));
        }
    }
    return m_result;
}

void Runner::split(std::string_view script)
{
    while (!script.empty()) {
        const std::size_t end = std::min(script.find('\n'), script.size());
        const std::string_view line = trimmed(script.substr(0, end));
        m_lines.push_back(line.starts_with('#') ? std::string_view{} : line);
        script.remove_prefix(std::min(end + 1, script.size()));
    }
}

std::vector<std::string_view> Runner::block()
{
    std::vector<std::string_view> out;
    while (m_at < m_lines.size() && !m_lines[m_at].empty()) {
        out.push_back(m_lines[m_at++]);
    }
    return out;
}

void Runner::load(std::string_view arguments)
{
    const auto step = base::parseDuration(arguments);
    for (const std::string_view line : block()) {
        const auto series = parseSeriesLine(line);
        if (!series || !step) {
            fail(m_at, "cannot load " + std::string(line));
            continue;
        }
        m_data.add(series->labels, series->samples(*step));
    }
}

void Runner::eval(Kind kind, std::string_view arguments)
{
    Case test;
    test.kind = kind;
    test.line = m_at;
    takeWord(arguments); // instant
    if (arguments.starts_with("at ")) {
        takeWord(arguments);
        const auto at = base::parseDuration(takeWord(arguments));
        test.time = base::Timestamp{at ? *at : base::Duration{-1}};
    }
    const auto expr = parse(arguments);
    ++m_result.cases;
    if (!expr) {
        block();
        return fail(test.line, std::string(arguments) + ": " + expr.error().text());
    }
    test.expr = *expr;
    if (readExpected(test)) {
        check(test);
        checkPinned(test);
        checkRange(test);
    }
}

bool Runner::readExpected(Case& test)
{
    const auto lines = block();
    if (lines.size() == 1) {
        test.number = base::parseFloat(lines.front());
    }
    for (const std::string_view line : lines) {
        auto series = parseSeriesLine(line);
        if (!test.number && (!series || series->values.size() != 1 || !series->values.front())) {
            fail(test.line, "cannot read the expected " + std::string(line));
            return false;
        }
        if (!test.number) {
            test.expected.push_back(std::move(*series));
        }
    }
    return true;
}

void Runner::check(const Case& test)
{
    const auto result = m_engine.instant(m_data, test.expr, test.time);
    if (test.kind == Kind::Fail) {
        if (result.ok()) {
            fail(test.line, "should have failed");
        }
        return;
    }
    compare(test, result, "");
}

void Runner::checkPinned(const Case& test)
{
    const ExprPtr expr = test.kind == Kind::Plain ? pinned(test.expr, test.time) : nullptr;
    if (!expr) {
        return;
    }
    const base::Duration t = test.time.time_since_epoch();
    const std::vector<base::Duration> times = t.count() == 0
        ? std::vector<base::Duration>{base::Duration{-1000}, base::Duration{0}, base::Duration{1000}}
        : std::vector<base::Duration>{-10 * t, base::Duration{0}, t / 5, t, 10 * t};
    for (const base::Duration time : times) {
        ++m_result.pinned;
        compare(test, m_engine.instant(m_data, expr, base::Timestamp{time}), print(*expr) + ": ");
    }
}

void Runner::checkRange(const Case& test)
{
    if (test.kind != Kind::Plain || test.expr->type == ValueType::String || test.expr->type == ValueType::Matrix) {
        return;
    }
    ++m_result.ranges;
    const base::Duration step = std::chrono::minutes{1};
    const auto matrix = m_engine.range(m_data, test.expr, test.time - step, test.time + step, step);
    if (!matrix) {
        return fail(test.line, "as a range: " + matrix.error().text());
    }
    Vector vector{test.time, {}};
    for (const Series& series : matrix->series) {
        for (const metrics::Sample& sample : series.samples) {
            if (sample.time == test.time) {
                vector.elements.push_back({series.labels, sample.value});
            }
        }
    }
    if (test.expr->type == ValueType::Scalar && vector.elements.size() == 1) {
        return compare(test, Value{Scalar{test.time, vector.elements.front().value}}, "as a range: ");
    }
    compare(test, Value{vector}, "as a range: ");
}

void Runner::compare(const Case& test, const base::Result<Value>& result, const std::string& how)
{
    if (!result.ok()) {
        return fail(test.line, how + result.error().text());
    }
    if (const auto* scalar = std::get_if<Scalar>(&*result)) {
        if (!test.number || !almostEqual(*test.number, scalar->value)) {
            fail(test.line, how + "got the scalar " + base::formatFloat(scalar->value, 'g'));
        }
        return;
    }
    const auto* vector = std::get_if<Vector>(&*result);
    if (!vector || test.number) {
        return fail(test.line, how + "a value of another type than expected");
    }
    compareVector(test, vector->elements, how);
}

void Runner::compareVector(const Case& test, const std::vector<Element>& elements, const std::string& how)
{
    if (elements.size() != test.expected.size()) {
        fail(test.line,
             how + "got " + std::to_string(elements.size()) + " elements, expected "
                 + std::to_string(test.expected.size()));
        return;
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto at = std::find_if(test.expected.begin(), test.expected.end(),
                                     [&](const SeriesLine& line) { return line.labels == elements[i].labels; });
        const std::string got = elements[i].labels.toString() + " " + base::formatFloat(elements[i].value, 'g');
        if (at == test.expected.end() || !almostEqual(*at->values.front(), elements[i].value)) {
            fail(test.line, how + "unexpected " + got);
        } else if (test.kind == Kind::Ordered && at != test.expected.begin() + static_cast<std::ptrdiff_t>(i)) {
            fail(test.line, how + "at the wrong place: " + got);
        }
    }
}

} // namespace

bool almostEqual(double a, double b)
{
    constexpr double epsilon = 1e-6;
    constexpr double smallest = std::numeric_limits<double>::min();
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) && std::isnan(b);
    }
    if (a == b) {
        return true;
    }
    const double difference = std::fabs(a - b);
    if (a == 0 || b == 0 || difference < smallest) {
        return difference < epsilon * smallest;
    }
    return difference / (std::fabs(a) + std::fabs(b)) < epsilon;
}

ScriptResult runPromqlScript(std::string_view script, Compat compat)
{
    return Runner(compat).run(script);
}

} // namespace checkwatch::support
