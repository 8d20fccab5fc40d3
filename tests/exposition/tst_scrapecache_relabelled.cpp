#include "tests/exposition/scrapedtarget.h"

#include <QTest>

namespace tst_scrapecache_relabelled {

using namespace checkwatch;
using namespace checkwatch::exposition;
using metrics::RelabelAction;
using metrics::RelabelStep;
using scrapedtarget::Target;

namespace {

ScrapeOptions relabelled(std::vector<RelabelStep> steps)
{
    ScrapeOptions options;
    options.relabelling = *metrics::Relabelling::create(std::move(steps));
    return options;
}

RelabelStep drop(const char* names)
{
    return {.action = RelabelAction::Drop, .sourceLabels = {"__name__"}, .regex = names};
}

RelabelStep replace(const char* source, const char* regex, const char* target, const char* by)
{
    return {.sourceLabels = {source}, .regex = regex, .targetLabel = target, .replacement = by};
}

} // namespace

/// metric_relabel_configs: what is stored of samples that relabelling drops, renames or makes one, and what is counted.
class TestScrapeCacheRelabelled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDroppedIsOnlyScraped()
    {
        Target target(relabelled({drop("go_.*")}));
        for (int scrape = 0; scrape < 3; ++scrape) { // the second one comes as predicted
            QCOMPARE(target.scrape("a 1\ngo_x 1\ngo_y{b=\"1\"} 2\nb 2\n"), "a 1|b 2|");
            QCOMPARE(target.counts(), scrape == 0 ? "4 2 2" : "4 2 0");
        }
        QCOMPARE(target.scrape("go_x 1\n"), "a stale|b stale|");
        QCOMPARE(target.counts(), "1 0 0");
        QCOMPARE(target.scrape("b 2\ngo_y{b=\"1\"} 2\ngo_x 1\na 1\n"), "a 1|b 2|"); // in another order
        QCOMPARE(target.counts(), "4 2 2");
        QCOMPARE(target.cache().seriesCount(), std::size_t{2 + 5});
    }
    void aBrokenValueOfWhatIsDroppedIsOne()
    {
        Target target(relabelled({drop("go_.*")}));
        QCOMPARE(target.scrape("go_x 1\na 1\n"), "a 1|");
        QCOMPARE(target.scrape("go_x 1\na 1\n"), "a 1|");
        QCOMPARE(target.scrape("go_x one\na 1\n"), "a stale|");
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.scrape("go_x 1\na 1\n"), "a 1|");
    }
    void whatLosesAllLabelsIsDropped()
    {
        Target target(relabelled({{.action = RelabelAction::LabelKeep, .regex = "none"}}));
        QCOMPARE(target.scrape("a 1\nb{c=\"d\"} 1\n"), "");
        QCOMPARE(target.counts(), "2 0 0");
        QCOMPARE(target.synthetic("up"), "1");
    }
    void whatLosesItsNameFailsTheScrape()
    {
        Target target(relabelled({replace("b", "x", "__name__", "")}));
        QCOMPARE(target.scrape("a{b=\"y\"} 1\nc 1\n"), "a{b=\"y\"} 1|c 1|");
        QCOMPARE(target.scrape("a{b=\"x\"} 1\nc 1\n"), "a{b=\"y\"} stale|c stale|");
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.report().error.line, std::int64_t{1});
        QVERIFY(target.report().error.message.find("metric_relabel_configs") != std::string::npos);
    }
    void ofWhatBecomesOneSeriesTheFirstCounts()
    {
        Target target(relabelled({{.action = RelabelAction::LabelDrop, .regex = "code"}}));
        const std::string both = "a{code=\"1\"} 1\na{code=\"2\"} 2\n";
        QCOMPARE(target.scrape(both), "a 1|");
        QCOMPARE(target.counts(), "2 2 2");
        QCOMPARE(target.scrape(both), "a 1|");
        QCOMPARE(target.counts(), "2 2 0");
        QCOMPARE(target.scrape("a{code=\"2\"} 2\n"), "a 2|"); // no marker for the other
        QCOMPARE(target.scrape("b 2\n"), "a stale|b 2|");
    }
    void whatAScrapeAddsIsLeftAlone()
    {
        ScrapeOptions options = relabelled({drop("up|scrape_.*"), replace("job", ".*", "job", "other")});
        options.targetLabels = {{"job", "j"}};
        Target target(options);
        QCOMPARE(target.scrape("a 1\nup 7\n"), "a{job=\"other\"} 1|");
        QCOMPARE(target.synthetic("up"), "1");
        QCOMPARE(target.counts(), "2 1 1");
    }
    void targetsAndExportedLabelsAreThereAlready()
    {
        ScrapeOptions options = relabelled({replace("exported_job", "(.+)", "was", "$1"),
                                            {.action = RelabelAction::LabelDrop, .regex = "exported_.*"}});
        options.targetLabels = {{"job", "j"}};
        Target target(options);
        QCOMPARE(target.scrape("a{job=\"x\"} 1\n"), "a{job=\"j\", was=\"x\"} 1|");
    }
    void limitsAreForWhatIsLeft()
    {
        ScrapeOptions options = relabelled({drop("go_.*"), {.action = RelabelAction::LabelDrop, .regex = "b"}});
        options.sampleLimit = 2;
        options.labelLimit = 2;
        Target target(options);
        const std::string good = "a{b=\"1\",c=\"1\"} 1\ngo_x{b=\"1\",c=\"1\",d=\"1\"} 1\ngo_y 1\nc 1\n";
        QCOMPARE(target.scrape(good), "a{c=\"1\"} 1|c 1|");
        QCOMPARE(target.scrape(good), "a{c=\"1\"} 1|c 1|");
        QCOMPARE(target.scrape(good + "d 1\n"), "");
        QCOMPARE(target.synthetic("up"), "0");
        QCOMPARE(target.scrape(good), "a{c=\"1\"} 1|c 1|d stale|");
        QCOMPARE(target.scrape("a{c=\"1\",d=\"1\"} 1\n"), "a{c=\"1\"} stale|c stale|");
        QVERIFY(target.report().error.message.starts_with("label_limit"));
    }
    /// Bodies that fail with ever new samples, all of them dropped.
    void whatIsDroppedIsForgotten()
    {
        Target target(relabelled({drop("go_.*")}));
        const std::string good = "go_x 1\na 1\n";
        QCOMPARE(target.scrape(good), "a 1|");
        for (int body = 0; body < 40; ++body) {
            std::string text = "a 1\n";
            for (int i = 0; i < 100; ++i) {
                text += "go_x{i=\"" + std::to_string(body * 100 + i) + "\"} 1\n";
            }
            target.scrape(text + "<\n");
            QCOMPARE(target.synthetic("up"), "0");
            QVERIFY2(target.cache().textCount() < 1'200, std::to_string(target.cache().textCount()).c_str());
        }
        QCOMPARE(target.scrape(good), "a 1|");
        QCOMPARE(target.scrape(good), "a 1|");
        QCOMPARE(target.counts(), "2 1 0");
    }
};

QTEST_APPLESS_MAIN(TestScrapeCacheRelabelled)

} // namespace tst_scrapecache_relabelled

#include "tst_scrapecache_relabelled.moc"
