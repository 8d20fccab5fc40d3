#include "models/sources/scraper.h"
#include "tests/support/faultserver.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <map>

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

/// A scraper on its own thread, and what it said.
class Rig
{
public:
    explicit Rig(ScraperOptions options = {}) : m_scraper(new Scraper(m_clock, options))
    {
        m_scraper->moveToThread(&m_thread);
        QObject::connect(m_scraper, &Scraper::scraped, &m_here,
                         [this](std::uint32_t id, const BatchPtr& batch) { batches[id].push_back(batch); });
        QObject::connect(m_scraper, &Scraper::ended, &m_here,
                         [this](std::uint32_t id, const BatchPtr& batch) { ends[id].push_back(batch); });
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
        QMetaObject::invokeMethod(m_scraper, [this, targets] { m_scraper->setTargets(targets); });
    }
    void scrapeNow(std::uint32_t id)
    {
        QMetaObject::invokeMethod(m_scraper, [this, id] { m_scraper->scrapeNow(id); });
    }
    void stop()
    {
        QMetaObject::invokeMethod(m_scraper, [this] { m_scraper->stop(); }, Qt::BlockingQueuedConnection);
    }

    std::map<std::uint32_t, std::vector<BatchPtr>> batches;
    std::map<std::uint32_t, std::vector<BatchPtr>> ends;

private:
    base::SystemClock m_clock;
    QObject m_here;
    QThread m_thread;
    Scraper* m_scraper;
};

} // namespace

class TestScraper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scrapesOnSchedule()
    {
        FaultServer server(page);
        Rig rig;
        const std::vector<Target> targets = targetsOf(configOf({server.address()}, 300ms, 200ms));
        const std::uint32_t id = targets.front().id;
        rig.setTargets(targets);
        QTRY_VERIFY_WITH_TIMEOUT(rig.batches[id].size() >= 5, 5000);
        const std::vector<BatchPtr>& got = rig.batches[id];
        for (std::size_t i = 0; i < got.size(); ++i) {
            QVERIFY2(got[i]->report.up, got[i]->report.error.message.c_str());
            QCOMPARE(got[i]->report.samplesScraped, std::uint64_t{2});
            if (i >= 2) { // the first one is ahead of the schedule
                const auto step = (got[i]->time - got[i - 1]->time).count();
                QVERIFY2(step % 300 == 0 || step > 302, std::to_string(step).c_str());
            }
        }
        QCOMPARE(server.connections(), 1); // kept alive
    }
};

QTEST_GUILESS_MAIN(TestScraper)
#include "tst_scraper.moc"
