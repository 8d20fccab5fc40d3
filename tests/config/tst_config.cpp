#include "models/config/config.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

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

QByteArray noticesOf(const Config& config)
{
    QByteArray out;
    for (const std::string& notice : config.notices) {
        out += QByteArray::fromStdString(notice) + '\n';
    }
    return out;
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
    void errors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, QByteArray text, QByteArray expected) {
            QTest::newRow(name) << std::move(text) << std::move(expected);
        };
        const auto job = [](const char* rest) {
            return QByteArray("scrape_configs:\n- job_name: a\n  scrape_interval: 5s\n") + rest;
        };
        row("empty", "", "the configuration is empty");
        row("only comments", "# nothing\n---\n", "the configuration is empty");
        row("a list", "- a\n", "line 1: the configuration must be a mapping of fields");
        row("unknown fields, all of them", "foo: 1\nglobal: {bar: 2}\nscrape_configs:\n- job_name: a\n  baz: 1\n",
            "line 1: field foo not found in the configuration\nline 2: field bar not found in global\n"
            "line 5: field baz not found in scrape_configs");
        row("set twice", "global:\n  scrape_interval: 5s\n  scrape_interval: 6s\n",
            "line 3: field scrape_interval already set in global");
        row("half-written", "scrape_configs:\n  - job_na",
            "line 2: scrape_configs must be a mapping of fields\nline 2: job_name is empty");
        row("stopped before the jobs", "global: {}\nscrape_configs:\n",
            "line 2: scrape_configs ends before its first job: is the file whole? Write [] for none");
        for (const char* const listen : {"127.0.0.1:5514", "tcp://127.0.0.1:5514", "udp://127.0.0.1",
                                         "udp://127.0.0.1:0", "udp://127.0.0.1:99999", "udp://:5514", "udp://h:5514x"})
            row(listen, job("checkwatch:\n  logs:\n  - listen: ") + listen + "\n",
                QByteArray("line 6: listen must be udp://ADDRESS:PORT, for example udp://127.0.0.1:5514, not \"")
                    + listen + '"');
        row("a log from nowhere", job("checkwatch:\n  logs:\n  - {instance: a}\n"),
            "line 6: an entry of checkwatch.logs wants either listen or file");
        row("no job name", "scrape_configs:\n- metrics_path: /\n", "line 2: job_name is empty");
        row("null job", "scrape_configs:\n- ~\n- job_name: a\n", "line 2: empty or null scrape config section");
        row("job twice", "scrape_configs:\n- job_name: a\n- job_name: a\n",
            "line 3: found multiple scrape configs with job name \"a\"");
        row("timeout", "scrape_configs:\n- job_name: a\n  scrape_timeout: 2m\n",
            "line 3: scrape timeout greater than scrape interval for scrape config with job name \"a\"");
        row("global timeout", "global: {scrape_interval: 5s, scrape_timeout: 6s}\n",
            "line 1: global scrape timeout greater than scrape interval");
        row("scheme", job("  scheme: ftp\n"), "line 4: scheme must be http or https, not \"ftp\"");
        row("boolean", job("  honor_labels: maybe\n"), "line 4: honor_labels must be true or false, not \"maybe\"");
        row("count", job("  sample_limit: -1\n"),
            "line 4: sample_limit must be a whole number that is not negative, not \"-1\"");
        row("bytes", job("  body_size_limit: 10XB\n"),
            "line 4: body_size_limit must be a size with a unit like 64MB, not \"10XB\"");
        row("list", job("  static_configs: {}\n"), "line 4: static_configs must be a list");
        row("single value", job("  metrics_path: [a]\n"), "line 4: metrics_path must be a single value");
        row("target with scheme", job("  static_configs: [{targets: [\"http://a:1\"]}]\n"),
            "line 4: \"http://a:1\" is not a valid hostname: a target is host:port, without scheme or path");
        for (const char* target : {"lb:99999", "lb:0", "lb:x", "lb:", "[::1]:65536", "lb:84 "}) {
            row(target,
                job(qPrintable(QStringLiteral("  static_configs: [{targets: ['%1']}]\n").arg(QLatin1String(target)))),
                qPrintable(
                    QStringLiteral("line 4: \"%1\" has no port that there can be: write a number from 1 to 65535, "
                                   "as in lb:8404")
                        .arg(QLatin1String(target))));
        }
        row("label name", job("  static_configs: [{labels: {0a: b}}]\n"), "line 4: \"0a\" is not a valid label name");
        row("params", job("  params: {a: b}\n"), "line 4: the parameter a must be a list of values");
        row("two auths", job("  basic_auth: {username: a}\n  authorization: {credentials_file: c}\n"),
            "line 5: at most one of basic_auth & authorization must be configured");
        row("two passwords", job("  basic_auth: {password: a, password_file: b}\n"),
            "line 4: at most one of basic_auth password & password_file must be configured");
        row("basic as type", job("  authorization: {type: Basic}\n"),
            "line 4: authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        row("half a certificate", job("  tls_config: {cert_file: a}\n"),
            "line 4: tls_config needs both cert_file and key_file, or neither");
        row("service discovery", job("  dns_sd_configs: [{names: [a]}]\n  kubernetes_sd_configs: [{role: pod}]\n"),
            "line 4: dns_sd_configs is not available here\nline 5: kubernetes_sd_configs is not available here");
        row("relabelling", job("  relabel_configs: [{}]\n  metric_relabel_configs: [{}]\n"),
            "line 4: relabel configuration for replace action requires 'target_label' value\nline 5: "
            "metric_relabel_configs is not available here");
        row("compat", "checkwatch: {promql: {compat: 4}}\n",
            "line 1: compat must be 2 or 3, the Prometheus whose windows are meant, not \"4\"");
        row("retention", "checkwatch: {store: {retention: {time: 0}}}\n",
            "line 1: the retention time and size must be more than 0");
        row("variable missing", job("  bearer_token: ${CHECKWATCH_TEST_MISSING}\n"),
            "line 4: bearer_token: the environment has no variable CHECKWATCH_TEST_MISSING");
        row("bad merge", "x: &x 1\nglobal:\n  <<: *x\n",
            "line 1: a merge (<<) takes a mapping or a list of mappings, at most 16 deep\nline 1: field x not found in "
            "the configuration");
    }
    void errors()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(errorOf(text.constData()), expected);
    }
    void syntaxErrorsHaveALine()
    {
        const auto result = parseConfig("global:\n  scrape_interval: [5s\n", "/x/y.yml");
        QVERIFY(!result.ok());
        QCOMPARE(result.error().where, "/x/y.yml");
        QVERIFY2(result.error().message.starts_with("yaml: line "), result.error().message.c_str());
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
#include "tst_config.moc"
