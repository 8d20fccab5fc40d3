#include "tests/headless/backtestrig.h"
#include "tests/support/dayrecording.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace tst_backtestcommand {

using namespace checkwatch;
using namespace checkwatch::backtestrig;

/// The command from its arguments to what it prints.
class TestBacktestCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void twoRuleSetsSideBySide();
    void variantsAreTriedBeside();
    void rarerScrapesSeeLess();
    void timesCanBeChosen();
    void samplesOutOfAFile();
    void aRecordingsFolderWillDo();
    void failuresOfRulesAreSaid();
    void everyErrorOfAFileIsALine();
    void wrongUse_data();
    void wrongUse();

private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    void write(const char* name, const QByteArray& content) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
    }

    QTemporaryDir m_folder;
};

void TestBacktestCommand::initTestCase()
{
    QVERIFY(m_folder.isValid());
    write("headline.yml", headlineRule);
    write("more.yml", QByteArray(headlineRule).replace("> 0", "> 2").replace("for: 1m", "for: 0m"));
    support::DayOptions hour;
    hour.servers = 40;
    hour.length = std::chrono::hours{1};
    QVERIFY(support::writeDay(file("hour.cwrec").toStdString(), hour));
}

void TestBacktestCommand::twoRuleSetsSideBySide()
{
    const QStringList arguments{file("hour.cwrec"), "--rules", file("headline.yml"), "--rules", file("more.yml")};
    const Said said = backtest(arguments + QStringList{"--json"});
    QCOMPARE(said.code, 0);
    const QJsonObject summary = said.json()["summary"].toObject();
    const QJsonArray sets = summary["rule_sets"].toArray();
    QCOMPARE(sets.size(), 2);
    QCOMPARE(summary["evaluation_interval_ms"].toInt(), 5000); // as recorded
    QVERIFY(sets[0]["rules"].toString().endsWith("headline.yml"));
    const int spells = summary["down_spells"].toInt();
    QVERIFY(spells >= 6);
    // Sudden deaths are what the one misses and the other catches; slow ones both catch.
    QVERIFY(sets[0]["spells_missed"].toInt() >= 4);
    QVERIFY(sets[0]["spells_caught"].toInt() >= 1);
    QCOMPARE(sets[0]["spells_missed"].toInt() + sets[0]["spells_caught"].toInt(), spells);
    QCOMPARE(sets[1]["spells_caught"].toInt(), spells);
    QCOMPARE(sets[0]["by_rule"][0]["spells_missed"], sets[0]["spells_missed"]);
    QVERIFY(sets[0]["time_to_fire_median_ms"].toInt() >= 60'000);
    QVERIFY(sets[1]["time_to_fire_worst_ms"].toInt() < 60'000);
    const Said words = backtest(arguments);
    QCOMPARE(words.code, 0);
    QVERIFY(words.out.contains("headline.yml"));
    QVERIFY(
        QRegularExpression(QStringLiteral("times DOWN that were missed +%1 +0\n").arg(sets[0]["spells_missed"].toInt()))
            .match(QString::fromUtf8(words.out))
            .hasMatch());
}

void TestBacktestCommand::variantsAreTriedBeside()
{
    const Said said
        = backtest({file("hour.cwrec"), "--rules", file("headline.yml"), "--for", "0s", "--threshold", "2", "--json"});
    QCOMPARE(said.code, 0);
    const QJsonArray sets = said.json()["summary"].toObject()["rule_sets"].toArray();
    QCOMPARE(sets.size(), 2);
    QVERIFY(sets[1]["rules"].toString().endsWith("headline.yml (for 0s, threshold 2)"));
    const Said same = backtest({file("hour.cwrec"), "--rules", file("more.yml"), "--json"});
    QCOMPARE(sets[1]["spells_caught"], same.json()["summary"].toObject()["rule_sets"][0]["spells_caught"]);
    QCOMPARE(sets[1]["fired"], same.json()["summary"].toObject()["rule_sets"][0]["fired"]);
    QVERIFY(sets[1]["fired"].toInt() > sets[0]["fired"].toInt());
    QCOMPARE(backtest({file("hour.cwrec"), "--rules", file("headline.yml"), "--window", "0s"}).code, 2);
}

void TestBacktestCommand::rarerScrapesSeeLess()
{
    const QStringList arguments{file("hour.cwrec"), "--rules", file("headline.yml"), "--json"};
    const QJsonObject often = backtest(arguments).json()["summary"].toObject();
    const QJsonObject rarely
        = backtest(arguments + QStringList{"--scrape-interval", "30s"}).json()["summary"].toObject();
    // Three failures within 20 s are seen by one scrape, or by two that are 30 s apart: never for a minute.
    QVERIFY(often["rule_sets"][0]["spells_caught"].toInt() > 0);
    QCOMPARE(rarely["rule_sets"][0]["spells_caught"].toInt(), 0);
    QCOMPARE(rarely["down_spells"], often["down_spells"]); // what became of the servers is another matter
    QCOMPARE(rarely["scrape_interval_ms"].toInt(), 30'000);
}

void TestBacktestCommand::timesCanBeChosen()
{
    const Said said = backtest({file("hour.cwrec"), "--rules", file("headline.yml"), "--start", "10m", "--end",
                                "2027-01-15T08:20:02Z", "--evaluation-interval", "15s", "--json"});
    QCOMPARE(said.code, 0);
    const QJsonObject summary = said.json()["summary"].toObject();
    const qint64 start = base::unixMs(support::dayStart) + 600'000;
    QCOMPARE(whole(summary["start"]), start);
    QCOMPARE(whole(summary["end"]), start + 602'000);
    QCOMPARE(summary["rule_sets"][0]["by_rule"][0]["evaluations"].toInt(), 41);
    for (const QJsonValue alert : said.json()["alerts"].toArray()) {
        for (const QJsonValue to : alert["transitions"].toArray()) {
            QCOMPARE((whole(to["time"]) - start) % 15'000, qint64{0});
        }
    }
    QVERIFY(!said.json()["alerts"].toArray().isEmpty());
}

void TestBacktestCommand::samplesOutOfAFile()
{
    QByteArray body = "# TYPE haproxy_server_check_failures counter\n";
    for (int second = 0; second <= 300; second += 5) {
        body += QByteArray(counter) + "{proxy=\"app\",server=\"a\"} "
            + QByteArray::number(second < 100 ? 0 : second / 20) + ' ' + QByteArray::number(1'800'000'000 + second)
            + '\n';
    }
    write("samples.om", body + "# EOF\n");
    const Said said
        = backtest({file("samples.om"), "--rules", file("headline.yml"), "--evaluation-interval", "5s", "--json"});
    QCOMPARE(said.err, QByteArray());
    QCOMPARE(said.code, 0);
    QCOMPARE(said.json()["alerts"].toArray().size(), 1);
    QCOMPARE(said.json()["alerts"][0]["transitions"][1]["state"].toString(), QStringLiteral("firing"));
}

void TestBacktestCommand::aRecordingsFolderWillDo()
{
    QVERIFY(QDir(m_folder.path()).mkdir("folder"));
    QVERIFY(QFile::copy(file("hour.cwrec"), file("folder/recording.cwrec")));
    QCOMPARE(backtest({file("folder"), "--rules", file("headline.yml")}).code, 0);
}

void TestBacktestCommand::failuresOfRulesAreSaid()
{
    write("failing.yml",
          "groups: [{name: g, rules: [{alert: Twice, expr: 'sum by (server) (haproxy_server_status) > 0', "
          "labels: {server: ''}}]}]\n");
    const Said said = backtest({file("hour.cwrec"), "--rules", file("failing.yml"), "--end", "1m"});
    QCOMPARE(said.code, 1);
    // The first one is in the moment in which the first scrape begins: nothing is known then.
    QVERIFY2(said.err.contains("Twice failed at 12 of 13 evaluations"), said.err.constData());
}

void TestBacktestCommand::everyErrorOfAFileIsALine()
{
    write("broken.yml", "groups:\n- name: a\n  rules:\n  - {alert: X, expr: 'a ('}\n  - {alert: Y, expr: ') b'}\n");
    const Said said = backtest({file("hour.cwrec"), "--rules", file("broken.yml")});
    QCOMPARE(said.code, 2);
    QCOMPARE(said.err.count("checkwatch: "), 2);
    QCOMPARE(said.err.count('\n'), 2);
    QVERIFY2(said.err.contains("\"X\"") && said.err.contains("\"Y\""), said.err.constData());
}

void TestBacktestCommand::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no rules") << QStringList{file("hour.cwrec")};
    QTest::newRow("no file") << QStringList{"--rules", file("headline.yml")};
    QTest::newRow("no such file") << QStringList{file("none.cwrec"), "--rules", file("headline.yml")};
    QTest::newRow("no such rules") << QStringList{file("hour.cwrec"), "--rules", file("none.yml")};
    QTest::newRow("no rule file") << QStringList{file("hour.cwrec"), "--rules", file("hour.cwrec")};
    QTest::newRow("no recording") << QStringList{file("headline.yml"), "--rules", file("headline.yml")};
    QTest::newRow("no time") << QStringList{file("hour.cwrec"), "--rules", file("headline.yml"), "--start", "noon"};
    QTest::newRow("backwards") << QStringList{
        file("hour.cwrec"), "--rules", file("headline.yml"), "--start", "20m", "--end", "10m"};
    write("years.om", "# TYPE x gauge\nx 1 0\nx 1 1e10\n# EOF\n");
    QTest::newRow("centuries") << QStringList{file("years.om"), "--rules", file("headline.yml")};
    QTest::newRow("no interval") << QStringList{file("hour.cwrec"), "--rules", file("headline.yml"),
                                                "--evaluation-interval", "0s"};
}

void TestBacktestCommand::wrongUse()
{
    QFETCH(const QStringList, arguments);
    const Said said = backtest(arguments);
    QCOMPARE(said.code, 2);
    QCOMPARE(said.out, QByteArray());
}

QTEST_APPLESS_MAIN(TestBacktestCommand)

} // namespace tst_backtestcommand

#include "tst_backtestcommand.moc"
