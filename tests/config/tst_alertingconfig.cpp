#include "tests/config/notices.h"

#include <QTest>

namespace tst_alertingconfig {

using namespace checkwatch;
using namespace checkwatch::config;

/// The alerting block: whom to ask for silences, and what becomes of alerts before they are there.
class AlertingConfigTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertmanagers()
    {
        const std::string jobs = "scrape_configs: []\nalerting:\n  alertmanagers:\n";
        const auto read
            = parseConfig(jobs
                              + "  - {scheme: https, path_prefix: /am, timeout: 3s, api_version: v2,\n"
                                "     basic_auth: {username: u, password_file: pw}, follow_redirects: false,\n"
                                "     tls_config: {ca_file: ca.pem}, static_configs: [{targets: ['a:1', 'b:2']}]}\n"
                                "  - {static_configs: [{targets: [c]}]}\n",
                          "/etc/cw/x.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->alertmanagers.size(), std::size_t{2});
        const AlertmanagerConfig& first = read->alertmanagers[0];
        QCOMPARE(first.http.scheme, std::string("https"));
        QCOMPARE(first.pathPrefix, std::string("/am"));
        QVERIFY(first.http.timeout == std::chrono::seconds{3} && !first.http.followRedirects);
        QCOMPARE(first.http.basicAuth->passwordFile, std::string("/etc/cw/pw"));
        QCOMPARE(first.http.tls.caFile, std::string("/etc/cw/ca.pem"));
        QVERIFY(read->alertmanagers[1].http.timeout == std::chrono::seconds{10});
        QVERIFY(noticesOf(*read).isEmpty());
    }
    /// A whole prometheus.yml loads; what cannot be honoured is named, and nothing is half asked.
    void alertmanagersThatCannotBeAsked_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("discovery") << QByteArray("alertmanagers: [{dns_sd_configs: [{names: [x]}]}]")
                                   << QByteArray("dns_sd_configs is not available here: these Alertmanagers");
        QTest::newRow("relabelling") << QByteArray(
            "alertmanagers: [{relabel_configs: [{action: keep}], static_configs: "
            "[{targets: [a]}]}]") << QByteArray("relabel_configs is not available here: these");
        QTest::newRow("version") << QByteArray("alertmanagers: [{api_version: v1, static_configs: [{targets: [a]}]}]")
                                 << QByteArray("api_version v1 is not available here: these");
        QTest::newRow("relabelling of alerts")
            << QByteArray("{alert_relabel_configs: [{action: labeldrop, target_label: r}], "
                          "alertmanagers: [{static_configs: [{targets: [a]}]}]}")
            << QByteArray("labeldrop action requires only 'regex', and no other fields: these Alertmanagers");
        QTest::newRow("no list") << QByteArray("{alert_relabel_configs: {}, "
                                               "alertmanagers: [{static_configs: [{targets: [a]}]}]}")
                                 << QByteArray("relabelling must be a list of steps: these Alertmanagers");
        const auto with = [](const char* name, const QByteArray& fields, const char* says) {
            QTest::newRow(name) << "alertmanagers: [{" + fields + ", static_configs: [{targets: [a]}]}]"
                                << QByteArray(says) + ": these Alertmanagers are not asked";
        };
        with("TLS version", "tls_config: {min_version: TLS12}", "min_version is not available here");
        with("TLS authority", "tls_config: {ca: PEM}", "ca is not available here");
        with("user's file", "basic_auth: {username_file: u}", "username_file is not available here");
        with("reference", "authorization: {credentials_ref: r}", "credentials_ref is not available here");
        with("variable", "basic_auth: {username: u, password: '${CHECKWATCH_NOT_SET}'}",
             "password: the environment has no variable CHECKWATCH_NOT_SET");
        with("unknown field", "prefix: x", "field prefix not found in alertmanagers");
        with("its relabelling of alerts", "alert_relabel_configs: [{action: oh}]", "unknown relabel action \"oh\"");
        with("scheme", "scheme: ftp", "scheme must be http or https, not \"ftp\"");
        with("timeout", "timeout: 0s", "timeout must be longer than 0s");
        with("later version", "api_version: v3", "api_version must be v2, not \"v3\"");
        QTest::newRow("address") << QByteArray("alertmanagers: [{static_configs: [{targets: ['http://a']}]}]")
                                 << QByteArray("\"http://a\" is not a valid hostname");
        QTest::newRow("port") << QByteArray("alertmanagers: [{static_configs: [{targets: ['a:99999']}]}]")
                              << QByteArray("\"a:99999\" has no port that there can be");
    }
    /// One that is bad takes no other away, and what it unfolds to counts.
    void otherAlertmanagersAreAsked()
    {
        const auto read = parseConfig("scrape_configs: []\nalerting: {alertmanagers: [\n{scheme: ftp},\n"
                                      "{static_configs: [{targets: [a]}]},\n7]}\n",
                                      "x.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->alertmanagers.size(), std::size_t{1});
        QCOMPARE(read->alertmanagers[0].http.line, 4);
        QCOMPARE(read->notices.size(), std::size_t{2});
        QVERIFY(read->notices[1].starts_with("line 5: alertmanagers must be a mapping of fields: these"));
    }
    void alertmanagersThatCannotBeAsked()
    {
        QFETCH(QByteArray, block);
        QFETCH(QByteArray, says);
        const auto read = parseConfig(("scrape_configs: []\nalerting:\n  " + block).toStdString(), "x.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(read->alertmanagers.empty());
        QVERIFY2(noticesOf(*read).startsWith("line 3: " + says), noticesOf(*read));
    }
    /// What is for all of them comes first.
    void alertsAreRelabelled()
    {
        const auto read = parseConfig("scrape_configs: []\n"
                                      "alerting:\n"
                                      "  alertmanagers:\n"
                                      "  - {static_configs: [{targets: [a]}]}\n"
                                      "  - static_configs: [{targets: [b]}]\n"
                                      "    alert_relabel_configs: [{target_label: own, replacement: ''}]\n"
                                      "  alert_relabel_configs:\n"
                                      "  - {action: HashMod, source_labels: [a, b], separator: '', modulus: 3,\n"
                                      "     target_label: t}\n"
                                      "  - {action: labeldrop, regex: 'replica|x.y'}\n",
                                      "x.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY2(noticesOf(*read).isEmpty(), noticesOf(*read));
        QCOMPARE(read->alertmanagers.size(), std::size_t{2});
        using enum metrics::RelabelAction;
        std::vector<metrics::RelabelStep> steps{
            {.action = HashMod, .sourceLabels = {"a", "b"}, .separator = "", .modulus = 3, .targetLabel = "t"},
            {.action = LabelDrop, .regex = "replica|x.y"}};
        QVERIFY(read->alertmanagers[0].alerts.steps() == steps);
        QVERIFY(read->alertmanagers[0].alerts.dot() == metrics::Dot::Any);
        steps.push_back({.targetLabel = "own", .replacement = ""});
        QVERIFY(read->alertmanagers[1].alerts.steps() == steps);
    }
    void compatDecidesWhatADotIs()
    {
        const auto read = parseConfig("scrape_configs: [{job_name: j, relabel_configs: [{target_label: a}],\n"
                                      "  metric_relabel_configs: [{target_label: b}]}]\n"
                                      "alerting: {alertmanagers: [{static_configs: [{targets: [a]}]}],\n"
                                      "  alert_relabel_configs: [{action: labeldrop, regex: r}]}\n"
                                      "checkwatch: {promql: {compat: 2}}\n",
                                      "x.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(read->alertmanagers[0].alerts.dot() == metrics::Dot::AllButNewline);
        QVERIFY(read->scrapeConfigs[0].relabelling.dot() == metrics::Dot::AllButNewline);
        QCOMPARE(read->scrapeConfigs[0].relabelling.steps().front().targetLabel, std::string("a"));
        QVERIFY(read->scrapeConfigs[0].metricRelabelling.dot() == metrics::Dot::AllButNewline);
        QCOMPARE(read->scrapeConfigs[0].metricRelabelling.steps().front().targetLabel, std::string("b"));
    }
    void alertmanagersThatAreWrong()
    {
        for (const char* const block : {"alertmanagers: {}", "alertmanager: []", "7"}) {
            QVERIFY2(!parseConfig(std::string("scrape_configs: []\nalerting:\n  ") + block + "\n", "x.yml").ok(),
                     block);
        }
    }
};

QTEST_GUILESS_MAIN(AlertingConfigTest)

} // namespace tst_alertingconfig

#include "tst_alertingconfig.moc"
