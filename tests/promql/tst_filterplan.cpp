#include "models/promql/engine.h"
#include "tests/support/randomseries.h"

#include <QTest>

namespace tst_filterplan {

using namespace checkwatch;
using promql::Compat;

/// The quick way for alert expressions gives what the general evaluator gives, to the bit.
class TestFilterPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forms();
    void sameBits_data();
    void sameBits();
    void increaseOfOneSeries();
    void increasesAtSteps();
    void selectionFollowsGeneration();
};

void TestFilterPlan::forms()
{
    for (const char* text : {"x > 0", "(x) != (1)", "increase(x[1m]) > 0", "rate(x{a=\"b\"}[1m] offset 5m) >= 1",
                             "((increase((x[1m]))) == -1)", "last_over_time(x[5m]) < 3", "x == NaN"}) {
        QVERIFY2(promql::FilterPlan::compile(*promql::parse(text), {}), text);
    }
    for (const char* text : {"x", "x > bool 0", "0 < x", "x > y", "x + 1", "sum(x) > 0", "increase(x[1m]) > time()",
                             "increase(x[1m:]) > 0", "{a=\"b\"} > 0", "x @ 5 > 0", "predict_linear(x[1m], 5) > 0",
                             "absent_over_time(x[1m]) > 0", "1", "quantile_over_time(0.5, x[1m]) > 0"}) {
        QVERIFY2(!promql::FilterPlan::compile(*promql::parse(text), {}), text);
    }
}

void TestFilterPlan::sameBits_data()
{
    QTest::addColumn<QString>("text");
    for (const char* function : {"rate", "increase", "delta", "irate", "idelta", "resets", "changes", "deriv",
                                 "sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "stddev_over_time",
                                 "stdvar_over_time", "count_over_time", "present_over_time", "last_over_time"}) {
        for (const char* condition : {"> 0", "< 5", "!= 0", "== 0", ">= 2", "<= -1"}) {
            const QString text = QString("%1(x[1m]) %2").arg(function, condition);
            QTest::newRow(qPrintable(text)) << text;
        }
    }
    for (const char* text : {"x > 3", "x != 0", "x == NaN", "x offset 1m < 20",
                             "increase(x{k!=\"1\"}[37s] offset 30s) > 0", "rate(x[5m]) != 0.1"}) {
        QTest::newRow(text) << QString(text);
    }
}

void TestFilterPlan::sameBits()
{
    QFETCH(QString, text);
    const auto expr = promql::parse(text.toStdString());
    QVERIFY(expr.ok());
    std::size_t compared = 0;
    for (const Compat compat : {Compat::Prometheus2, Compat::Prometheus3}) {
        promql::EngineOptions options;
        options.compat = compat;
        const support::VectorQuerier data = support::RandomSeries(42).make(60);
        promql::Engine engine(options);
        const auto plan = promql::FilterPlan::compile(*expr, options);
        QVERIFY(plan);
        std::vector<promql::RawElement> quick;
        for (int seconds = 0; seconds < 700; seconds += 7) {
            const base::Timestamp time{std::chrono::seconds(seconds)};
            const auto value = engine.instant(data, *expr, time);
            QVERIFY(value.ok());
            const auto& slow = std::get<promql::Vector>(*value).elements;
            plan->evaluate(data, time, quick);
            QCOMPARE(quick.size(), slow.size());
            compared += quick.size();
            for (std::size_t i = 0; i < slow.size(); ++i) {
                metrics::LabelsBuilder labels(data.labels(quick[i].series));
                QVERIFY(slow[i].labels
                        == (plan->dropsName() ? labels.remove(metrics::metricNameLabel).build() : labels.build()));
                QVERIFY(metrics::sameBits(quick[i].value, slow[i].value));
            }
        }
    }
    QVERIFY(compared > 0 || text.contains("NaN") || text.contains("-1") || text.contains("present_over_time")
            || text.contains("count_over_time") || text.contains("std"));
}

void TestFilterPlan::increaseOfOneSeries()
{
    const support::VectorQuerier data = support::RandomSeries(7).make(40);
    const auto expr = promql::parse("increase({server=~\".+\"}[1m])");
    for (const Compat compat : {Compat::Prometheus2, Compat::Prometheus3}) {
        promql::EngineOptions options;
        options.compat = compat;
        promql::Engine engine(options);
        for (int seconds = 0; seconds < 600; seconds += 11) {
            const base::Timestamp time{std::chrono::seconds(seconds)};
            const auto value = engine.instant(data, *expr, time);
            std::size_t next = 0;
            const auto& elements = std::get<promql::Vector>(*value).elements;
            for (tsdb::SeriesRef series = 0; series < data.size(); ++series) {
                if (const auto one = promql::increase(data, series, std::chrono::minutes(1), time, compat)) {
                    QVERIFY(next < elements.size());
                    QVERIFY(metrics::sameBits(*one, elements[next++].value));
                }
            }
            QCOMPARE(next, elements.size());
        }
    }
}

/// Read once or window by window, the same comes out: steps below, at and above the range.
void TestFilterPlan::increasesAtSteps()
{
    const support::VectorQuerier data = support::RandomSeries(7).make(40);
    const base::Duration range = std::chrono::minutes(1);
    const base::Timestamp to{std::chrono::seconds(600)};
    std::size_t known = 0;
    for (const Compat compat : {Compat::Prometheus2, Compat::Prometheus3}) {
        for (const int ms : {1'000, 3'700, 15'000, 59'999, 60'000, 61'500}) {
            for (tsdb::SeriesRef series = 0; series < data.size(); ++series) {
                const promql::Steps steps{base::Timestamp{std::chrono::seconds(2)}, to, base::Duration{ms}};
                base::Timestamp time = steps.from;
                for (const auto& value : promql::increases(data, series, range, steps, compat)) {
                    const auto one = promql::increase(data, series, range, time, compat);
                    QCOMPARE(value.has_value(), one.has_value());
                    QVERIFY(!one || metrics::sameBits(*value, *one));
                    known += one ? 1 : 0;
                    time += steps.step;
                }
                QVERIFY(time > to && time - steps.step <= to);
            }
        }
    }
    QVERIFY(known > 1000);
    QVERIFY(promql::increases(data, 0, range, {to, to - range, base::Duration{1000}}, Compat::Prometheus3).empty());
}

void TestFilterPlan::selectionFollowsGeneration()
{
    support::VectorQuerier data;
    data.add({{"__name__", "x"}, {"server", "a"}}, {{base::Timestamp{}, 1}});
    const auto expr = promql::parse("x > 0");
    const auto plan = promql::FilterPlan::compile(*expr, {});
    promql::Engine engine;
    std::vector<promql::RawElement> out;
    const auto counted = [&] {
        plan->evaluate(data, base::Timestamp{}, out);
        const auto value = engine.instant(data, *expr, base::Timestamp{});
        return std::pair(out.size(), std::get<promql::Vector>(*value).elements.size());
    };
    QCOMPARE(counted(), std::pair(size_t{1}, size_t{1}));
    data.add({{"__name__", "x"}, {"server", "b"}}, {{base::Timestamp{}, 2}});
    QCOMPARE(counted(), std::pair(size_t{2}, size_t{2}));
}

QTEST_GUILESS_MAIN(TestFilterPlan)

} // namespace tst_filterplan

#include "tst_filterplan.moc"
