#include "models/testfiles/promqlscript.h"

#include "models/base/numbers.h"
#include "models/promql/ast.h"
#include "models/testfiles/difference.h"
#include "models/testfiles/gridloader.h"
#include "models/testfiles/pinned.h"
#include "models/testfiles/scriptreader.h"
#include "models/tsdb/memorystore.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

namespace checkwatch::testfiles {
namespace {

using namespace promql;
using Kind = ScriptCommand::Kind;

constexpr base::Duration rangeStep = std::chrono::minutes{1};

std::unique_ptr<tsdb::MemoryStore> makeStore()
{
    return std::make_unique<tsdb::MemoryStore>(
        tsdb::Retention{base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()});
}

std::string lineOf(const metrics::Labels& labels, double value)
{
    return labels.toString() + " " + base::formatFloat(value, 'g');
}

/// Where to put the position in front: the order matters.
std::string numbered(std::size_t index, const std::string& line)
{
    return std::to_string(index + 1) + ". " + line;
}

/// One variant of a case: an expression at a time.
struct Query
{
    ExprPtr expr;
    base::Timestamp time{};
};

class Runner
{
public:
    explicit Runner(const TestOptions& options) : m_options(options) { clear(); }

    ScriptResult run(std::string_view text)
    {
        const Script script = readScript(text, m_options.parsing());
        for (const base::Error& error : script.errors) {
            m_result.failures.push_back("line " + std::to_string(error.line) + ": " + error.message);
        }
        m_result.failed = static_cast<int>(script.errors.size());
        for (const ScriptCommand& command : script.commands) {
            if (command.kind == Kind::Clear) {
                clear();
            } else if (command.kind == Kind::Load) {
                GridLoader(*m_store, command.duration, command.series).loadAll();
            } else {
                evaluate(command);
            }
        }
        return std::move(m_result);
    }

private:
    void clear()
    {
        EngineOptions options;
        options.compat = m_options.compat;
        m_engine = std::make_unique<Engine>(options);
        m_store = makeStore();
    }
    void evaluate(const ScriptCommand& command);
    static std::vector<Query> variants(const ScriptCommand& command);
    std::optional<std::string> problem(const ScriptCommand& command, const Query& query);
    std::optional<std::string> rangeProblem(const ScriptCommand& command, const Query& query);
    static std::optional<std::string> compare(const ScriptCommand& command, const Value& value);
    static std::optional<std::string> compareVector(const ScriptCommand& command, const std::vector<Element>& elements);

    TestOptions m_options;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<tsdb::MemoryStore> m_store;
    ScriptResult m_result;
};

void Runner::evaluate(const ScriptCommand& command)
{
    const std::vector<Query> queries = variants(command);
    for (const Query& query : queries) {
        const bool asWritten = &query == &queries.front();
        std::optional<std::string> what = problem(command, query);
        const bool inRange = !what && (what = rangeProblem(command, query));
        if (!what) {
            continue;
        }
        std::string text = "line " + std::to_string(command.line) + ": " + command.text;
        if (!asWritten) {
            text += "\n    as " + print(*query.expr) + " at " + std::to_string(base::unixMs(query.time)) + " ms";
        }
        text += std::string(inRange ? "\n    as the middle step of a range query" : "") + "\n" + *what;
        m_result.failures.push_back(std::move(text));
        ++m_result.failed;
        return;
    }
    ++m_result.passed;
}

std::vector<Query> Runner::variants(const ScriptCommand& command)
{
    const base::Duration t = command.duration;
    std::vector<Query> out{{command.expr, base::Timestamp{t}}};
    const ExprPtr expr = pinned(command.expr, base::Timestamp{t});
    if (!expr) {
        return out;
    }
    const std::vector<base::Duration> times = t.count() == 0
        ? std::vector<base::Duration>{base::Duration{-1000}, base::Duration{0}, base::Duration{1000}}
        : std::vector<base::Duration>{-10 * t, base::Duration{0}, t / 5, t, 10 * t};
    for (const base::Duration time : times) {
        out.push_back({expr, base::Timestamp{time}});
    }
    return out;
}

std::optional<std::string> Runner::problem(const ScriptCommand& command, const Query& query)
{
    ++m_result.queries;
    const auto value = m_engine->instant(*m_store, query.expr, query.time);
    if (command.kind == Kind::EvalFail) {
        return value ? std::optional<std::string>("    expected an error, got a value") : std::nullopt;
    }
    return value ? compare(command, *value) : "    error: " + value.error().text();
}

std::optional<std::string> Runner::rangeProblem(const ScriptCommand& command, const Query& query)
{
    if (command.kind != Kind::Eval || query.expr->type == ValueType::String || query.expr->type == ValueType::Matrix) {
        return std::nullopt;
    }
    ++m_result.ranges;
    const auto matrix
        = m_engine->range(*m_store, query.expr, query.time - rangeStep, query.time + rangeStep, rangeStep);
    if (!matrix) {
        return "    error: " + matrix.error().text();
    }
    Vector vector{query.time, {}};
    for (const Series& series : matrix->series) {
        for (const metrics::Sample& sample : series.samples) {
            if (sample.time == query.time) {
                vector.elements.push_back({series.labels, sample.value});
            }
        }
    }
    if (query.expr->type == ValueType::Scalar && vector.elements.size() == 1) {
        return compare(command, Scalar{query.time, vector.elements.front().value});
    }
    return compare(command, vector);
}

std::optional<std::string> Runner::compare(const ScriptCommand& command, const Value& value)
{
    if (const auto* scalar = std::get_if<Scalar>(&value)) {
        if (command.number && almostEqual(*command.number, scalar->value)) {
            return std::nullopt;
        }
        Difference difference;
        difference.unexpected = {"scalar " + base::formatFloat(scalar->value, 'g')};
        for (const SeriesLine& line : command.series) {
            difference.missing.push_back(lineOf(line.labels, line.values.front()));
        }
        if (command.number) {
            difference.missing.push_back("scalar " + base::formatFloat(*command.number, 'g'));
        }
        return difference.text("    ");
    }
    if (const auto* vector = std::get_if<Vector>(&value)) {
        return compareVector(command, vector->elements);
    }
    return "    expected an instant vector or a scalar, got a "
        + std::string(std::holds_alternative<Matrix>(value) ? "range vector" : "string");
}

std::optional<std::string> Runner::compareVector(const ScriptCommand& command, const std::vector<Element>& elements)
{
    const bool ordered = command.kind == Kind::EvalOrdered;
    const auto put = [ordered](std::vector<std::string>& out, std::size_t index, const std::string& line) {
        out.push_back(ordered ? numbered(index, line) : line);
    };
    Difference difference;
    std::vector<bool> met(command.series.size(), false);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto at = std::find_if(command.series.begin(), command.series.end(),
                                     [&](const SeriesLine& line) { return line.labels == elements[i].labels; });
        const auto place = static_cast<std::size_t>(at - command.series.begin());
        const bool right = at != command.series.end() && almostEqual(at->values.front(), elements[i].value)
            && (!ordered || place == i);
        if (right) {
            met[place] = true;
        } else {
            put(difference.unexpected, i, lineOf(elements[i].labels, elements[i].value));
        }
    }
    for (std::size_t i = 0; i < met.size(); ++i) {
        if (!met[i]) {
            put(difference.missing, i, lineOf(command.series[i].labels, command.series[i].values.front()));
        }
    }
    if (command.number) {
        difference.missing.push_back("scalar " + base::formatFloat(*command.number, 'g'));
    }
    return difference.empty() ? std::nullopt : std::optional(difference.text("    "));
}

} // namespace

ScriptResult runPromqlScript(std::string_view script, const TestOptions& options)
{
    return Runner(options).run(script);
}

} // namespace checkwatch::testfiles
