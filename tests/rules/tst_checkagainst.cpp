#include "app/headless/commands.h"
#include "tests/support/commandanswer.h"
#include "tests/support/faultserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_checkagainst {

using namespace checkwatch;
using std::chrono::seconds;

namespace {

const char* const rulesText
    = "groups:\n- name: g\n  rules:\n"
      "  - {alert: Weight, expr: haproxy_server_weight > 5}\n"
      "  - {alert: Local, expr: 'haproxy_server_weight{job=\"lb\",env=\"prod\"} > 5'}\n"
      "  - {alert: Failing, expr: 'increase(haproxy_server_check_failures_total[1m]) > 0', for: 1m}\n";
const char* const page = "# TYPE haproxy_server_weight gauge\nhaproxy_server_weight{proxy=\"a\",server=\"s\"} 1\n"
                         "haproxy_server_check_failures_total{proxy=\"a\",server=\"s\"} 3\n";

using Answer = support::CommandAnswer;

Answer check(const app::Options& options)
{
    return support::answerOf([&options](const app::Streams& streams) { return app::checkRules(options, streams); });
}

} // namespace

/// `check rules --against`: which rules can fire on what an exporter says.
class TestCheckAgainst : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    std::string write(const char* name, const QByteArray& bytes)
    {
        QFile file(m_dir.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            return {};
        }
        return file.fileName().toStdString();
    }
    app::Options options(const QByteArray& rules = rulesText)
    {
        app::Options out;
        out.files = {write("rules.yml", rules)};
        out.against = write("page.prom", page);
        out.scrapeInterval = seconds{15};
        out.evaluationInterval = seconds{15};
        return out;
    }

private Q_SLOTS:
    void saysOfEachRule()
    {
        const Answer answer = check(options());
        QCOMPARE(answer.err, QString());
        QCOMPARE(answer.code, 0);
        QVERIFY2(answer.out.contains("2 series, scraped every 15s, evaluated every 15s, windows of Prometheus 3"),
                 qPrintable(answer.out));
        QVERIFY2(answer.out.contains("  Weight: can fire here\n"), qPrintable(answer.out));
        // job comes with the scrape; env may come with the scrape configuration.
        QVERIFY2(answer.out.contains(
                     "  Local: may miss\n    No series of haproxy_server_weight has a label env, unless the scrape "
                     "configuration adds it.\n"),
                 qPrintable(answer.out));
        QVERIFY2(answer.out.contains("      never      dies and stays dead (inter 2s, fall 3): "),
                 qPrintable(answer.out));
    }

    void prometheusDefaultsMakeTheRuleBlind()
    {
        app::Options asked = options();
        asked.scrapeInterval.reset();
        asked.evaluationInterval.reset();
        const Answer answer = check(asked);
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.out.contains(
                     "  Failing: cannot fire here\n    A window of 1m never holds two samples that are 1m apart"),
                 qPrintable(answer.out));
        QVERIFY(answer.out.contains("intervals that are not given are Prometheus' defaults"));
        asked.compat = promql::Compat::Prometheus2; // but for the very millisecond
        QCOMPARE(check(asked).code, 0);
    }

    void otherChecksOtherVerdict()
    {
        app::Options asked = options();
        asked.inter = seconds{20};
        QVERIFY(check(asked).out.contains("      always     dies and stays dead (inter 20s, fall 3): fires "));
    }

    void json()
    {
        app::Options asked
            = options("groups:\n- name: g\n  rules:\n  - {alert: Gone, expr: 'x + on() haproxy_gone > 1'}\n");
        asked.json = true;
        const Answer answer = check(asked);
        QCOMPARE(answer.code, 1);
        const QJsonObject all = QJsonDocument::fromJson(answer.out.toUtf8()).object();
        QCOMPARE(all.value("series").toInt(), 2);
        QCOMPARE(all.value("scrape_interval").toDouble(), 15.0);
        const QJsonObject rule = all.value("rules").toArray().at(0).toObject();
        QCOMPARE(rule.value("verdict").toString(), QStringLiteral("cannot_fire"));
        const QJsonObject finding = rule.value("findings").toArray().at(1).toObject();
        QCOMPARE(finding.value("code").toString(), QStringLiteral("metric_missing"));
        const int begin = finding.value("begin").toInt();
        QCOMPARE(rule.value("query").toString().mid(begin, finding.value("end").toInt() - begin),
                 QStringLiteral("haproxy_gone"));
    }

    void anExporterIsAskedOnce()
    {
        support::FaultServer server(
            [](const support::Request&) { return support::Script().send(support::httpResponse(page)); });
        app::Options asked = options();
        asked.against = "http://" + server.address() + "/metrics?scope=server";
        const Answer answer = check(asked);
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.out.contains("  Weight: can fire here\n"));
        QCOMPARE(server.requests().size(), std::size_t{1});
        QCOMPARE(server.requests().front().path, std::string("/metrics?scope=server"));
    }

    void whatCannotBeReadIsWrongUse()
    {
        app::Options asked = options();
        asked.against = "http://127.0.0.1:1/metrics";
        Answer answer = check(asked);
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("refused"), qPrintable(answer.err));
        asked.against = write("bad.prom", "this is no exposition\n");
        answer = check(asked);
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("bad.prom:1"), qPrintable(answer.err));
        asked.against = m_dir.filePath("none").toStdString();
        QCOMPARE(check(asked).code, 2);
        // A rule file that does not load comes first.
        asked.files = {write("broken.yml", "groups: [{name: g, rules: [{alert: A, expr: 'a +'}]}]")};
        QCOMPARE(check(asked).code, 1);
    }

    void bytesOfTheExporterDoNoHarmOnATerminal()
    {
        app::Options asked = options("groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'a{c=\"x\"} > 1'}\n");
        asked.against = write("evil.prom", "a{c=\"\x1b[2J\"} 1\n");
        const Answer answer = check(asked);
        QCOMPARE(answer.code, 1);
        QVERIFY(!answer.out.contains(QChar(0x1b)));
        QVERIFY2(answer.out.contains("there is c ?[2J"), qPrintable(answer.out));
    }
};

QTEST_GUILESS_MAIN(TestCheckAgainst)

} // namespace tst_checkagainst

#include "tst_checkagainst.moc"
