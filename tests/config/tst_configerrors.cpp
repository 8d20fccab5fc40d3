#include "models/config/config.h"

#include <QTest>

namespace tst_configerrors {

using namespace checkwatch;
using namespace checkwatch::config;

namespace {

QByteArray errorOf(const QByteArray& text)
{
    const auto result = parseConfig(text.toStdString(), "");
    return result.ok() ? QByteArray() : QByteArray::fromStdString(result.error().message);
}

} // namespace

/// What is wrong with a file, in words, all of it at once.
class ConfigErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
            "relabel configuration for replace action requires 'target_label' value");
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
};

QTEST_GUILESS_MAIN(ConfigErrorsTest)

} // namespace tst_configerrors

#include "tst_configerrors.moc"
