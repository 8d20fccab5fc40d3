#include "models/sources/postbox.h"
#include "models/sources/scraper.h"
#include "tests/support/faultserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <future>
#include <map>

namespace tst_scraper {

using namespace checkwatch;
using namespace checkwatch::sources;
using namespace checkwatch::support;
using namespace std::chrono_literals;

namespace {

using BatchPtr = std::shared_ptr<const metrics::ScrapeBatch>;

const std::string haproxyHeaders = "content-type: text/plain; version=0.0.4\r\ncache-control: no-cache\r\n";

/// As HAProxy's exporter answers: chunked text, one server that is up.
std::string haproxyPage(int scrape)
{
    return chunkedResponse("# TYPE haproxy_server_status gauge\n"
                           "haproxy_server_status{proxy=\"app\",server=\"s1\",state=\"UP\"} 1\n"
                           "haproxy_server_check_failures_total{proxy=\"app\",server=\"s1\"} "
                               + std::to_string(scrape) + "\n",
                           64, haproxyHeaders);
}

Script page(const Request& request)
{
    return Script().send(haproxyPage(request.number));
}

config::Config configOf(const std::vector<std::string>& addresses, base::Duration interval, base::Duration timeout)
{
    config::Config config;
    config::ScrapeConfig job;
    job.jobName = "haproxy";
    job.interval = interval;
    job.timeout = timeout;
    job.staticConfigs.push_back({addresses, {}});
    config.scrapeConfigs.push_back(job);
    return config;
}

/// Of this process.
int threadsNow()
{
    return static_cast<int>(
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size());
}

/// A scraper on its own thread, and what it said.
class Rig
{
public:
    explicit Rig(ScraperOptions options = {})
        : m_scraper(new Scraper(m_clock, options)), m_toScraper(new Postbox(m_scraper))
    {
        const auto collect = [this](auto& where) {
            return [this, &where](std::uint32_t id, const BatchPtr& batch) {
                m_here.post([&where, id, batch] { where[id].push_back(batch); });
            };
        };
        QObject::connect(m_scraper, &Scraper::scraped, m_scraper, collect(batches), Qt::DirectConnection);
        QObject::connect(m_scraper, &Scraper::ended, m_scraper, collect(ends), Qt::DirectConnection);
        m_scraper->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_scraper, &QObject::deleteLater);
        m_thread.start();
    }
    ~Rig()
    {
        stop();
        m_thread.quit();
        m_thread.wait();
    }
    void setTargets(const std::vector<Target>& targets)
    {
        m_toScraper->post([scraper = m_scraper, targets] { scraper->setTargets(targets); });
    }
    void scrapeNow(std::uint32_t id)
    {
        m_toScraper->post([scraper = m_scraper, id] { scraper->scrapeNow(id); });
    }
    void stop()
    {
        std::promise<void> stopped;
        m_toScraper->post([scraper = m_scraper, &stopped] {
            scraper->stop();
            stopped.set_value();
        });
        stopped.get_future().wait();
    }

    std::map<std::uint32_t, std::vector<BatchPtr>> batches;
    std::map<std::uint32_t, std::vector<BatchPtr>> ends;

private:
    base::SystemClock m_clock;
    Postbox m_here;
    QThread m_thread;
    Scraper* m_scraper;
    Postbox* m_toScraper;
};

} // namespace

class TestScraper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyTargetsNeedNoThreads()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        std::vector<Target> targets;
        for (int i = 0; i < 50; ++i) {
            config::Config config = configOf({server.address()}, 60s, 50s);
            config.scrapeConfigs[0].metricsPath = "/" + std::to_string(i);
            targets.push_back(targetsOf(config)[0]);
        }
        const int before = threadsNow();
        Rig rig; // one
        rig.setTargets(targets);
        QTRY_COMPARE(server.connections(), 50); // all under way, and the server has a thread for each
        QVERIFY2(threadsNow() <= before + 1 + 50,
                 std::to_string(threadsNow() - before).c_str()); // fewer: an older one ended
    }

    void scrapesOnSchedule()
    {
        FaultServer server(page);
        Rig rig;
        const std::vector<Target> targets = targetsOf(configOf({server.address()}, 300ms, 200ms));
        const std::uint32_t id = targets.front().id;
        rig.setTargets(targets);
        QTRY_VERIFY_WITH_TIMEOUT(rig.batches[id].size() >= 5, 5000);
        const std::vector<BatchPtr>& got = rig.batches[id];
        const auto offset = static_cast<std::int64_t>(targets.front().offsetHash % 300'000'000 / 1'000'000);
        int aligned = 0;
        for (std::size_t i = 0; i < got.size(); ++i) {
            QVERIFY2(got[i]->report.up, got[i]->report.error.message.c_str());
            QCOMPARE(got[i]->report.samplesScraped, std::uint64_t{2});
            QVERIFY(i == 0 || got[i]->time > got[i - 1]->time);
            aligned += base::unixMs(got[i]->time) % 300 == offset ? 1 : 0;
        }
        QVERIFY2(aligned >= 1, "no scrape has its tick's own time"); // on a busy machine some start too late
        QCOMPARE(server.connections(), 1);                           // kept alive
    }

    void waitsForTheTickWhereAsked()
    {
        FaultServer server(page);
        Rig rig(ScraperOptions{false});
        Target target = targetsOf(configOf({server.address()}, 1h, 1s))[0];
        rig.setTargets({target});
        QTest::qWait(100);
        QCOMPARE(server.connections(), 0);
        rig.scrapeNow(target.id);
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
    }

    void badBodiesFailAsAWhole_data()
    {
        QTest::addColumn<std::string>("body");
        std::string labels = "a{";
        for (int i = 0; i < 100'000; ++i) {
            labels += "l" + std::to_string(i) + "=\"v\",";
        }
        const std::string good = "good 1\n";
        QTest::newRow("bad UTF-8") << good + "a{b=\"\xff\"} 1\n";
        QTest::newRow("NUL") << good + std::string("a 1\n\0b 1\n", 9);
        QTest::newRow("no exposition") << good + "{\"status\":\"success\"}\n";
        QTest::newRow("100,000 labels") << good + labels + "} 1\n";
        QTest::newRow("too many samples") << [] {
            std::string many;
            for (int i = 0; i < 2000; ++i) {
                many += "m{i=\"" + std::to_string(i) + "\"} 1\n";
            }
            return many;
        }();
    }
    void badBodiesFailAsAWhole()
    {
        QFETCH(std::string, body);
        FaultServer server([&](const Request&) { return Script().send(httpResponse(body)); });
        Rig rig;
        Target target = targetsOf(configOf({server.address()}, 1h, 2s))[0];
        target.config.sampleLimit = 1000;
        target.config.labelLimit = 60;
        rig.setTargets({target});
        QTRY_COMPARE_WITH_TIMEOUT(rig.batches[target.id].size(), std::size_t{1}, 5000);
        const metrics::ScrapeBatch& batch = *rig.batches[target.id].front();
        QVERIFY(!batch.report.up);
        QVERIFY(!batch.report.error.message.empty());
        for (const metrics::Labels& labels : batch.added) {
            QVERIFY2(labels.name().starts_with("scrape_") || labels.name() == "up", labels.toString().c_str());
        }
    }
    void theFirstOfTwoEqualSeriesCounts()
    {
        FaultServer server([&](const Request&) { return Script().send(httpResponse("a 1\na 2\n")); });
        Rig rig;
        const Target target = targetsOf(configOf({server.address()}, 1h, 2s))[0];
        rig.setTargets({target});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
        const metrics::ScrapeBatch& batch = *rig.batches[target.id].front();
        QVERIFY(batch.report.up);
        QCOMPARE(batch.report.samplesScraped, std::uint64_t{2});
    }

    void hungTargetsDisturbNoOther()
    {
        FaultServer hangs([](const Request&) { return Script().hang(); });
        FaultServer drips([](const Request&) { return Script().drip(haproxyPage(0), 50ms); });
        FaultServer good(page);
        std::vector<Target> targets;
        for (int i = 0; i < 10; ++i) {
            const std::string& bad = i % 2 == 0 ? hangs.address() : drips.address();
            config::Config config = configOf({bad}, 300ms, 250ms);
            config.scrapeConfigs[0].metricsPath = "/" + std::to_string(i);
            targets.push_back(targetsOf(config)[0]);
        }
        const Target target = targetsOf(configOf({good.address()}, 300ms, 250ms))[0];
        targets.push_back(target);
        Rig rig;
        rig.setTargets(targets);
        QTRY_VERIFY_WITH_TIMEOUT(rig.batches[target.id].size() >= 5, 20'000);
        for (const BatchPtr& batch : rig.batches[target.id]) {
            QVERIFY2(batch->report.up, batch->report.error.message.c_str());
        }
        for (const Target& bad : targets) {
            if (bad.id != target.id) {
                QTRY_VERIFY(!rig.batches[bad.id].empty());
                QCOMPARE(rig.batches[bad.id].front()->report.error.code, base::ErrorCode::Timeout);
                QVERIFY(rig.batches[bad.id].front()->report.durationSeconds < 0.4);
            }
        }
    }

    void aTargetThatWentComesBackByItself()
    {
        auto server = std::make_unique<FaultServer>(page);
        const std::uint16_t port = server->port();
        Rig rig;
        const Target target = targetsOf(configOf({server->address()}, 250ms, 200ms))[0];
        std::vector<BatchPtr>& got = rig.batches[target.id];
        rig.setTargets({target});
        QTRY_VERIFY(!got.empty() && got.back()->report.up);
        const std::size_t known = got.back()->column.size();
        server.reset();
        QTRY_VERIFY(!got.back()->report.up);
        QVERIFY2(got.back()->report.error.message.starts_with("connection refused"),
                 got.back()->report.error.message.c_str());
        QVERIFY(metrics::isStale(got.back()->column.front()));
        server = std::make_unique<FaultServer>(page, port);
        QTRY_VERIFY(got.back()->report.up);
        QCOMPARE(got.back()->column.size(), known); // the same series
        QVERIFY(got.back()->added.empty());
    }

    void removedTargetsEndWithMarkers()
    {
        FaultServer server(page);
        const std::vector<Target> both
            = targetsOf(configOf({server.address(), "localhost:" + std::to_string(server.port())}, 1h, 1s));
        Rig rig;
        rig.setTargets(both);
        QTRY_VERIFY(rig.batches[both[0].id].size() == 1 && rig.batches[both[1].id].size() == 1);
        QVERIFY(rig.batches[both[1].id][0]->report.up);
        const std::vector<Request> requests = server.requests();
        QVERIFY(std::any_of(requests.begin(), requests.end(),
                            [](const Request& request) { return request.header("Host").starts_with("localhost:"); }));
        rig.setTargets({both[0]});
        QTRY_COMPARE(rig.ends[both[1].id].size(), std::size_t{1});
        const metrics::ScrapeBatch& end = *rig.ends[both[1].id][0];
        QVERIFY(end.time > rig.batches[both[1].id][0]->time);
        QCOMPARE(end.column.size(), rig.batches[both[1].id][0]->column.size());
        QVERIFY(
            std::all_of(end.column.begin(), end.column.end(), [](double value) { return metrics::isStale(value); }));
        QVERIFY(rig.ends[both[0].id].empty());
        QCOMPARE(rig.batches[both[0].id].size(), std::size_t{1}); // undisturbed
    }
    void anotherIntervalKeepsTheSeries()
    {
        FaultServer server(page);
        Rig rig;
        rig.setTargets(targetsOf(configOf({server.address()}, 1h, 1s)));
        const Target target = targetsOf(configOf({server.address()}, 300ms, 200ms))[0];
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
        rig.setTargets({target});
        QTRY_VERIFY(rig.batches[target.id].size() >= 3);
        QVERIFY(rig.ends[target.id].empty());
        QVERIFY(rig.batches[target.id][1]->added.empty());
    }
    void otherSampleLimitsBeginAnew()
    {
        FaultServer server(page);
        Rig rig;
        Target target = targetsOf(configOf({server.address()}, 1h, 1s))[0];
        rig.setTargets({target});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
        target.config.sampleLimit = 1;
        rig.setTargets({target});
        QTRY_COMPARE(rig.ends[target.id].size(), std::size_t{1});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{2});
        QCOMPARE(rig.batches[target.id][1]->firstAdded, 0U);
        QVERIFY(!rig.batches[target.id][1]->report.up);
    }
    void otherRelabellingOfSamplesBeginsAnew()
    {
        FaultServer server(page);
        Rig rig;
        Target target = targetsOf(configOf({server.address()}, 1h, 1s))[0];
        rig.setTargets({target});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
        target.config.metricRelabelling
            = *metrics::Relabelling::create({{.targetLabel = "site", .replacement = "east"}});
        rig.setTargets({target});
        QTRY_COMPARE(rig.ends[target.id].size(), std::size_t{1});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{2});
        QCOMPARE(rig.batches[target.id][1]->firstAdded, 0U);
        QCOMPARE(rig.batches[target.id][1]->added.front().get("site"), "east");
        QVERIFY(!rig.batches[target.id][1]->added.back().has("site")); // what a scrape adds
    }
    void tooManyTargetsSayTheLimit()
    {
        Rig rig;
        Target target = targetsOf(configOf({"127.0.0.1:1"}, 1h, 1s))[0];
        target.overTargetLimit = true;
        rig.setTargets({target});
        QTRY_COMPARE(rig.batches[target.id].size(), std::size_t{1});
        QVERIFY(rig.batches[target.id][0]->report.error.message.starts_with("target_limit exceeded"));
    }

    void stopsAtOnce()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        std::vector<std::string> addresses{"name.that.is.nowhere.invalid:80"};
        for (int i = 0; i < 20; ++i) {
            addresses.push_back("127.0.0." + std::to_string(i + 1) + ":" + std::to_string(server.port()));
        }
        QElapsedTimer timer;
        {
            Rig rig;
            rig.setTargets(targetsOf(configOf(addresses, 60s, 50s)));
            QTRY_VERIFY_WITH_TIMEOUT(server.connections() >= 1, 20'000);
            timer.start();
            rig.stop();
            const std::size_t before = rig.batches.size();
            QTest::qWait(50);
            QCOMPARE(rig.batches.size(), before);
        }
        // Not when the scrapes time out; how long a busy machine takes for the rest says nothing.
        QVERIFY2(timer.elapsed() < 20'000, std::to_string(timer.elapsed()).c_str());
    }
};

QTEST_GUILESS_MAIN(TestScraper)

} // namespace tst_scraper

#include "tst_scraper.moc"
