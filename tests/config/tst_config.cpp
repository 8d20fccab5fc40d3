#include "tests/config/notices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace tst_config {

using namespace checkwatch;
using namespace checkwatch::config;

namespace {

const char* const whole
    = "# a whole prometheus.yml\n"
      "global:\n"
      "  scrape_interval: 5s\n"
      "  evaluation_interval: 15s\n"
      "  external_labels: {site: \"a\", n: 010}\n"
      "rule_files: [rules/*.yml, /etc/rules.yml]\n"
      "remote_write:\n"
      "  - url: http://example.com/\n"
      "storage:\n"
      "  tsdb: {out_of_order_time_window: 5m}\n"
      "alerting:\n"
      "  alertmanagers: [{static_configs: [{targets: [\"localhost:9093\"]}]}]\n"
      "scrape_configs:\n"
      "  - job_name: haproxy\n"
      "    scrape_timeout: 2s\n"
      "    scheme: https\n"
      "    metrics_path: /stats/metrics\n"
      "    params: {scope: [server, backend], metrics: [a]}\n"
      "    honor_labels: true\n"
      "    honor_timestamps: false\n"
      "    follow_redirects: no\n"
      "    basic_auth: {username: u, password_file: secrets/pw}\n"
      "    tls_config: {ca_file: ca.pem, cert_file: c.pem, key_file: /k.pem, server_name: s, "
      "insecure_skip_verify: true}\n"
      "    body_size_limit: 1.5MB\n"
      "    sample_limit: 5\n"
      "    label_limit: 6\n"
      "    label_name_length_limit: 7\n"
      "    label_value_length_limit: 8\n"
      "    target_limit: 9\n"
      "    static_configs:\n"
      "      - targets: [\"127.0.0.1:8404\", '[::1]:8404']\n"
      "        labels: {zone: x, empty: }\n"
      "      - targets: [b:1]\n"
      "  - job_name: v1\n"
      "    scrape_interval: 15s\n"
      "    authorization: {credentials_file: /token}\n"
      "    enable_http2: true\n"
      "checkwatch:\n"
      "  promql: {compat: 2}\n"
      "  health_alerts: [One]\n"
      "  rules: {builtin: false, companion: false}\n"
      "  runbooks: {folders: [books, /srv/books]}\n"
      "  store: {retention: {time: 1h, size: 256MiB}}\n"
      "  recording: {incidents: {count: 7, size: 1MiB}}\n"
      "  logs: [{listen: 'udp://127.0.0.1:5514', instance: 'lb-01:8404'}, {listen: 'udp://[::1]:1'},\n"
      "    {file: log/haproxy.log}]\n"
      "  notifications: false\n";

QByteArray errorOf(const char* text)
{
    const auto result = parseConfig(text, "");
    return result.ok() ? QByteArray() : QByteArray::fromStdString(result.error().message);
}

} // namespace

class TestConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsRead()
    {
        const auto read = parseConfig(whole, "/etc/cw/checkwatch.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->path, "/etc/cw/checkwatch.yml");
        QVERIFY(read->scrapeInterval == std::chrono::seconds{5});
        QVERIFY(read->scrapeTimeout == std::chrono::seconds{5}); // 10s, cut to the interval
        QVERIFY(read->evaluationInterval == std::chrono::seconds{15});
        QVERIFY((read->externalLabels == std::map<std::string, std::string>{{"n", "010"}, {"site", "a"}}));
        QVERIFY((read->ruleFiles == std::vector<std::string>{"/etc/cw/rules/*.yml", "/etc/rules.yml"}));
        QCOMPARE(read->scrapeConfigs.size(), std::size_t{2});

        ScrapeConfig first;
        first.jobName = "haproxy";
        first.interval = std::chrono::seconds{5};
        first.timeout = std::chrono::seconds{2};
        first.scheme = "https";
        first.metricsPath = "/stats/metrics";
        first.params = {{"scope", {"server", "backend"}}, {"metrics", {"a"}}};
        first.honorLabels = true;
        first.honorTimestamps = false;
        first.followRedirects = false;
        first.basicAuth = BasicAuth{"u", Secret(), "/etc/cw/secrets/pw"};
        first.tls = {"/etc/cw/ca.pem", "/etc/cw/c.pem", "/k.pem", "s", true};
        first.bodySizeLimit = 1536 * 1024;
        first.sampleLimit = 5;
        first.labelLimit = 6;
        first.labelNameLengthLimit = 7;
        first.labelValueLengthLimit = 8;
        first.targetLimit = 9;
        first.staticConfigs = {{{"127.0.0.1:8404", "[::1]:8404"}, {{"zone", "x"}, {"empty", ""}}}, {{"b:1"}, {}}};
        first.line = 14;
        QVERIFY(read->scrapeConfigs[0] == first);
        QVERIFY(read->scrapeConfigs[1].authorization->credentialsFile == "/token");
        QVERIFY(read->scrapeConfigs[1].timeout == std::chrono::seconds{5});

        Checkwatch block;
        block.compat = promql::Compat::Prometheus2;
        block.healthAlerts = {"One"};
        block.builtinRules = block.companionRules = block.notifications = false;
        block.runbookFolders = {"/etc/cw/books", "/srv/books"};
        block.retentionTime = std::chrono::hours{1};
        block.retentionBytes = 256UL * 1024 * 1024;
        block.recording.incidents = 7;
        block.logs
            = {{"127.0.0.1", 5514, {}, "lb-01:8404"}, {"::1", 1, {}, {}}, {{}, 0, "/etc/cw/log/haproxy.log", {}}};
        block.recording.incidentBytes = 1024UL * 1024;
        QVERIFY(read->checkwatch == block);
        QCOMPARE(noticesOf(*read),
                 QByteArray("line 37: enable_http2 has no meaning here and is ignored\n"
                            "line 7: remote_write has no meaning here and is ignored\n"
                            "line 9: storage has no meaning here and is ignored\n"));
        QCOMPARE(read->alertmanagers.size(), std::size_t{1});
        QCOMPARE(read->alertmanagers[0].http.staticConfigs[0].targets, std::vector<std::string>{"localhost:9093"});
    }
    void defaults()
    {
        const auto read = parseConfig("scrape_configs:\n- job_name: a\n  scrape_interval: 15s\n", "x.yml");
        QVERIFY(read.ok());
        ScrapeConfig job;
        job.jobName = "a";
        job.interval = std::chrono::seconds{15};
        job.line = 2;
        QVERIFY(read->scrapeConfigs[0] == job);
        QCOMPARE(job.bodySizeLimit, std::size_t{64} * 1024 * 1024);
        QCOMPARE(job.sampleLimit, std::size_t{2'000'000});
        QVERIFY(read->scrapeInterval == std::chrono::minutes{1});
        QVERIFY(read->scrapeTimeout == std::chrono::seconds{10});
        QVERIFY(read->evaluationInterval == std::chrono::minutes{1});
        QVERIFY(read->checkwatch == Checkwatch());
    }
    void everyTruncationIsReadOrRefused()
    {
        const std::string text = whole;
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto result = parseConfig(std::string_view(text).substr(0, size), "a/b.yml");
            QVERIFY(result.ok() || !result.error().message.empty());
        }
    }
    void emptyDiscoveryAndRelabellingAreFine()
    {
        QCOMPARE(errorOf("scrape_configs:\n- job_name: a\n  relabel_configs: []\n  dns_sd_configs:\n"), QByteArray());
    }
    void anchorsAndMergeKeys()
    {
        const auto read = parseConfig(
            "scrape_configs:\n- &base\n  job_name: a\n  scrape_interval: 5s\n  metrics_path: /m\n"
            "- <<: *base\n  job_name: b\n  metrics_path: /n\n- <<: [{scheme: https}, *base]\n  job_name: c\n",
            "");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->scrapeConfigs[1].jobName, "b");
        QCOMPARE(read->scrapeConfigs[1].metricsPath, "/n");
        QVERIFY(read->scrapeConfigs[1].interval == std::chrono::seconds{5});
        QCOMPARE(read->scrapeConfigs[2].scheme, "https");
        QCOMPARE(read->scrapeConfigs[2].metricsPath, "/m");
    }
    void aliasesCannotUnfoldWithoutEnd()
    {
        std::string text = "scrape_configs:\n- &a\n  job_name: a\n  static_configs:\n  - &t\n    targets: [";
        for (int i = 0; i < 2000; ++i) {
            text += "h,";
        }
        text += "]\n";
        for (int i = 0; i < 2000; ++i) {
            text += "  - *t\n";
        }
        QVERIFY(errorOf(text.c_str()).contains("unfolds"));
    }
    void limitsOfGlobalAreDefaults()
    {
        const auto read = parseConfig(
            "global: {sample_limit: 7, body_size_limit: 0}\nscrape_configs:\n- job_name: a\n- job_name: b\n"
            "  sample_limit: 8\n",
            "");
        QVERIFY(read.ok());
        QCOMPARE(read->scrapeConfigs[0].sampleLimit, std::size_t{7});
        QCOMPARE(read->scrapeConfigs[0].bodySizeLimit, std::size_t{0});
        QCOMPARE(read->scrapeConfigs[1].sampleLimit, std::size_t{8});
    }
    void blindRules_data()
    {
        QTest::addColumn<QByteArray>("interval");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("15s") << QByteArray("15s") << QByteArray();
        QTest::newRow("30s") << QByteArray("30s") << QByteArray();
        QTest::newRow("31s") << QByteArray("31s") << QByteArray("may stay silent");
        QTest::newRow("59s") << QByteArray("59s") << QByteArray("may stay silent");
        QTest::newRow("60s") << QByteArray("60s") << QByteArray("can never fire");
    }
    void blindRules()
    {
        QFETCH(QByteArray, interval);
        QFETCH(QByteArray, says);
        const auto read
            = parseConfig("scrape_configs:\n- job_name: a\n  scrape_interval: " + interval.toStdString() + "\n", "");
        QVERIFY(read.ok());
        QCOMPARE(read->notices.empty(), says.isEmpty());
        QVERIFY(noticesOf(*read).contains(says));
        QVERIFY(says.isEmpty() || noticesOf(*read).startsWith("line 3: job \"a\""));
    }
    void blindEvaluation()
    {
        const auto read = parseConfig("global: {scrape_interval: 5s}\nrule_files: [a.yml]\n", "");
        QVERIFY(noticesOf(*read).contains("evaluation_interval"));
    }
    void secretsFromTheEnvironment()
    {
        qputenv("CHECKWATCH_TEST_SECRET", "s3");
        const auto read = parseConfig("scrape_configs:\n- job_name: ${CHECKWATCH_TEST_SECRET}\n  scrape_interval: 5s\n"
                                      "  basic_auth: {username: u, password: 'a${CHECKWATCH_TEST_SECRET}$b${}'}\n",
                                      "");
        QVERIFY(read.ok());
        QCOMPARE(read->scrapeConfigs[0].basicAuth->password.reveal(), "as3$b${}");
        QCOMPARE(read->scrapeConfigs[0].jobName, "${CHECKWATCH_TEST_SECRET}"); // only in secrets
    }
    void inlineSecretsWarnAboutPermissions()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.yml"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("scrape_configs:\n- job_name: a\n  scrape_interval: 5s\n  bearer_token: secret\n");
        file.close();
        const std::string name = path.toStdString();
        QCOMPARE(::chmod(name.c_str(), 0640), 0);
        const auto open = loadConfig(name);
        QVERIFY(open.ok());
        QVERIFY(noticesOf(*open).startsWith("line 4: bearer_token stands in a file that others may read"));
        QVERIFY(!noticesOf(*open).contains("secret:"));
        QCOMPARE(open->scrapeConfigs[0].authorization->credentials.reveal(), "secret");
        QCOMPARE(::chmod(name.c_str(), 0600), 0);
        QCOMPARE(loadConfig(name)->notices.size(), std::size_t{0});
    }
    void onlyRegularFilesOfModestSize()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QVERIFY(loadConfig(base + "/none").error().code == base::ErrorCode::NotFound);
        QVERIFY(!loadConfig(base).ok());
        QCOMPARE(::mkfifo((base + "/fifo").c_str(), 0600), 0);
        QVERIFY(loadConfig(base + "/fifo").error().message.find("regular file") != std::string::npos);
        QFile big(folder.filePath(QStringLiteral("big")));
        QVERIFY(big.open(QIODevice::WriteOnly));
        QVERIFY(big.resize(17 * 1024 * 1024));
        QVERIFY(loadConfig(base + "/big").error().code == base::ErrorCode::Limit);
        QFile empty(folder.filePath(QStringLiteral("empty")));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        QCOMPARE(loadConfig(base + "/empty").error().message, "the configuration is empty");
        QCOMPARE(loadConfig(base + "/empty").error().where, base + "/empty");
    }
};

QTEST_APPLESS_MAIN(TestConfig)

} // namespace tst_config

#include "tst_config.moc"
