#include "models/base/numbers.h"
#include "models/promql/engine.h"
#include "models/testfiles/seriesnotation.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

#include <algorithm>

namespace tst_promqlevaluate {

using namespace checkwatch;
using promql::Compat;

namespace {

/// Series lines, one a line, at a sample every 15 s.
support::VectorQuerier dataOf(const QString& lines)
{
    support::VectorQuerier data;
    for (const QString& line : lines.split('\n', Qt::SkipEmptyParts)) {
        const auto series = testfiles::parseSeriesLine(line.trimmed().toStdString());
        if (series.ok()) {
            data.add(series->labels, series->samples(std::chrono::seconds(15)));
        }
    }
    return data;
}

QString textOf(const promql::Value& value)
{
    if (const auto* scalar = std::get_if<promql::Scalar>(&value)) {
        return QString::fromStdString(base::formatFloat(scalar->value, 'f'));
    }
    if (const auto* text = std::get_if<promql::String>(&value)) {
        return '"' + QString::fromStdString(text->value) + '"';
    }
    QStringList out;
    if (const auto* vector = std::get_if<promql::Vector>(&value)) {
        for (const promql::Element& element : vector->elements) {
            out << QString::fromStdString(element.labels.toString() + ' ' + base::formatSampleValue(element.value));
        }
    } else {
        for (const promql::Series& series : std::get<promql::Matrix>(value).series) {
            QString line = QString::fromStdString(series.labels.toString());
            for (const metrics::Sample& sample : series.samples) {
                line += QString(" %1@%2")
                            .arg(QString::fromStdString(base::formatSampleValue(sample.value)))
                            .arg(base::unixMs(sample.time) / 1000);
            }
            out << line;
        }
    }
    return out.join("; ");
}

/// The answer at a time in seconds, or "error: …".
QString answer(const tsdb::Querier& data, const QString& expr, double seconds, Compat compat = Compat::Prometheus2)
{
    promql::EngineOptions options;
    options.compat = compat;
    promql::Engine engine(options);
    const auto parsed = promql::parse(expr.toStdString());
    if (!parsed) {
        return "error: " + QString::fromStdString(parsed.error().text());
    }
    const base::Timestamp time{std::chrono::milliseconds(qRound64(seconds * 1000))};
    const auto value = engine.instant(data, *parsed, time);
    return value.ok() ? textOf(*value) : "error: " + QString::fromStdString(value.error().message);
}

} // namespace

/// What the evaluator answers, by worked examples measured with Prometheus 2.42 (guides: prometheus 2.2 to 2.7).
class TestPromqlEvaluate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rates_data();
    void rates();
    void windowBounds_data();
    void windowBounds();
    void answers_data();
    void answers();
    void shippedRulesEvaluate();
    void rangesAreIndependentInstants();
    void limits();
    void cancel();
};

void TestPromqlEvaluate::rates_data()
{
    QTest::addColumn<QString>("values");
    QTest::addColumn<QString>("expr");
    QTest::addColumn<double>("time");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* values, const char* expr, double time, const char* result) {
        QTest::addRow("%s of %s at %g", expr, values, time)
            << QString(values) << QString(expr) << time << QString(result);
    };
    row("0+15x20", "increase(c[1m])", 120, "60");
    row("0+15x20", "rate(c[1m])", 120, "1");
    row("0+15x20", "rate(c[1m])", 127, "0.9999999999999999");
    row("0+15x20", "increase(c[15s])", 120, "15");
    row("0+15x20", "increase(c[15s])", 127, "");
    row("0+15x20", "increase(c[30s])", 127, "30");
    row("0+15x20", "increase(c[29s])", 127, "29");
    row("_ _ _ _ 5 20 35 50 65", "increase(c[1m])", 105, "50");
    row("_ _ _ _ 5 20 35 50 65", "rate(c[1m])", 105, "0.8333333333333335");
    row("_ _ _ _ 5 20 35 50 65", "increase(c[2m])", 120, "65");
    row("100 110 120 3 13 23 33", "increase(c[90s])", 90, "53");
    row("100 110 120 3 13 23 33", "delta(c[90s])", 90, "-67");
    row("100 110 120 3 13 23 33", "resets(c[90s])", 90, "1");
    row("100 110 120 3 13 23 33", "increase(c[1m])", 90, "33");
    row("10 8 6 4 2 1 0", "increase(c[90s])", 90, "21");
    row("10 8 6 4 2 1 0", "delta(c[90s])", 90, "-10");
    row("_ _ _ _ _ _ 100 115 130", "increase(c[46499ms])", 120, "46.498999999999995");
    row("_ _ _ _ _ _ 100 115 130", "increase(c[46500ms])", 120, "37.5");
    row("5 8", "increase(c[1m])", 15, "4.5");
    row("5 8", "rate(c[1m])", 15, "0.07500000000000001");
    row("5 8", "increase(c[1m])", 30, "7.5");
    row("10 NaN 40 55 70", "increase(c[1m])", 60, "60");
    row("NaN 10 20", "rate(c[1m])", 30, "NaN");
    row("10 20 NaN", "rate(c[1m])", 30, "NaN");
    row("10 20 Inf 40 50", "rate(c[1m])", 60, "+Inf");
    row("10 20 Inf 40 50", "delta(c[1m])", 60, "40");
    row("10 20 stale 40 50", "increase(c[1m])", 60, "40");
    row("10 20 stale 40 50", "count_over_time(c[1m])", 60, "4");
    row("0 100 100 100 100", "increase(c[1m])", 60, "100");
}

void TestPromqlEvaluate::rates()
{
    QFETCH(QString, values);
    QFETCH(QString, expr);
    QFETCH(double, time);
    QFETCH(QString, result);
    const support::VectorQuerier data = dataOf("c " + values);
    QCOMPARE(answer(data, expr, time), result.isEmpty() ? QString() : "{} " + result);
}

void TestPromqlEvaluate::windowBounds_data()
{
    QTest::addColumn<double>("time");
    QTest::addColumn<QString>("closed");
    QTest::addColumn<QString>("open");
    const auto row = [](const char* expr, double time, const char* closed, const char* open) {
        QTest::newRow(expr) << time << QString(closed) << QString(open);
    };
    row("c", 360, "c 4", "");
    row("c offset 1s", 360.999, "c 4", "c 4");
    row("increase(c[1m])", 60, "{} 4", "{} 4");
    row("count_over_time(c[1m])", 60, "{} 5", "{} 4");
    row("count_over_time(c[15s])", 15, "{} 2", "{} 1");
    row("increase(c[15s])", 15, "{} 1", "");
    row("count_over_time(c[1m:15s])", 60, "{} 5", "{} 4");
    row("count_over_time(c[1m:17s])", 60, "{} 4", "{} 3");
    row("c[30s]", 60, "c 2@30 3@45 4@60", "c 3@45 4@60");
}

void TestPromqlEvaluate::windowBounds()
{
    QFETCH(double, time);
    QFETCH(QString, closed);
    QFETCH(QString, open);
    const support::VectorQuerier data = dataOf("c 0 1 2 3 4");
    QCOMPARE(answer(data, QTest::currentDataTag(), time, Compat::Prometheus2), closed);
    QCOMPARE(answer(data, QTest::currentDataTag(), time, Compat::Prometheus3), open);
}

void TestPromqlEvaluate::answers_data()
{
    QTest::addColumn<QString>("result");
    const auto row = [](const char* expr, const char* result) { QTest::newRow(expr) << QString(result); };
    row("a{x=\"1\"} > 5", "a{x=\"1\"} 10");
    row("5 < a{x=\"1\"}", "a{x=\"1\"} 10");
    row("a{x=\"1\"} > bool 5", "{x=\"1\"} 1");
    row("a{x=\"1\"} + 1", "{x=\"1\"} 11");
    row("a{x=\"1\"} atan2 b{x=\"1\"}", "a{x=\"1\"} 1.4711276743037347");
    row("n == n", "");
    row("n != n", "n{x=\"1\"} NaN");
    row("sum(a)", "{} 30");
    row("sum(nosuch)", "");
    row("count(nosuch) == 0", "");
    row("sum(nosuch) or vector(0)", "{} 0");
    row("sum by (x) (a) / sum by (x) (b)", "{x=\"1\"} 10; {x=\"2\"} 10");
    row("a > on (x) b", "{x=\"1\"} 10; {x=\"2\"} 20");
    row("b * on () group_left c", "{x=\"1\"} 7; {x=\"2\"} 14");
    row("c > on () group_right b", "b{x=\"1\"} 7; b{x=\"2\"} 7");
    row("a unless on (x) b{x=\"1\"}", "a{x=\"2\"} 20");
    row("a and on () c", "a{x=\"1\"} 10; a{x=\"2\"} 20");
    row("a * on () b",
        "error: found duplicate series for the match group {} on the right hand-side of the operation: "
        "[{__name__=\"b\", x=\"2\"}, {__name__=\"b\", x=\"1\"}];many-to-many matching not allowed: matching labels "
        "must be unique on one side");
    row("a * on () c",
        "error: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
    row("a > on () c * 2", "{} 20");
    row("{__name__=~\"a|b\"} > 1", "a{x=\"1\"} 10; a{x=\"2\"} 20; b{x=\"2\"} 2");
    row("{__name__=~\"a|b\"} > bool 1", "error: vector cannot contain metrics with the same labelset");
    row("-{__name__=~\"a|b\"}", "error: vector cannot contain metrics with the same labelset");
    row("rate({__name__=~\"a|b\"}[1m])", "error: vector cannot contain metrics with the same labelset");
    row("last_over_time({__name__=~\"a|c\"}[1m])", "a{x=\"1\"} 10; a{x=\"2\"} 20; c 7");
    row("label_replace(a, \"x\", \"same\", \"\", \"\")", "error: vector cannot contain metrics with the same labelset");
    row("label_replace(a, \"y\", \"$1-${1}\", \"x\", \"(.)\")", "a{x=\"1\", y=\"1-1\"} 10; a{x=\"2\", y=\"2-2\"} 20");
    row("label_replace(a, \"1x\", \"\", \"x\", \".*\")",
        "error: invalid destination label name in label_replace(): 1x");
    row("topk(1, a)", "a{x=\"2\"} 20");
    row("topk(NaN, a)", "error: Scalar value NaN overflows int64");
    row("count_values(\"v\", a)", "{v=\"10\"} 1; {v=\"20\"} 1");
    row("absent(nosuch{x=\"1\",y=~\"2\"})", "{x=\"1\"} 1");
    row("absent(nosuch > 5)", "{} 1");
    row("absent(a)", "");
    row("clamp_max(a{x=\"1\"}, NaN)", "{x=\"1\"} NaN");
    row("holt_winters(a[1m], 2, 0.1)", "error: invalid smoothing factor. Expected: 0 < sf < 1, got: 2.000000");
    row("timestamp(a{x=\"1\"} offset 7s)", "{x=\"1\"} 45");
    row("timestamp(-a{x=\"1\"})", "{x=\"1\"} 60");
    row("s", "");
    row("count_over_time(s[1m])", "{} 4");
    row("scalar(a)", "NaN");
    row("scalar(c)", "7");
    row("1 + 2 * 3 ^ 2 - -1", "20");
    row("1 > bool 0", "1");
    row("\"text\"", "\"text\"");
    row("histogram_count(a)", "");
    row("a @ 0", "a{x=\"1\"} 6; a{x=\"2\"} 16");
    row("a offset -15s @ 0", "a{x=\"1\"} 7; a{x=\"2\"} 17");
    row("sum_over_time(a{x=\"1\"}[30s:15s] @ 30)", "{x=\"1\"} 21");
    row("year(vector(1e9)) * 100 + month(vector(1e9))", "{} 200109");
    row("days_in_month(vector(951782400))", "{} 29");
    row("day_of_week(vector(-1))", "{} 3");
}

void TestPromqlEvaluate::answers()
{
    QFETCH(QString, result);
    const support::VectorQuerier data = dataOf("a{x=\"1\"} 6 7 8 9 10\na{x=\"2\"} 16 17 18 19 20\n"
                                               "b{x=\"1\"} 1x4\nb{x=\"2\"} 2x4\nc 7x4\nn{x=\"1\"} NaN NaN NaN NaN NaN\n"
                                               "s 1 1 1 1 stale");
    QCOMPARE(answer(data, QTest::currentDataTag(), 60), result);
}

void TestPromqlEvaluate::shippedRulesEvaluate()
{
    const support::VectorQuerier data = dataOf(
        "haproxy_server_status{proxy=\"app\",server=\"s1\",state=\"DOWN\",instance=\"h\"} 1x9\n"
        "haproxy_server_status{proxy=\"app\",server=\"s2\",state=\"DOWN\",instance=\"h\"} 1x9\n"
        "ALERTS{alertname=\"HaproxyServerHealthcheckFailure\",alertstate=\"firing\",proxy=\"app\",server=\"s1\","
        "instance=\"h\"} 1x9\n"
        "haproxy_server_max_sessions{server=\"s1\"} 9x9\nhaproxy_server_limit_sessions{server=\"s1\"} 10x9\n"
        "haproxy_server_max_sessions{server=\"s2\"} 9x9\nhaproxy_server_limit_sessions{server=\"s2\"} NaN NaN NaN\n"
        "haproxy_server_http_responses_total{proxy=\"app\",server=\"s1\",code=\"4xx\"} 0+1x9\n"
        "haproxy_server_http_responses_total{proxy=\"app\",server=\"s1\",code=\"2xx\"} 0+9x9");
    QCOMPARE(answer(data,
                    "haproxy_server_status{state=\"DOWN\"} == 1 unless on (instance, proxy, server) "
                    "(ALERTS{alertname=\"HaproxyServerHealthcheckFailure\", alertstate=\"firing\"})",
                    120),
             "haproxy_server_status{instance=\"h\", proxy=\"app\", server=\"s2\", state=\"DOWN\"} 1");
    QCOMPARE(answer(data, "((haproxy_server_max_sessions >0) * 100) / (haproxy_server_limit_sessions > 0) > 80", 120),
             "{server=\"s1\"} 90");
    QCOMPARE(answer(data,
                    "((sum by (proxy) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m])) / sum by "
                    "(proxy) (rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
                    120),
             "{proxy=\"app\"} 10");
}

void TestPromqlEvaluate::rangesAreIndependentInstants()
{
    const support::VectorQuerier data = dataOf("c 0 1 2 3 stale\nd{x=\"1\"} _ _ 5 5 5");
    promql::Engine engine;
    const auto at = [](int seconds) { return base::Timestamp{std::chrono::seconds(seconds)}; };
    const auto range = [&](const char* expr) {
        const auto matrix = engine.range(data, *promql::parse(expr), at(15), at(65), std::chrono::seconds(15));
        return matrix.ok() ? textOf(*matrix) : QString::fromStdString(matrix.error().message);
    };
    QCOMPARE(range("{__name__=~\".\"}"), "c 1@15 2@30 3@45; d{x=\"1\"} 5@30 5@45 5@60");
    QCOMPARE(range("time()"), "{} 15@15 30@30 45@45 60@60");
    QCOMPARE(range("sum(c @ start()) + sum(d @ end() offset 20s)"), "{} 6@15 6@30 6@45 6@60");
    QVERIFY(range("c[1m]").startsWith("invalid expression type"));
}

void TestPromqlEvaluate::limits()
{
    const support::VectorQuerier data = dataOf("c 0+1x9999");
    promql::EngineOptions options;
    options.maxSamples = 5000;
    promql::Engine engine(options);
    const auto value
        = engine.instant(data, *promql::parse("sum_over_time(c[50h])"), base::Timestamp{std::chrono::hours(50)});
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, base::ErrorCode::Limit);
}

void TestPromqlEvaluate::cancel()
{
    const support::VectorQuerier data = dataOf("c 0+1x9");
    promql::Engine engine;
    base::CancelToken token;
    token.cancel();
    // Without the token this takes minutes: a million steps of a million steps.
    const auto expr = promql::parse("sum_over_time(sum_over_time(c[1000000s:1s])[1000000s:1s])");
    const auto value = engine.instant(data, *expr, base::Timestamp{std::chrono::hours(1)}, token);
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, base::ErrorCode::Canceled);
}

QTEST_GUILESS_MAIN(TestPromqlEvaluate)

} // namespace tst_promqlevaluate

#include "tst_promqlevaluate.moc"
