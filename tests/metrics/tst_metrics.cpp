#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/metrics/sample.h"

#include <QTest>

using namespace checkwatch::metrics;

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void labelsAreSortedAndUnique()
    {
        const Labels labels{{"b", "2"}, {"a", "1"}, {"b", "3"}, {"c", ""}};
        QCOMPARE(labels.toString(), "{a=\"1\", b=\"3\"}");
        QCOMPARE(labels.size(), std::size_t{2});
        QCOMPARE(labels.get("c"), "");
    }
    void labelsCompareAsPrometheus()
    {
        QVERIFY((Labels{{"a", "1"}} < Labels{{"a", "1"}, {"b", "1"}}));
        QVERIFY((Labels{{"a", "2"}} > Labels{{"a", "1"}, {"b", "1"}}));
        QVERIFY((Labels{{"a", "1"}} == Labels{{"a", "1"}, {"x", ""}}));
        QVERIFY((Labels{{"ab", "c"}} != Labels{{"a", "bc"}}));
    }
    void hashIsPrometheusOwn()
    {
        // Measured against 2.42 for the target of guides/prometheus.md 1.8.
        const Labels target{{"__address__", "127.0.0.1:23103"},
                            {"__metrics_path__", "/metrics"},
                            {"__scheme__", "http"},
                            {"__scrape_interval__", "7s"},
                            {"__scrape_timeout__", "1s"},
                            {"instance", "127.0.0.1:23103"},
                            {"job", "j"}};
        QCOMPARE(target.hash(), std::uint64_t{2159788644072404936ULL});
    }
    void builderSetsAndRemoves()
    {
        const Labels base{{"__name__", "up"}, {"job", "j"}};
        QCOMPARE(LabelsBuilder(base).remove("__name__").set("a", "1").build().toString(), "{a=\"1\", job=\"j\"}");
        QCOMPARE(LabelsBuilder(base).set("job", "").build().toString(), "up");
    }
    void matchersAnchorTheirExpressions()
    {
        const auto regex = Matcher::create(MatchType::Regex, "code", "4..|5..");
        QVERIFY(regex.ok());
        QVERIFY(regex->matches("404"));
        QVERIFY(!regex->matches("4040"));
        QVERIFY(!regex->matches("404\n"));
        QVERIFY(!Matcher::create(MatchType::Regex, "code", "(").ok());
        QVERIFY(Matcher::create(MatchType::NotEqual, "x", "y")->matches(""));
        QCOMPARE(regex->toString(), "code=~\"4..|5..\"");
    }
    void quotingEscapes()
    {
        QCOMPARE(quote("a\"b\\c\nd\x01"), "\"a\\\"b\\\\c\\nd\\x01\"");
        QCOMPARE(quote("\xff"), "\"\\xff\"");
    }
    void staleMarkersAreBits()
    {
        QVERIFY(isStale(staleValue()));
        QVERIFY(!isStale(nanValue()));
        QVERIFY(!isStale(missingValue()));
        QVERIFY(isMissing(missingValue()));
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
