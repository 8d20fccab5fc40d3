#include "tests/peers/promtoolanswers.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/items.h"
#include "models/testfiles/gridloader.h"
#include "models/testfiles/notationscanner.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::peers {
namespace {

constexpr int promtoolTimeoutMs = 110'000;

QString quoted(const std::string& text)
{
    return '\'' + QString::fromStdString(text).replace('\'', "''") + '\'';
}

/// A unit-test file in which each check expects what never comes, so that promtool prints every answer.
QString unitTestFile(const std::vector<Questions>& all)
{
    QString yaml = "evaluation_interval: 15s\ntests:\n";
    for (const Questions& set : all) {
        yaml += "  - interval: 15s\n    input_series:\n";
        for (const std::string& line : set.series) {
            const std::size_t end = line.find("} ") + 1;
            yaml += QString("      - {series: %1, values: %2}\n")
                        .arg(quoted(line.substr(0, end)), quoted(line.substr(end)));
        }
        yaml += "    promql_expr_test:\n";
        for (const Question& one : set.questions) {
            yaml += QString(
                        "      - {expr: %1, eval_time: %2, exp_samples: [{labels: '{impossible=\"1\"}', value: 0}]}\n")
                        .arg(quoted(one.asked()), QString::fromStdString(base::formatDuration(one.time)));
        }
        // Samples are loaded up to the latest time that anything asks for.
        yaml += "      - {expr: vector(1), eval_time: 1h, exp_samples: [{labels: '{}', value: 1}]}\n";
    }
    return yaml;
}

/// `{a="1"} 5E+00, {a="2"} NaN` or `nil`.
bool readValues(std::string_view text, Answer& out)
{
    while (!text.empty() && text != "nil") {
        const auto metric = testfiles::parseMetricAt(text);
        if (!metric) {
            return false;
        }
        text.remove_prefix(metric->end + 1);
        const std::size_t end = std::min(text.find(','), text.size());
        const auto value = base::parseFloat(text.substr(0, end));
        if (!value) {
            return false;
        }
        out.values[promql::textOf(metric->labels)] = *value;
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return true;
}

std::vector<Answer> readAnswers(const QByteArray& said)
{
    std::vector<Answer> out;
    for (const QByteArray& line : said.split('\n')) {
        if (line.startsWith("    expr: ")) {
            out.emplace_back();
            const qsizetype error = line.lastIndexOf(", err: ");
            out.back().error = error < 0 ? std::string() : line.mid(error + 7).toStdString();
        } else if (line.startsWith("        got: ") && !out.empty()) {
            const QByteArray values = line.mid(13);
            if (!readValues({values.data(), static_cast<std::size_t>(values.size())}, out.back())) {
                out.back().error = "cannot read " + values.toStdString();
            }
        }
    }
    return out;
}

Answer ourAnswer(promql::Engine& engine, const tsdb::Querier& data, const Question& one)
{
    const promql::ParseOptions parsing = engine.options().parsing();
    const auto expr = promql::parse(one.text, parsing);
    const auto again = expr ? promql::parse(promql::print(**expr), parsing) : expr;
    const auto value
        = again ? engine.instant(data, *again, base::Timestamp{one.time}) : base::Result<promql::Value>(again.error());
    Answer out;
    if (!value) {
        out.error = value.error().text();
    } else if (const auto* scalar = std::get_if<promql::Scalar>(&*value)) {
        out.values["{}"] = scalar->value;
    } else {
        for (const promql::Element& element : std::get<promql::Vector>(*value).elements) {
            out.values[promql::textOf(element.labels)] = element.value;
        }
    }
    return out;
}

std::string withoutSeries(const std::string& error)
{
    static const QRegularExpression named("\\[.*\\]|group \\{.*\\} on");
    return QString::fromStdString(error).remove(named).toStdString();
}

bool sameValue(double a, double b, bool exact)
{
    constexpr double tolerance = 1e-12;
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) && std::isnan(b);
    }
    if (a == b || exact) {
        return a == b;
    }
    return std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b));
}

std::string textOf(const Answer& answer)
{
    std::string out = answer.error.empty() ? std::string() : "error: " + answer.error;
    for (const auto& [labels, value] : answer.values) {
        out += " " + labels + " " + base::formatFloat(value, 'e');
    }
    return out;
}

} // namespace

std::string notation(const testfiles::SeriesLine& series)
{
    std::string out = series.labels.toString();
    out += out.ends_with('}') ? "" : "{}";
    for (const double value : series.values) {
        out += metrics::isMissing(value) ? " _"
            : metrics::isStale(value)    ? " stale"
                                         : ' ' + base::formatFloat(value, 'f');
    }
    return out;
}

std::vector<Answer> promtoolAnswers(const std::vector<Questions>& all, std::string* said)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath("questions.yml"));
    if (!file.open(QIODevice::WriteOnly)) {
        return {};
    }
    file.write(unitTestFile(all).toUtf8());
    file.close();
    QProcess process;
    process.start(support::findProgram("promtool"), {"test", "rules", file.fileName()});
    process.waitForFinished(promtoolTimeoutMs);
    const QByteArray printed = process.readAllStandardError();
    if (said != nullptr) {
        *said = printed.toStdString();
    }
    return readAnswers(printed);
}

std::vector<Answer> ourAnswers(const Questions& set, promql::Compat compat)
{
    promql::EngineOptions options;
    options.compat = compat;
    options.defaultSubqueryStep = questionStep;
    tsdb::MemoryStore store({base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()});
    std::vector<testfiles::SeriesLine> lines;
    for (const std::string& line : set.series) {
        lines.push_back(*testfiles::parseSeriesLine(line));
    }
    testfiles::GridLoader(store, questionStep, std::move(lines)).loadAll();
    promql::Engine engine(options);
    std::vector<Answer> out;
    for (const Question& one : set.questions) {
        out.push_back(ourAnswer(engine, store, one));
    }
    return out;
}

bool sameAnswer(const Answer& a, const Answer& b, bool exact)
{
    return withoutSeries(a.error) == withoutSeries(b.error)
        && std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                      [exact](const auto& x, const auto& y) {
                          return x.first == y.first && sameValue(x.second, y.second, exact);
                      });
}

std::string difference(const Question& question, const Answer& theirs, const Answer& ours)
{
    return question.text + " at " + base::formatDuration(question.time) + "\n  promtool: " + textOf(theirs)
        + "\n  ours:     " + textOf(ours);
}

} // namespace checkwatch::peers
