#include "models/promql/engine.h"
#include "tests/support/randomseries.h"

#include <QTest>

#include <map>

namespace tst_rangequery {

using namespace checkwatch;
using promql::Compat;

namespace {

using Points = std::map<std::int64_t, std::uint64_t>; ///< bits by time in ms

base::Timestamp at(std::int64_t ms)
{
    return base::fromUnixMs(ms);
}

std::map<metrics::Labels, Points> pointsOf(const promql::Matrix& matrix)
{
    std::map<metrics::Labels, Points> out;
    for (const promql::Series& series : matrix.series) {
        for (const metrics::Sample& sample : series.samples) {
            out[series.labels][base::unixMs(sample.time)] = std::bit_cast<std::uint64_t>(sample.value);
        }
    }
    return out;
}

} // namespace

/// A range query, which reads ahead and keeps what steps have in common, gives what an instant query at each step gives.
class TestRangeQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameBitsAsInstants_data();
    void sameBitsAsInstants();
    void failsWhereAStepFails();
    void labelsThatComeAndGo();
    void oneEngineOverChangingSeries();
    void labelsMadeBeforeTheFirstSelection();
};

void TestRangeQuery::sameBitsAsInstants_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"x",
                             "x offset 30s",
                             "x > 3",
                             "rate(x[1m])",
                             "increase(x[37s] offset 20s)",
                             "delta(y[5m] offset -45s)",
                             "irate(x[15s])",
                             "idelta(x[5s])",
                             "resets(x[2m])",
                             "changes(x[1m])",
                             "deriv(x[1m])",
                             "count_over_time(x[1ms])",
                             "sum_over_time(x[1m])",
                             "avg_over_time(x[1m])",
                             "min_over_time(y[3m])",
                             "max_over_time(y[3m])",
                             "stddev_over_time(x[1m])",
                             "stdvar_over_time(x[1m])",
                             "present_over_time(x[10s])",
                             "last_over_time(x[1m])",
                             "rate({server=~\".+\"}[1m])",
                             "rate(x[1m] @ 200)",
                             "quantile_over_time(0.3, x[1m])",
                             "predict_linear(x[1m], 60)",
                             "absent_over_time(x{server=\"3\"}[9s])",
                             "holt_winters(x[1m], 0.5, 0.5)",
                             "sum by (k) (rate(x[1m]))",
                             "topk by (k) (2, increase(x[1m]))",
                             "count_values(\"v\", resets(x[1m]))",
                             "rate(x[1m]) / on (k, server) group_left () increase(x[2m]) > 0.5",
                             "rate(x[1m]) and on (k) y",
                             "-rate(x[1m])",
                             "max_over_time(rate(x[30s])[1m:10s])",
                             "max_over_time(rate(x[30s])[2m:15s]) + rate(x[30s])",
                             "sum(sum_over_time(changes(x[1m])[1m:5s])) + sum(changes(x[1m]))",
                             "label_replace(rate(x[1m]), \"k\", \"$1\", \"server\", \"(.).*\")",
                             "scalar(rate(x{server=\"1\"}[1m]))",
                             "time()",
                             "vector(time()) + 1"}) {
        QTest::newRow(text) << QString(text);
    }
}

void TestRangeQuery::sameBitsAsInstants()
{
    QFETCH(QString, text);
    const auto expr = promql::parse(text.toStdString());
    QVERIFY(expr.ok());
    const support::VectorQuerier data = support::RandomSeries(11).make(24);
    std::size_t compared = 0;
    for (const Compat compat : {Compat::Prometheus2, Compat::Prometheus3}) {
        promql::EngineOptions options;
        options.compat = compat;
        for (const auto& [start, end, step] :
             std::initializer_list<std::array<std::int64_t, 3>>{{0, 600'000, 5000},
                                                                {-7000, 500'000, 15'000},
                                                                {1234, 300'000, 777},
                                                                {200'000, 200'000, 1000},
                                                                {60'000, 90'000, 60'000}}) {
            promql::Engine engine(options);
            const auto matrix = engine.range(data, *expr, at(start), at(end), base::Duration{step});
            QVERIFY2(matrix.ok(), matrix.ok() ? "" : matrix.error().message.c_str());
            std::map<metrics::Labels, Points> wanted;
            for (std::int64_t ms = start; ms <= end; ms += step) {
                const auto value = engine.instant(data, *expr, at(ms));
                QVERIFY(value.ok());
                if (const auto* scalar = std::get_if<promql::Scalar>(&*value)) {
                    wanted[{}][ms] = std::bit_cast<std::uint64_t>(scalar->value);
                    continue;
                }
                for (const promql::Element& element : std::get<promql::Vector>(*value).elements) {
                    wanted[element.labels][ms] = std::bit_cast<std::uint64_t>(element.value);
                }
            }
            QVERIFY(pointsOf(*matrix) == wanted);
            compared += wanted.size();
        }
    }
    QVERIFY(compared > 0);
}

void TestRangeQuery::failsWhereAStepFails()
{
    support::VectorQuerier data;
    std::vector<metrics::Sample> samples;
    for (int i = 0; i < 100; ++i) {
        samples.push_back({at(1000 * i), 1});
    }
    data.add({{"__name__", "x"}}, samples);
    promql::EngineOptions options;
    options.maxSamples = 50;
    promql::Engine engine(options);
    const auto expr = *promql::parse("sum_over_time(x[1h])");
    const auto range = [&](std::int64_t end) { return engine.range(data, expr, at(0), at(end), base::Duration{1000}); };
    QVERIFY(range(20'000).ok());
    const auto tooMany = range(90'000);
    QVERIFY(!tooMany.ok());
    QCOMPARE(tooMany.error().code, base::ErrorCode::Limit);
    const base::CancelToken token;
    token.cancel();
    QCOMPARE(engine.range(data, expr, at(0), at(9000), base::Duration{1000}, token).error().code,
             base::ErrorCode::Canceled);
}

/// Label sets that a step makes and the next one does not: none takes another's place.
void TestRangeQuery::labelsThatComeAndGo()
{
    support::VectorQuerier data;
    data.add({{"__name__", "x"}, {"a", "1"}}, {{at(0), 1}, {at(60'000), 2}, {at(120'000), 1}});
    data.add({{"__name__", "x"}, {"a", "2"}}, {{at(0), 1}, {at(60'000), 1}, {at(120'000), 3}});
    promql::Engine engine;
    const auto matrix
        = engine.range(data, *promql::parse("count_values(\"v\", x)"), at(0), at(120'000), base::Duration{60'000});
    std::map<metrics::Labels, Points> wanted;
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    wanted[{{"v", "1"}}] = {{0, bits(2)}, {60'000, bits(1)}, {120'000, bits(1)}};
    wanted[{{"v", "2"}}] = {{60'000, bits(1)}};
    wanted[{{"v", "3"}}] = {{120'000, bits(1)}};
    QVERIFY(pointsOf(*matrix) == wanted);
}

/// What an engine keeps between queries is never of series that were there before.
void TestRangeQuery::oneEngineOverChangingSeries()
{
    promql::Engine kept;
    support::VectorQuerier data;
    const auto texts = {"sum by (k) (x)",
                        "count without (server) (x)",
                        "max by (__name__, k) (-x or x)",
                        "count_values(\"v\", x)",
                        "vector(-2) or x",
                        "label_replace(vector(1), \"a\", \"b\", \"\", \"\") unless sum(x)"};
    for (int i = 0; i < 40; ++i) {
        if (i % 9 == 8) {
            data.clear();
        }
        data.add({{"__name__", "x"}, {"k", std::to_string((i + i / 9) % 4)}, {"server", std::to_string(i)}},
                 {{at(1000 * i), static_cast<double>(i % 5)}});
        for (const char* text : texts) {
            const auto expr = *promql::parse(text);
            promql::Engine fresh;
            const auto wanted = fresh.instant(data, expr, at(1000 * i));
            const auto got = kept.instant(data, expr, at(1000 * i));
            const auto& a = std::get<promql::Vector>(*got).elements;
            const auto& b = std::get<promql::Vector>(*wanted).elements;
            QVERIFY(std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
                return x.labels == y.labels && metrics::sameBits(x.value, y.value);
            }));
        }
    }
}

/// An operand that selects nothing makes labels; the other one is the first to notice that there are other series.
void TestRangeQuery::labelsMadeBeforeTheFirstSelection()
{
    promql::Engine engine;
    support::VectorQuerier data;
    const auto expr = *promql::parse("label_replace(vector(-2), \"a\", \"a value of some length\", \"\", \"\") or x");
    const metrics::Labels wanted{{"a", "a value of some length"}};
    for (int i = 0; i < 20; ++i) {
        data.add({{"__name__", "x"}, {"server", std::to_string(i)}}, {{at(0), 1}});
        const auto value = engine.instant(data, expr, at(0));
        const auto& elements = std::get<promql::Vector>(*value).elements;
        QCOMPARE(elements.size(), static_cast<std::size_t>(i) + 2);
        QCOMPARE(QByteArray::fromStdString(elements.front().labels.toString()),
                 QByteArray::fromStdString(wanted.toString()));
        QCOMPARE(elements.front().value, -2.0);
    }
}

QTEST_GUILESS_MAIN(TestRangeQuery)

} // namespace tst_rangequery

#include "tst_rangequery.moc"
