#include "tests/exposition/scrapedtarget.h"

#include <QTest>

namespace tst_scrapecache_refused {

using namespace checkwatch;
using namespace checkwatch::exposition;
using scrapedtarget::options;
using scrapedtarget::Target;

/// Bodies that are broken, too large or ambiguous: what is stored of them, and what is not.
class TestScrapeCacheRefused : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyBodyIsGood()
    {
        Target target;
        target.scrape("a 1\n");
        QCOMPARE(target.scrape(""), "a stale|");
        QCOMPARE(target.synthetic("up"), "1");
        QCOMPARE(target.scrape("a 1\n"), "a 1|");
        QCOMPARE(target.counts(), "1 1 0");
        QCOMPARE(target.scrape("# nothing\n"), "a stale|");
        QCOMPARE(target.scrape("a 1\n"), "a 1|");
        QCOMPARE(target.counts(), "1 1 1");
    }
    void brokenBodiesSuppressMarkers()
    {
        Target target;
        target.scrape("a 1\nb 1\nc 1\n");
        QCOMPARE(target.scrape("a 2\nnew 1\nb x\n"), "b stale|c stale|"); // a was met before the failure
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.synthetic("scrape_samples_scraped"), "2");
        QCOMPARE(target.report().error.line, std::int64_t{3});
        QCOMPARE(target.scrape("a 2\nnew 1\nb x\n"), "");                     // again no marker for the prefix
        QCOMPARE(target.scrape("a 3\nb 3\nc 3\n"), "a 3|b 3|c 3|new stale|"); // a lone marker
        QCOMPARE(target.scrape("a 3\nb 3\nc 3\n"), "a 3|b 3|c 3|");
    }
    void brokenBodyThenNoBody()
    {
        Target target;
        target.scrape("a 1\nb 1\n");
        QCOMPARE(target.scrape("a 2\nnew 1\n<\n"), "b stale|");
        QCOMPARE(target.fail(), "a stale|new stale|");
        QCOMPARE(target.scrape("new 1\n"), "new 1|");
        QCOMPARE(target.counts(), "1 1 0"); // the broken body had made it known
    }
    void openMetricsWithoutEndStoresNothing()
    {
        Target target;
        QCOMPARE(target.scrape("a 1\n", Format::OpenMetrics100), "");
        QCOMPARE(target.synthetic("scrape_samples_scraped"), "1");
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.scrape("a 1\n# EOF\n", Format::OpenMetrics100), "a 1|");
        QCOMPARE(target.scrape("a 2\n# EOF\n", Format::OpenMetrics100), "a 2|");
        QCOMPARE(target.scrape("a 3", Format::Text004), "a 3|");
        QCOMPARE(target.scrape("a 3", Format::OpenMetrics100), "a stale|");
    }
    void sampleLimit()
    {
        ScrapeOptions limited;
        limited.sampleLimit = 2;
        Target target(limited);
        QCOMPARE(target.scrape("a 1\nb 1\n"), "a 1|b 1|");
        QCOMPARE(target.scrape("c 1\na 2\nb 2\nd 2\n"), "b stale|"); // c and a were within, b is known and beyond
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.synthetic("scrape_samples_scraped"), "4");
        QCOMPARE(target.synthetic("scrape_samples_post_metric_relabeling"), "4");
        QVERIFY(target.report().error.code == base::ErrorCode::Limit);
        QCOMPARE(target.scrape("a 3\nb 3\n"), "a 3|b 3|c stale|d stale|");
        QCOMPARE(target.scrape("a 3\nb 3\nc 3\n"), ""); // predicted lines count too
        QCOMPARE(target.scrape("a 3\nb 3\n"),
                 "a 3|b 3|"); // c was known: what a failed body shows outlives the next good
        QCOMPARE(target.scrape("a 3\nb 3\n"), "a 3|b 3|");
        QCOMPARE(target.scrape("a 3\nb 3\nc 3\n"), "");
        QCOMPARE(target.scrape("a 3\nb 3\n"), "a 3|b 3|c stale|"); // c had been forgotten, so it was new
    }
    void sampleLimitOfOneTooMany()
    {
        ScrapeOptions limited;
        limited.sampleLimit = 1;
        Target target(limited);
        QCOMPARE(target.scrape("a 1\na 1\n"), "");
        QCOMPARE(target.synthetic("up"), "0");
    }
    void labelLimits_data()
    {
        QTest::addColumn<int>("labels");
        QTest::addColumn<int>("name");
        QTest::addColumn<int>("value");
        QTest::addColumn<bool>("good");
        QTest::newRow("none") << 0 << 0 << 0 << true;
        QTest::newRow("labels, __name__ and job count") << 3 << 0 << 0 << true;
        QTest::newRow("labels, one less") << 2 << 0 << 0 << false;
        QTest::newRow("name, __name__ is 8 long") << 0 << 8 << 0 << true;
        QTest::newRow("name, one less") << 0 << 7 << 0 << false;
        QTest::newRow("value, the job counts") << 0 << 0 << 4 << true;
        QTest::newRow("value, one less") << 0 << 0 << 3 << false;
    }
    void labelLimits()
    {
        QFETCH(int, labels);
        QFETCH(int, name);
        QFETCH(int, value);
        QFETCH(bool, good);
        ScrapeOptions limited = options({{"job", "jjjj"}});
        limited.labelLimit = static_cast<std::size_t>(labels);
        limited.labelNameLengthLimit = static_cast<std::size_t>(name);
        limited.labelValueLengthLimit = static_cast<std::size_t>(value);
        Target target(limited);
        target.scrape("a{b=\"1\"} 1\n");
        QCOMPARE(target.report().up, good);
        QCOMPARE(target.counts(), good ? "1 1 1" : "1 0 0");
    }
    void labelNameTwiceFailsTheScrape()
    {
        Target target;
        QCOMPARE(target.scrape("a 1\nb{c=\"1\",c=\"1\"} 1\n"), "");
        QCOMPARE(target.report().error.line, std::int64_t{2});
        QVERIFY(target.report().error.message.find("\"c\"") != std::string::npos);
    }
    void duplicatesTheFirstWins()
    {
        Target target;
        QCOMPARE(target.scrape("a{x=\"1\"} 1\na{x=\"1\",} 2\na{x=\"1\"} 3\n"), "a{x=\"1\"} 1|");
        QCOMPARE(target.counts(), "3 3 2"); // by text
        QCOMPARE(target.scrape("a{x=\"1\"} 4\na{x=\"1\",} 5\na{x=\"1\"} 6\n"), "a{x=\"1\"} 4|");
        QCOMPARE(target.scrape("a{x=\"1\",} 5\n"), "a{x=\"1\"} 5|");
    }
};

QTEST_APPLESS_MAIN(TestScrapeCacheRefused)

} // namespace tst_scrapecache_refused

#include "tst_scrapecache_refused.moc"
