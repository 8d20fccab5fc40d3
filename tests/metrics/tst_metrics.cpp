#include "models/metrics/labelpattern.h"
#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/metrics/sample.h"

#include <QTest>

namespace tst_metrics {

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
        QCOMPARE(target.prometheusHash(), std::uint64_t{2159788644072404936ULL});
    }
    void patternsMakeTheSameSets()
    {
        const std::vector<std::string> texts{"x",
                                             "ab",
                                             "abc",
                                             "abcd",
                                             "1234567",
                                             "12345678",
                                             "0123456789abcdef",
                                             std::string(17, 'y'),
                                             std::string(300, 'z')};
        LabelMemory memory;
        for (const std::string& first : texts) {
            const std::vector<Label> shape{{"__name__", first}, {"a", "?"}, {"b", "fixed"}, {"c", "?"}};
            const LabelPattern pattern(shape, std::vector<std::size_t>{1, 3});
            const LabelPattern all(shape, std::vector<std::size_t>{0, 1, 2, 3});
            const LabelPattern none(shape, {});
            QCOMPARE(none.make({}, memory), Labels::fromSorted(shape));
            for (const std::string& second : texts) {
                const Labels expected{{"__name__", first}, {"a", second}, {"b", "fixed"}, {"c", first}};
                const Labels made = pattern.make(std::vector<std::string_view>{second, first}, memory);
                QCOMPARE(made, expected);
                QCOMPARE(made.hash(), expected.hash());
                QCOMPARE(made.prometheusHash(), expected.prometheusHash());
                QCOMPARE(made.toString(), expected.toString());
                QCOMPARE(all.make(std::vector<std::string_view>{first, second, "fixed", first}, memory), expected);
            }
        }
    }
    void hashesTellLabelsApart()
    {
        QVERIFY((Labels{{"a", "1"}, {"b", "2"}}.hash() != Labels{{"a", "2"}, {"b", "1"}}.hash()));
        QVERIFY((Labels{{"a", "b"}}.hash() != Labels{{"b", "a"}}.hash()));
        QVERIFY((Labels{{"ab", "c"}}.hash() != Labels{{"a", "bc"}}.hash()));
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
    void aDotIsANewlineWhereItIsToBe()
    {
        const auto any = Matcher::create(MatchType::Regex, "a", "p.q");
        const auto inLine = Matcher::create(MatchType::Regex, "a", "p.q", Dot::AllButNewline);
        QVERIFY(any->matches("p\nq") && any->matches("pxq") && !any->matches("pq"));
        QVERIFY(!inLine->matches("p\nq") && inLine->matches("pxq"));
        QVERIFY(Matcher::create(MatchType::NotRegex, "a", "p.q", Dot::AllButNewline)->matches("p\nq"));
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

} // namespace tst_metrics

#include "tst_metrics.moc"
