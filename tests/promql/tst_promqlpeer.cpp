#include "models/base/numbers.h"
#include "models/promql/ast.h"
#include "models/promql/engine.h"
#include "models/testfiles/seriesnotation.h"
#include "tests/support/vectorquerier.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace checkwatch;

namespace {

constexpr int expressions = 600;
constexpr int chunk = 200; ///< expressions in one unit test file: promtool slows down with many

/// Random expressions over the series of this test, without those whose answers differ between C and Go arithmetic.
class Generator
{
public:
    explicit Generator(unsigned seed) : m_random(seed) {}

    std::string vector(int depth)
    {
        switch (depth <= 0 ? 0 : pick(10)) {
        case 0:
        case 1: return selector() + shift();
        case 2:
        case 3:
        case 4:
            return one({"rate", "increase", "delta", "irate", "idelta", "resets", "changes", "sum_over_time",
                        "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "last_over_time",
                        "stdvar_over_time", "deriv", "absent_over_time"})
                + '(' + range(depth) + ')';
        case 5:
            // Not sum, avg, stddev: their last bit depends on the order of the series, and promtool loads them in none.
            return one({"min", "max", "count", "group"})
                + one({"", " by (proxy)", " without (server)", " by (__name__, server)"}) + '(' + vector(depth - 1)
                + ')';
        case 6:
            return one({"abs", "ceil", "floor", "sqrt", "sgn", "sort", "timestamp", "absent", "round"}) + '('
                + vector(depth - 1) + ')';
        case 7:
            return '(' + vector(depth - 1) + ") " + one({"+", "-", "*", "/", "%", ">", "<", "==", "!=", "> bool"}) + ' '
                + one({"0", "1", "3.5", "-2", "1e3", "time()"});
        case 8:
            return one({"quantile(0.3, ", "bottomk(99, ", "count_values(\"v\", ", "quantile by (proxy) (0.9, "})
                + vector(depth - 1) + ')';
        default: return '(' + vector(depth - 1) + ") " + binary() + " (" + vector(depth - 1) + ')';
        }
    }

private:
    int pick(int count) { return std::uniform_int_distribution<>(0, count - 1)(m_random); }
    std::string one(const std::vector<std::string>& choices) { return choices[std::size_t(pick(int(choices.size())))]; }
    std::string selector()
    {
        return one({"checks", "sessions", "odd"})
            + one({"", "", "{proxy=\"a\"}", "{proxy!=\"a\"}", "{server=~\"1|2\"}", "{server!~\"1\",proxy=~\".+\"}"});
    }
    std::string shift() { return one({"", "", "", " offset 30s", " offset -1m", " @ 300"}); }
    std::string range(int depth)
    {
        if (pick(6) == 0) {
            return '(' + vector(depth - 1) + ')' + one({"[2m:15s]", "[1m:7s]", "[90s:]"}) + shift();
        }
        return selector() + '[' + one({"15s", "29s", "30s", "1m", "90s", "5m"}) + ']' + shift();
    }
    std::string binary()
    {
        return one({"+", "-", "*", "/", ">", "<=", "==", "and", "or", "unless"})
            + one({"", "", " on (proxy, server)", " ignoring (server)"});
    }

    std::mt19937 m_random;
};

const std::vector<QString>& seriesLines()
{
    static const std::vector<QString> lines{
        "checks{proxy=\"a\",server=\"1\"} 0 0 0 1 3 5 8 0 1 _ _ 4 9 9x20 3+1x20",
        "checks{proxy=\"a\",server=\"2\"} _x5 7 19 31.5 stale _ 2 40 41x30",
        "checks{proxy=\"b\",server=\"1\"} 100+0.7x40",
        "checks{proxy=\"b\",server=\"3\"} 5 4 3 2 1 0 0x40",
        "sessions{proxy=\"a\",server=\"1\"} 10-0.3x50",
        "sessions{proxy=\"a\",server=\"2\"} 1 7 3 8 2 9x9 4 stale _x4 6 6x20",
        "sessions{proxy=\"b\",server=\"1\"} 0x60",
        "odd{proxy=\"a\",server=\"2\"} Inf 5 -Inf 3 4 1e300 1e-300 0x20",
        "odd{proxy=\"c\",server=\"9\"} 0.1 0.2 0.3 1e9 1e-9 7+1.1x30",
    };
    return lines;
}

QString yamlQuoted(const std::string& text)
{
    return '\'' + QString::fromStdString(text).replace('\'', "''") + '\'';
}

/// A check for promtool, empty where the answer cannot be expressed: NaN equals nothing there.
QString expectation(const std::string& expr, const promql::Value& value, int seconds)
{
    const auto* vector = std::get_if<promql::Vector>(&value);
    QString out = QString("      - expr: %1\n        eval_time: %2s\n        exp_samples:\n")
                      .arg(yamlQuoted(expr))
                      .arg(seconds);
    for (const promql::Element& element : vector->elements) {
        if (!std::isfinite(element.value)) {
            return {};
        }
        out += QString("          - {labels: %1, value: %2}\n")
                   .arg(yamlQuoted(element.labels.toString()),
                        QString::fromStdString(base::formatFloat(element.value, 'e')));
    }
    return out;
}

} // namespace

/// The evaluator against the installed Prometheus: promtool must find every answer of ours equal to its own, to the bit.
class TestPromqlPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomExpressions();

private:
    static QString unitTest(const support::VectorQuerier& data, Generator& generator, int& made);
};

QString TestPromqlPeer::unitTest(const support::VectorQuerier& data, Generator& generator, int& made)
{
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    options.defaultSubqueryStep = std::chrono::seconds(15);
    promql::Engine engine(options);
    QString yaml = "evaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n";
    for (const QString& line : seriesLines()) {
        const qsizetype end = line.indexOf("} ") + 1;
        yaml += QString("      - {series: %1, values: '%2'}\n")
                    .arg(yamlQuoted(line.left(end).toStdString()), line.mid(end + 1));
    }
    yaml += "    promql_expr_test:\n      - {expr: 'vector(1)', eval_time: 1h, exp_samples: [{labels: '{}', value: "
            "1}]}\n";
    for (int count = 0; count < chunk;) {
        const auto expr = promql::parse(generator.vector(3));
        const int seconds = 60 + 13 * (made++ % 50);
        const auto value = expr.ok() ? engine.instant(data, *expr, base::Timestamp{std::chrono::seconds(seconds)})
                                     : base::Result<promql::Value>(expr.error());
        const QString check = value.ok() ? expectation(promql::print(**expr), *value, seconds) : QString();
        yaml += check;
        count += check.isEmpty() ? 0 : 1;
    }
    return yaml;
}

void TestPromqlPeer::randomExpressions()
{
    const QString promtool = QStandardPaths::findExecutable("promtool");
    if (promtool.isEmpty()) {
        if (qEnvironmentVariableIsSet("CI")) {
            QFAIL("promtool is not installed");
        }
        QSKIP("not run: promtool is not installed");
    }
    support::VectorQuerier data;
    for (const QString& line : seriesLines()) {
        const auto series = testfiles::parseSeriesLine(line.toStdString());
        QVERIFY2(series.ok(), qPrintable(line));
        data.add(series->labels, series->samples(std::chrono::seconds(15)));
    }
    QTemporaryDir folder;
    Generator generator(2026);
    int made = 0;
    for (int part = 0; part < expressions / chunk; ++part) {
        QFile file(folder.filePath(QString("part%1.yml").arg(part)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(unitTest(data, generator, made).toUtf8());
        file.close();
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(promtool, {"test", "rules", file.fileName()});
        QVERIFY(process.waitForFinished(110'000));
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, said.left(4000).constData());
    }
}

QTEST_GUILESS_MAIN(TestPromqlPeer)
#include "tst_promqlpeer.moc"
