#include "tests/exposition/scrapedtarget.h"

#include <QTest>

namespace tst_scrapecache {

using namespace checkwatch;
using namespace checkwatch::exposition;
using scrapedtarget::options;
using scrapedtarget::Target;

/// Scrape after scrape of one target: labels, synthetic series, what comes, goes and comes back, timestamps, metadata.
class TestScrapeCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targetLabels_data()
    {
        QTest::addColumn<bool>("honor");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, bool honor, const char* body, const char* expected) {
            QTest::newRow(name) << honor << QByteArray(body) << QByteArray(expected);
        };
        row("added", false, "a{b=\"1\"} 2", "a{b=\"1\", instance=\"i\", job=\"j\"} 2|");
        row("the target wins", false, "a{job=\"x\"} 2", "a{exported_job=\"x\", instance=\"i\", job=\"j\"} 2|");
        row("renamed until free", false, "a{instance=\"x\",job=\"y\",exported_job=\"z\"} 2",
            "a{exported_exported_job=\"y\", exported_instance=\"x\", exported_job=\"z\", instance=\"i\", job=\"j\"} "
            "2|");
        row("empty is no conflict", false, "a{job=\"\"} 2", "a{instance=\"i\", job=\"j\"} 2|");
        row("an empty name is taken", false, "a{job=\"y\",exported_job=\"\"} 2",
            "a{exported_exported_job=\"y\", instance=\"i\", job=\"j\"} 2|");
        row("honored", true, "a{job=\"x\"} 2", "a{instance=\"i\", job=\"x\"} 2|");
        row("honored when empty", true, "a{instance=\"\"} 2", "a{job=\"j\"} 2|");
        row("__ labels stay", false, "a{__x=\"1\"} 2", "a{__x=\"1\", instance=\"i\", job=\"j\"} 2|");
    }
    void targetLabels()
    {
        QFETCH(bool, honor);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        Target target(options({{"job", "j"}, {"instance", "i"}}, honor));
        QCOMPARE(target.scrape(body.toStdString()), expected);
        QCOMPARE(target.scrape(body.toStdString()), expected);
    }
    void syntheticSeries()
    {
        Target target;
        QCOMPARE(target.scrape("a 1\na 2\nb 3\n"), "a 1|b 3|");
        QCOMPARE(target.synthetic("up"), "1");
        QCOMPARE(target.synthetic("scrape_duration_seconds"), "0.25");
        QCOMPARE(target.counts(), "3 3 2"); // of the doubled text only the first was new
        QCOMPARE(target.scrape("a 1\na 2\nb 3\n"), "a 1|b 3|");
        QCOMPARE(target.counts(), "3 3 0");
        QCOMPARE(target.fail(), "a stale|b stale|");
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.counts(), "0 0 0");
        QCOMPARE(QByteArray::fromStdString(target.report().error.message), "connection refused");
        QCOMPARE(target.cache().seriesCount(), std::size_t{7});
    }
    void syntheticSeriesOfTheTargetItselfWin()
    {
        Target target;
        target.scrape("up 7\n");
        QCOMPARE(target.synthetic("up"), "7");
        target.scrape("up 7\n");
        QCOMPARE(target.synthetic("up"), "7");
    }
    void vanishedSeriesCountAsAddedAgain()
    {
        Target target;
        target.scrape("a 1\nb 1\n");
        QCOMPARE(target.scrape("a 1\n"), "a 1|b stale|");
        QCOMPARE(target.scrape("a 1\n"), "a 1|");
        QCOMPARE(target.scrape("a 1\nb 1\n"), "a 1|b 1|");
        QCOMPARE(target.counts(), "2 2 1");
    }
    void failedScrapesKeepTheCache()
    {
        Target target;
        target.scrape("a 1\n");
        target.fail();
        QCOMPARE(target.fail(), "");
        QCOMPARE(target.scrape("a 1\n"), "a 1|");
        QCOMPARE(target.counts(), "1 1 0");
    }
    void explicitTimestamps()
    {
        Target target;
        QCOMPARE(target.scrape("a 1 1700000000500\nb 1\n"), "a 1 @1700000000500|b 1|");
        QCOMPARE(target.scrape("b 1\n"), "b 1|"); // no marker
        QCOMPARE(target.scrape("b 1 1700000002500\n"), "b 1 @1700000002500|b stale|");
        QCOMPARE(target.scrape("b 1 1700000003500\n"), "b 1 @1700000003500|");
        QCOMPARE(target.scrape("b 1 1700000003500\nb 2\n"), "b 1 @1700000003500|b 2|");
    }
    void timestampsFarInTheFutureAreDropped()
    {
        Target target;
        QCOMPARE(target.scrape("a 1 1700000601000\nb 1 1700000601001\n"), "a 1 @1700000601000|");
        QCOMPARE(target.counts(), "2 2 1");
        QCOMPARE(target.scrape("b 1\n"), "b 1|");
        QCOMPARE(target.scrape("b 1 9223372036854775807\n"), "b stale|");
        QCOMPARE(target.scrape("b 1 -1e300\n# EOF\n", Format::OpenMetrics100), "");
        QVERIFY(target.report().up);
    }
    void honorTimestampsOff()
    {
        ScrapeOptions off;
        off.honorTimestamps = false;
        Target target(off);
        QCOMPARE(target.scrape("a 1 5\n"), "a 1|");
        QCOMPARE(target.scrape("a 2 5\n"), "a 2|");
        QCOMPARE(target.scrape("b 2 5\n"), "a stale|b 2|");
    }
    void endMarksEverything()
    {
        Target target;
        target.scrape("a 1\nb 1 1700000000500\n");
        QCOMPARE(target.end(), "a stale|");
        QCOMPARE(target.synthetic("up"), "stale");
        QCOMPARE(target.synthetic("scrape_series_added"), "stale");
    }
    void orderMayChange()
    {
        Target target;
        const std::string first = "a 1\nb 2\nc 3\nd 4\ne 5\n";
        QCOMPARE(target.scrape(first), "a 1|b 2|c 3|d 4|e 5|");
        QCOMPARE(target.scrape("a 1\nd 2\ne 3\nb 4\nc 5\n"), "a 1|b 4|c 5|d 2|e 3|");
        QCOMPARE(target.counts(), "5 5 0");
        QCOMPARE(target.scrape("a 1\nx 2\nd 3\n\nb 4\nc 5\n"), "a 1|b 4|c 5|d 3|e stale|x 2|");
        QCOMPARE(target.counts(), "5 5 1");
        QCOMPARE(target.scrape(first), "a 1|b 2|c 3|d 4|e 5|x stale|");
        QCOMPARE(target.counts(), "5 5 1");
    }
    void metadata()
    {
        Target target;
        target.scrape("# HELP a first\n# TYPE a gauge\na 1\n");
        QVERIFY(target.cache().metadata("b") == nullptr);
        QCOMPARE(target.cache().metadata("a")->help.c_str(), "first");
        QVERIFY(target.cache().metadata("a")->type == metrics::MetricType::Gauge);
        target.scrape("# HELP a second\n# TYPE a counter\n# TYPE a gauge\n# TYPE a counter\na 1\n<");
        QCOMPARE(target.cache().metadata("a")->help.c_str(), "second");
        target.scrape("# HELP a first\n# TYPE a gauge\na 1\n");
        QCOMPARE(target.cache().metadata("a")->help.c_str(), "first");
        QVERIFY(target.cache().metadata("a")->type == metrics::MetricType::Gauge);
        for (int i = 0; i < 10; ++i) {
            target.scrape("# HELP z text\nz 1\n");
        }
        QVERIFY(target.cache().metadata("a") != nullptr);
        target.scrape("# HELP z text\nz 1\n");
        QVERIFY(target.cache().metadata("a") == nullptr);
        for (int i = 0; i < 12; ++i) {
            target.scrape("# HELP z text\nz 1\n");
        }
        QCOMPARE(target.cache().metadata("z")->help.c_str(), "text");
    }
    void unitAndOpenMetricsHelp()
    {
        Target target;
        target.scrape("# UNIT a_seconds seconds\n# HELP a_seconds say \\\"hi\\\"\na_seconds 1\n# EOF\n",
                      Format::OpenMetrics100);
        QCOMPARE(target.cache().metadata("a_seconds")->unit.c_str(), "seconds");
        QCOMPARE(target.cache().metadata("a_seconds")->help.c_str(), "say \"hi\"");
    }
    void churnDoesNotBreakTheCache()
    {
        Target target;
        for (int round = 0; round < 12; ++round) {
            std::string body;
            for (int i = 0; i < 700; ++i) {
                body += "a{i=\"" + std::to_string(round * 350 + i) + "\"} 1\n";
            }
            const bool broken = round % 3 == 2;
            target.scrape(body + (broken ? "<\n" : ""));
            QCOMPARE(target.report().up, !broken);
            QCOMPARE(target.report().samplesScraped, std::uint64_t{700});
            target.scrape(body);
            QVERIFY(target.report().up);
            QCOMPARE(target.counts(), "700 700 0");
        }
    }
};

QTEST_APPLESS_MAIN(TestScrapeCache)

} // namespace tst_scrapecache

#include "tst_scrapecache.moc"
