#include "models/exposition/scrapecache.h"
#include "models/sources/httpclient.h"
#include "tests/faults/faults.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <map>

namespace tst_scrapepeer {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace checkwatch::support;
using namespace std::chrono_literals;

namespace {

/// The synthetic series that say how a scrape went, without the one that differs each time.
constexpr std::array<const char*, 4> told{"up", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
                                          "scrape_series_added"};
constexpr std::size_t sampleLimitHere = 30;
constexpr std::size_t labelLimitHere = 8;
constexpr int scrapes = 6;

struct Story
{
    const char* name;
    std::vector<std::string> bodies; ///< one for each scrape, then the last again; "!" = HTTP 500
};

std::vector<Story> stories()
{
    const std::string three = "a 1\nb 2\nc 3\n";
    std::string many;
    for (int i = 0; i < 40; ++i) {
        many += "m{i=\"" + std::to_string(i) + "\"} 1\n";
    }
    const std::string wide = three + "w{a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",f=\"1\",g=\"1\",h=\"1\"} 1\n";
    return {
        {"a series comes and goes", {three, three + "d 4\n", three, three + "d 4\n", three}},
        {"http error", {three, "!", three, "!", "!", three}},
        {"parse error at the end", {three, three + "x{ 1\n", three, three + "new 1\nx{ 1\n", three + "new 1\n", three}},
        {"parse error at the start", {three, "x{ 1\n" + three, three}},
        {"bad UTF-8", {three, "a 1\nb{x=\"\xff\"} 1\nc 3\n", three}},
        {"too many samples", {three, three + many, three, many.substr(0, 400), three, three + many}},
        {"known from a failed scrape",
         {three, three + "new 1\nx{ 1\n", three, three + "new 1\n", three, three + "new 1\n"}},
        {"too many labels", {three, wide, three}},
        {"duplicate series", {three + "a 2\n", three, three + "a 2\nz 1\nz 2\n", three}},
        {"NaN", {three, "a NaN\nb 2\nc +Inf\n", three}},
        {"an empty body", {three, "", three}},
        {"only comments", {three, "# HELP a b\n", three}},
    };
}

Script answer(const Story& story, int scrape)
{
    const std::string& body
        = story.bodies[std::min<std::size_t>(static_cast<std::size_t>(scrape), story.bodies.size() - 1)];
    return body == "!" ? Script().send(httpResponse("", {}, "500 Internal Server Error"))
                       : Script().send(httpResponse(body, "Content-Type: text/plain; version=0.0.4\r\n"));
}

using Values = std::map<std::string, std::vector<double>>;

QJsonArray query(quint16 port, const QByteArray& expression)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(2000)) {
        return {};
    }
    socket.write("GET /api/v1/query?query=" + expression.toPercentEncoding() + " HTTP/1.0\r\n\r\n");
    QByteArray all;
    while (socket.waitForReadyRead(5000)) {
        all += socket.readAll();
    }
    const qsizetype body = all.indexOf("\r\n\r\n");
    return QJsonDocument::fromJson(all.mid(body + 4))
        .object()[QStringLiteral("data")]
        .toObject()[QStringLiteral("result")]
        .toArray();
}

/// The same through Checkwatch's own client and cache.
Values ours(const Story& story)
{
    base::SystemClock clock;
    sources::HttpShared shared(clock);
    sources::HttpClient client(shared);
    int scrape = 0;
    const FaultServer server([&](const Request& request) { return answer(story, request.number); });
    sources::Target target;
    target.url = "http://" + server.address() + "/metrics";
    target.config.timeout = 5s;
    exposition::ScrapeOptions options;
    options.targetLabels = metrics::Labels{{"job", "j"}, {"instance", "i"}};
    options.sampleLimit = sampleLimitHere;
    options.labelLimit = labelLimitHere;
    exposition::ScrapeCache cache(options);
    std::vector<metrics::Labels> known;
    Values values;
    for (; scrape < scrapes; ++scrape) {
        std::optional<metrics::ScrapeBatch> batch;
        const base::Timestamp time = base::fromUnixMs(1'000'000 + scrape * 1000);
        client.get(target, [&](const base::Result<sources::HttpAnswer>& answered) {
            batch = answered.ok()
                ? cache.ingest(answered->body, exposition::formatFor(answered->contentType), time, 0.01)
                : cache.fail(answered.error(), time, 0.01);
        });
        while (!batch) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        known.resize(std::max<std::size_t>(known.size(), batch->firstAdded + batch->added.size()));
        std::copy(batch->added.begin(), batch->added.end(), known.begin() + batch->firstAdded);
        for (std::size_t i = 0; i < batch->column.size(); ++i) {
            if (std::find(told.begin(), told.end(), known[i].name()) != told.end()) {
                values[std::string(known[i].name())].push_back(batch->column[i]);
            }
        }
    }
    return values;
}

} // namespace

/// What the synthetic series say of scrapes that fail, beside Prometheus 2.42 on the same bodies.
class TestScrapePeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString program = findProgram(QStringLiteral("prometheus"));
        CHECKWATCH_NEEDS(!program.isEmpty(), "prometheus");
        QString jobs;
        for (const Story& story : stories()) {
            m_servers.push_back(std::make_unique<FaultServer>(
                [story](const Request& request) { return answer(story, request.number); }));
            jobs += QStringLiteral("- job_name: '%1'\n  sample_limit: %2\n  label_limit: %3\n"
                                   "  static_configs: [{targets: ['%4']}]\n")
                        .arg(QString::fromLatin1(story.name))
                        .arg(sampleLimitHere)
                        .arg(labelLimitHere)
                        .arg(QString::fromStdString(m_servers.back()->address()));
        }
        QFile config(m_folder.filePath(QStringLiteral("prometheus.yml")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n" + jobs).toUtf8());
        config.close();
        m_port = freePort();
        m_prometheus = std::make_unique<ChildProcess>(
            program,
            QStringList{"--config.file=" + config.fileName(), "--storage.tsdb.path=" + m_folder.filePath("data"),
                        QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
        QTRY_VERIFY_WITH_TIMEOUT(allScraped(), 30'000);
    }
    void cleanupTestCase() { m_prometheus.reset(); }

    void theSameAsPrometheus_data()
    {
        QTest::addColumn<int>("story");
        const std::vector<Story> all = stories();
        for (std::size_t i = 0; i < all.size(); ++i) {
            QTest::newRow(all[i].name) << static_cast<int>(i);
        }
    }
    void theSameAsPrometheus()
    {
        QFETCH(int, story);
        const Story chosen = stories()[static_cast<std::size_t>(story)];
        const Values values = ours(chosen);
        for (const char* name : told) {
            const QJsonArray result = query(m_port, QByteArray(name) + "{job=\"" + chosen.name + "\"}[5m]");
            QCOMPARE(result.size(), 1);
            const QJsonArray theirs = result[0].toObject()[QStringLiteral("values")].toArray();
            const std::vector<double>& own = values.at(name);
            QVERIFY(theirs.size() >= scrapes);
            for (int scrape = 0; scrape < scrapes; ++scrape) {
                const double their = theirs[scrape].toArray()[1].toString().toDouble();
                QVERIFY2(own[static_cast<std::size_t>(scrape)] == their,
                         qPrintable(QStringLiteral("%1 of scrape %2: %3, Prometheus %4")
                                        .arg(QLatin1String(name))
                                        .arg(scrape)
                                        .arg(own[static_cast<std::size_t>(scrape)])
                                        .arg(their)));
            }
        }
    }

private:
    [[nodiscard]] bool allScraped() const
    {
        return std::all_of(m_servers.begin(), m_servers.end(),
                           [](const auto& server) { return server->requests().size() > scrapes + 1; });
    }

    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<FaultServer>> m_servers;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_prometheus;
};

QTEST_GUILESS_MAIN(TestScrapePeer)

} // namespace tst_scrapepeer

#include "tst_scrapepeer.moc"
