#include "models/base/numbers.h"
#include "models/exposition/scrapecache.h"

#include <QTest>

#include <map>
#include <set>

using namespace checkwatch;
using namespace checkwatch::exposition;

namespace {

const std::int64_t startMs = 1'700'000'000'000;

/// One target over several scrapes; says what a batch holds, sorted: "a 1|b stale|". The synthetic series are left out,
/// they are asked for by name.
class Target
{
public:
    explicit Target(ScrapeOptions options = {}) : m_cache(std::move(options)) {}

    QByteArray scrape(std::string_view body, Format format = Format::Text004)
    {
        return tell(m_cache.ingest(body, format, next(), 0.25));
    }
    QByteArray fail() { return tell(m_cache.fail({base::ErrorCode::Network, "connection refused"}, next(), 0.5)); }
    QByteArray end() { return tell(m_cache.end(next())); }

    [[nodiscard]] QByteArray synthetic(const std::string& name) const
    {
        const auto at = m_synthetic.find(name);
        return at == m_synthetic.end() ? QByteArray("none") : at->second;
    }
    /// scraped, after relabelling, added
    [[nodiscard]] QByteArray counts() const
    {
        return synthetic("scrape_samples_scraped") + ' ' + synthetic("scrape_samples_post_metric_relabeling") + ' '
            + synthetic("scrape_series_added");
    }
    [[nodiscard]] const metrics::ScrapeReport& report() const { return m_report; }
    [[nodiscard]] const ScrapeCache& cache() const { return m_cache; }

private:
    base::Timestamp next() { return base::fromUnixMs(m_now += 1000); }
    static std::string text(double value) { return metrics::isStale(value) ? "stale" : base::formatSampleValue(value); }
    QByteArray tell(const metrics::ScrapeBatch& batch)
    {
        m_report = batch.report;
        m_synthetic.clear();
        if (batch.firstAdded != m_labels.size()) {
            return "wrong firstAdded";
        }
        m_labels.insert(m_labels.end(), batch.added.begin(), batch.added.end());
        if (batch.column.size() != m_labels.size()) {
            return "wrong column";
        }
        std::multiset<std::string> lines;
        for (std::size_t i = 0; i < batch.column.size(); ++i) {
            const std::string name(m_labels[i].name());
            if (metrics::isMissing(batch.column[i])) {
                continue;
            }
            if (name == "up" || name.starts_with("scrape_")) {
                m_synthetic[name] = QByteArray::fromStdString(text(batch.column[i]));
            } else {
                lines.insert(m_labels[i].toString() + ' ' + text(batch.column[i]));
            }
        }
        for (const metrics::TimedSample& timed : batch.timed) {
            lines.insert(m_labels[timed.series].toString() + ' ' + text(timed.sample.value) + " @"
                         + std::to_string(base::unixMs(timed.sample.time)));
        }
        QByteArray out;
        for (const std::string& line : lines) {
            out += QByteArray::fromStdString(line) + '|';
        }
        return out;
    }

    ScrapeCache m_cache;
    std::int64_t m_now = startMs;
    std::vector<metrics::Labels> m_labels;
    std::map<std::string, QByteArray> m_synthetic;
    metrics::ScrapeReport m_report;
};

ScrapeOptions options(metrics::Labels target, bool honorLabels = false)
{
    ScrapeOptions out;
    out.targetLabels = std::move(target);
    out.honorLabels = honorLabels;
    return out;
}

} // namespace

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
#include "tst_scrapecache.moc"
