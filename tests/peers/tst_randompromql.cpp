#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/engine.h"
#include "models/promql/items.h"
#include "models/testfiles/gridloader.h"
#include "models/testfiles/notationscanner.h"

#include "tests/peers/atdefects.h"
#include "tests/peers/randompromql.h"
#include "tests/support/processes.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace checkwatch;

namespace {

constexpr int groups = 8;
constexpr int expressionsInGroup = 625;
constexpr int filesByDefault = 8; ///< 40,000 cases

struct Case
{
    peers::RandomExpression expression;
    base::Duration time{0};
    std::string theirs; ///< what promtool is asked instead, where that is another expression

    [[nodiscard]] const std::string& asked() const { return theirs.empty() ? expression.text : theirs; }
};

struct Group
{
    std::vector<std::string> series;
    std::vector<Case> cases;
};

/// What an evaluator said: an error, or values by label set.
struct Answer
{
    std::string error;
    std::map<std::string, double> values;
};

QString quoted(const std::string& text)
{
    return '\'' + QString::fromStdString(text).replace('\'', "''") + '\'';
}

/// A unit-test file in which each check expects what never comes, so that promtool prints every answer.
QString unitTestFile(const std::vector<Group>& all)
{
    QString yaml = "evaluation_interval: 15s\ntests:\n";
    for (const Group& group : all) {
        yaml += "  - interval: 15s\n    input_series:\n";
        for (const std::string& line : group.series) {
            const std::size_t end = line.find("} ") + 1;
            yaml += QString("      - {series: %1, values: %2}\n")
                        .arg(quoted(line.substr(0, end)), quoted(line.substr(end)));
        }
        yaml += "    promql_expr_test:\n";
        for (const Case& one : group.cases) {
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

/// promtool's answers in the order of the checks.
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

/// Our answer to the expression as it prints itself.
Answer evaluate(promql::Engine& engine, const tsdb::Querier& data, const Case& one)
{
    const auto expr = promql::parse(one.expression.text);
    const auto again = expr ? promql::parse(promql::print(**expr)) : expr;
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

/// Which two series an error names depends on the order of the series.
std::string withoutSeries(const std::string& error)
{
    static const QRegularExpression named("\\[.*\\]|group \\{.*\\} on");
    return QString::fromStdString(error).remove(named).toStdString();
}

bool sameValue(double a, double b, bool exact)
{
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) && std::isnan(b);
    }
    if (a == b || exact) {
        return a == b;
    }
    return std::fabs(a - b) <= 1e-12 * std::max(std::fabs(a), std::fabs(b));
}

std::string textOf(const Answer& answer)
{
    std::string out = answer.error.empty() ? std::string() : "error: " + answer.error;
    for (const auto& [labels, value] : answer.values) {
        out += " " + labels + " " + base::formatFloat(value, 'e');
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

} // namespace

/// The evaluator against the installed Prometheus over random data. CHECKWATCH_SEED repeats a run,
/// CHECKWATCH_RANDOM_FILES makes it longer (5,000 cases each).
class TestRandomPromql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersAreThoseOfPromtool();
    /// Over samples at whole milliseconds a window (T − d, T] of Prometheus 3 is [T − (d − 1 ms), T] of Prometheus 2.
    void openWindowsAreClosedOnesLessAMillisecond();

private:
    static std::vector<Group> makeGroups(peers::Generator& generator, bool windows);
    void run(int files, bool windows, promql::Compat compat);
    void compare(const std::vector<Group>& all, const std::vector<Answer>& theirs, promql::Compat compat);

    int m_cases = 0;
    int m_errors = 0;  ///< of them: where both say error
    int m_empty = 0;   ///< of them: where both say nothing
    int m_leftOut = 0; ///< where promtool is known to be wrong
    QStringList m_differences;
};

std::vector<Group> TestRandomPromql::makeGroups(peers::Generator& generator, bool windows)
{
    std::vector<Group> out(groups);
    for (Group& group : out) {
        group.series = generator.series();
        for (int i = 0; i < expressionsInGroup; ++i) {
            // Half of the times lie on the samples' grid: windows have their edges there.
            const std::int64_t ms = generator.pick(2) == 0 ? 15'000LL * generator.pick(70) : generator.pick(1'000'000);
            Case one{windows ? peers::RandomExpression{} : generator.expression(), base::Duration{ms}, {}};
            if (windows) {
                const base::Duration range{generator.pick(2) == 0 ? 15'000LL * (1 + generator.pick(20))
                                                                  : 2 + generator.pick(400'000)};
                const peers::WindowForm form = generator.windowForm();
                one.expression.text = form.before + base::formatDuration(range) + form.after;
                one.theirs = form.before + base::formatDuration(range - base::Duration{1}) + form.after;
            }
            group.cases.push_back(std::move(one));
        }
    }
    return out;
}

void TestRandomPromql::compare(const std::vector<Group>& all, const std::vector<Answer>& theirs, promql::Compat compat)
{
    promql::EngineOptions options;
    options.compat = compat;
    options.defaultSubqueryStep = std::chrono::seconds(15);
    auto answer = theirs.begin();
    for (const Group& group : all) {
        tsdb::MemoryStore store({base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()});
        std::vector<testfiles::SeriesLine> lines;
        for (const std::string& line : group.series) {
            lines.push_back(*testfiles::parseSeriesLine(line));
        }
        testfiles::GridLoader(store, std::chrono::seconds(15), std::move(lines)).loadAll();
        promql::Engine engine(options);
        for (const Case& one : group.cases) {
            const Answer& his = *answer++;
            const auto expr = promql::parse(one.expression.text);
            if (expr && peers::mistakesAt(**expr, base::Timestamp{one.time})) {
                ++m_leftOut;
                continue;
            }
            const Answer ours = evaluate(engine, store, one);
            ++m_cases;
            m_errors += ours.error.empty() ? 0 : 1;
            m_empty += ours.error.empty() && ours.values.empty() ? 1 : 0;
            if (!sameAnswer(ours, his, one.expression.exact)) {
                m_differences << QString::fromStdString(one.expression.text + " at " + base::formatDuration(one.time)
                                                        + "\n  promtool: " + textOf(his)
                                                        + "\n  ours:     " + textOf(ours));
            }
        }
    }
}

void TestRandomPromql::init()
{
    m_cases = m_errors = m_empty = m_leftOut = 0;
    m_differences.clear();
}

void TestRandomPromql::run(int files, bool windows, promql::Compat compat)
{
    const QString promtool = support::findProgram("promtool");
    CHECKWATCH_NEEDS(!promtool.isEmpty(), "promtool");
    bool given = false;
    quint64 seed = qEnvironmentVariable("CHECKWATCH_SEED").toULongLong(&given);
    seed = given ? seed : std::random_device()();
    qInfo("seed: CHECKWATCH_SEED=%llu", seed);
    peers::Generator generator(seed);
    QTemporaryDir folder;
    for (int i = 0; i < files; ++i) {
        const std::vector<Group> all = makeGroups(generator, windows);
        QFile file(folder.filePath("random.yml"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(unitTestFile(all).toUtf8());
        file.close();
        QProcess process;
        process.start(promtool, {"test", "rules", file.fileName()});
        QVERIFY(process.waitForFinished(110'000));
        const std::vector<Answer> theirs = readAnswers(process.readAllStandardError());
        QCOMPARE(int(theirs.size()), groups * expressionsInGroup);
        compare(all, theirs, compat);
    }
    for (const QString& difference : m_differences.mid(0, 10)) {
        qWarning("%s", qPrintable(difference));
    }
    qInfo("%d cases and %d left out: %d errors, %d without elements, %lld differences", m_cases, m_leftOut, m_errors,
          m_empty, static_cast<long long>(m_differences.size()));
    QVERIFY(m_errors + m_empty < m_cases / 2);
    QVERIFY(m_leftOut < m_cases / 100);
    QCOMPARE(m_differences.size(), qsizetype{0});
}

void TestRandomPromql::answersAreThoseOfPromtool()
{
    run(qEnvironmentVariable("CHECKWATCH_RANDOM_FILES", QString::number(filesByDefault)).toInt(), false,
        promql::Compat::Prometheus2);
}

void TestRandomPromql::openWindowsAreClosedOnesLessAMillisecond()
{
    run(2, true, promql::Compat::Prometheus3);
}

QTEST_GUILESS_MAIN(TestRandomPromql)
#include "tst_randompromql.moc"
