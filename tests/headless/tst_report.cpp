#include "app/headless/commands.h"
#include "app/headless/reportwords.h"
#include "models/recording/writer.h"
#include "tests/support/dayrecording.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <memory>

namespace tst_report {

using namespace checkwatch;
using base::Duration;
using base::Timestamp;

namespace {

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Temporary = std::unique_ptr<std::FILE, Closing>;

constexpr const char* hostile = "<script>alert(1)</script>\"' onload=x | [a](http://evil)\x1b[31m";

/// One server with a name that means harm, which fails its checks, goes DOWN for five minutes and comes back.
bool writeHostile(const std::string& path)
{
    recording::Writer writer({"test", true, {}});
    if (!writer.attach(path, support::dayStart, 7)) {
        return false;
    }
    recording::StreamRecord record;
    record.labels = {{"instance", "=cmd()"}, {"job", "haproxy"}};
    record.interval = Duration{5000};
    writer.begin(1, record);
    metrics::ScrapeBatch batch;
    for (const auto& [metric, state] :
         std::vector<std::pair<const char*, const char*>>{{"haproxy_server_status", "DOWN"},
                                                          {"haproxy_server_status", "UP"},
                                                          {"haproxy_server_check_status", "L4CON"},
                                                          {"haproxy_server_check_status", "L7OK"},
                                                          {"haproxy_server_check_failures_total", ""}}) {
        batch.added.push_back(metrics::Labels{{"__name__", metric},
                                              {"instance", "=cmd()"},
                                              {"job", "haproxy"},
                                              {"proxy", "app"},
                                              {"server", hostile},
                                              {"state", state}});
    }
    for (int second = 0; second <= 1200; second += 5) {
        batch.time = support::dayStart + Duration{1000 * second};
        const bool down = second >= 600 && second < 900;
        const bool bad = second >= 580 && second < 900;
        batch.column = {down ? 1.0 : 0.0, down ? 0.0 : 1.0, bad ? 1.0 : 0.0, bad ? 0.0 : 1.0,
                        second < 580       ? 0.0
                            : second < 590 ? 1.0
                            : second < 600 ? 2.0
                                           : 3.0};
        writer.add(1, batch);
        batch.added.clear();
        batch.firstAdded = 5;
    }
    writer.add(recording::NoteRecord{support::dayStart + Duration{700'000}, "we looked at <b>it</b>"});
    return writer.close(batch.time).ok();
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void courseIsTold();
    void whatWasSoBeforeIsSaid();
    void htmlIsOneHarmlessFile();
    void markdownAndCsvKeepTextsAsTexts();
    void rulesAsRecorded();
    void nearlyAllIsNotAll();
    void whatWasNotEvaluatedIsSaid();
    void whatNobodySawIsSaidFirst();
    void checksumIsOfTheFile();
    void pdfComesFromWhoHasFonts();
    void wrongUse_data();
    void wrongUse();

private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    /// What the command wrote, and its exit code.
    std::pair<QString, int> report(const char* recording, const char* output, const QStringList& more = {},
                                   const app::PdfWriter& pdf = {});

    QTemporaryDir m_folder;
};

std::pair<QString, int> TestReport::report(const char* recording, const char* output, const QStringList& more,
                                           const app::PdfWriter& pdf)
{
    std::vector<QByteArray> words{"checkwatch", "report", file(recording).toUtf8(), "--output", file(output).toUtf8()};
    for (const QString& word : more) {
        words.push_back(word.toUtf8());
    }
    std::vector<char*> argv;
    for (QByteArray& word : words) {
        argv.push_back(word.data());
    }
    int code = 0;
    const auto options = app::parseCommandLine(static_cast<int>(argv.size()), argv.data(), code);
    if (!options) {
        return {{}, code};
    }
    const Temporary out(std::tmpfile());
    const Temporary err(std::tmpfile());
    code = app::report(*options, {out.get(), err.get()}, pdf);
    QFile written(file(output));
    return {written.open(QIODevice::ReadOnly) ? QString::fromUtf8(written.readAll()) : QString(), code};
}

void TestReport::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY(writeHostile(file("hostile.cwrec").toStdString()));
    support::DayOptions hour;
    hour.servers = 40;
    hour.length = std::chrono::hours{1};
    const char* const rule
        = "groups: [{name: g, rules: [{alert: Recorded, expr: 'haproxy_server_status{state=\"DOWN\"} "
          "== 1', for: 20s}]}]";
    hour.groups = rules::parseRuleFile(rule, "r.yml")->groups;
    QVERIFY(support::writeDay(file("hour.cwrec").toStdString(), hour));
}

void TestReport::courseIsTold()
{
    const auto [text, code] = report("hostile.cwrec", "r.md");
    QCOMPARE(code, 0);
    QVERIFY(text.contains("1 of 1 server had failed checks or were DOWN"));
    // DOWN since 08:10:00; the companion rule fires after its 15 s, at the times at which its group is evaluated.
    QVERIFY2(text.contains("| first failure | 08:09:40 |"), qPrintable(text));
    QVERIFY2(text.contains("| detected | 08:10:29.938 (after 50s) |"), qPrintable(text));
    QVERIFY(text.contains("| acknowledged | 08:11:40 (after 2m) | the first note was written |"));
    QVERIFY(text.contains("| mitigated | – | not recorded: no server with failures was taken out of rotation |"));
    QVERIFY(text.contains("| recovered | 08:15:00 (after 5m20s) |"));
    QVERIFY(text.contains(
        QStringLiteral("UP 14m40s (73\u00a0%), DOWN 5m (25\u00a0%), UP\\_GOING\\_DOWN 20s (1.7\u00a0%)")));
    QVERIFY(text.contains("connection refused (L4CON)"));
    QVERIFY(text.contains("08:09:40 first of its backend"));
    QVERIFY(text.contains("- 08:11:40: we looked at"));
    QVERIFY(text.contains("HaproxyServerDownNotAlerting"));
    QVERIFY(text.contains("- [ ] ")); // steps of its runbook
}

/// The server has been DOWN for a minute, and its failures lie before.
void TestReport::whatWasSoBeforeIsSaid()
{
    const auto [text, code] = report("hostile.cwrec", "r.md", {"--start", "663s"});
    QCOMPARE(code, 0);
    QVERIFY2(text.contains("It had begun before the start: app/"), qPrintable(text));
    QVERIFY(text.contains("| first failure | before the start |"));
    QVERIFY(text.contains(" | before the start | "));
    QVERIFY(!text.contains("first of its backend"));
    QVERIFY(!text.contains("UNKNOWN"));
    QVERIFY(text.contains("| 0 | UP 5m"));
    QVERIFY(text.contains("DOWN 3m57s"));
    QVERIFY(text.contains("| recovered | 08:15:00 |")); // nobody knows after how long
    QVERIFY2(text.contains("An alert was firing at the start already: HaproxyServerHealthcheckFailure"),
             qPrintable(text));
}

void TestReport::htmlIsOneHarmlessFile()
{
    for (const char* const recording : {"hostile.cwrec", "hour.cwrec"}) {
        const auto [text, code] = report(recording, "r.html");
        QCOMPARE(code, 0);
        QVERIFY(!text.contains("<script"));
        QVERIFY(!text.contains("<b>it"));
        QVERIFY(!text.contains(QChar(0x1b)));
        // Nothing is fetched: no address but the name of SVG's namespace, and no reference to another file.
        QString without = text;
        without.remove(QStringLiteral("http://www.w3.org/2000/svg"));
        QVERIFY(!QRegularExpression(QStringLiteral("(src|href|@import|url\\()[^<]*=")).match(without).hasMatch());
        QVERIFY(text.contains("default-src 'none'"));
        // Everything that was opened is closed, pictures too.
        const qsizetype body = text.indexOf("<body>");
        QXmlStreamReader xml(text.mid(body, text.indexOf("</html>") - body));
        while (!xml.atEnd()) {
            xml.readNext();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(text.count("<svg "), 3);
    }
}

void TestReport::markdownAndCsvKeepTextsAsTexts()
{
    const auto [markdown, code] = report("hostile.cwrec", "r.md");
    QCOMPARE(code, 0);
    QVERIFY(!markdown.contains("<script>"));
    QVERIFY(markdown.contains("\\<script\\>alert(1)\\</script\\>"));
    QVERIFY(markdown.contains("\\[a\\](http://evil)"));
    QVERIFY(markdown.contains("of the exporter =cmd()"));
    const auto [csv, csvCode] = report("hostile.cwrec", "r.csv");
    QCOMPARE(csvCode, 0);
    QVERIFY(csv.startsWith("time (UTC),what,who,what happened\r\n"));
    QVERIFY2(csv.contains("\"app/<script>alert(1)</script>\"\"' onload=x | [a](http://evil)?[31m\""), qPrintable(csv));
}

void TestReport::rulesAsRecorded()
{
    const auto [text, code] = report("hour.cwrec", "r.md", {"--start", "5m", "--end", "50m"});
    QCOMPARE(code, 0);
    QVERIFY(text.contains("# Incident report, 2027\\-01\\-15 08:05:00 UTC to 2027\\-01\\-15 08:50:00 UTC"));
    QVERIFY(QRegularExpression(QStringLiteral("\\| Recorded \\| [1-9]")).match(text).hasMatch());
    QVERIFY(!text.contains("HaproxyServerHealthcheckFailure"));
    QVERIFY(text.contains("Rules: as recorded"));
    QVERIFY(text.contains("HAProxy has a new process"));
    QVERIFY(text.contains("cannot be read: no answer within 5s"));
}

void TestReport::nearlyAllIsNotAll()
{
    const auto percent = [](int part) { return app::share(Duration{part}, Duration{10'000}).chopped(2); };
    QCOMPARE(percent(0), QStringLiteral("0.0"));
    QCOMPARE(percent(2), QStringLiteral("0.1"));
    QCOMPARE(percent(4'000), QStringLiteral("40"));
    QCOMPARE(percent(9'997), QStringLiteral("99.9"));
    QCOMPARE(percent(10'000), QStringLiteral("100"));
}

void TestReport::whatWasNotEvaluatedIsSaid()
{
    session::IncidentReport made;
    const auto said = [&made] { return app::sourcesOf(made).filter(QStringLiteral("look back further")); };
    QVERIFY(said().isEmpty());
    made.evaluatedFrom = support::dayStart;
    QCOMPARE(said().size(), 1);
    QVERIFY2(said().first().contains("before 2027-01-15 08:00:00 UTC"), qPrintable(said().first()));
}

void TestReport::whatNobodySawIsSaidFirst()
{
    using std::chrono::minutes;
    session::IncidentReport made;
    made.start = support::dayStart;
    made.end = made.start + minutes{10};
    made.knownServers = 3;
    QVERIFY(app::summaryOf(made).first().startsWith(QLatin1String("In the 10m from ")));
    made.damage = {"frame 7"};
    made.gaps = {{made.start - minutes{1}, made.start + minutes{1}, "nothing was recording"}};
    for (const char* exporter : {"a", "b", "c", "d"}) {
        made.unread[exporter] = minutes{2};
    }
    const QStringList said = app::summaryOf(made);
    QCOMPARE(said.mid(0, 2),
             QStringList({"The recording is damaged in 1 place: what is lost there is not in this report.",
                          "For 1m of this time nothing was recorded."}));
    QCOMPARE(said[2],
             QStringLiteral("For 2m the exporter a could not be read: what its servers did then is not known."));
    QCOMPARE(said[5], QStringLiteral("Nor could 1 more exporter, for some time."));
    QVERIFY(said[6].contains(QLatin1String("0 of 3 servers")));
    QVERIFY(said[7].endsWith(QLatin1String(", as far as is known.")));
    made.knownServers = 0;
    QCOMPARE(app::summaryOf(made).size(), 7);
    QVERIFY(app::summaryOf(made).last().contains(QLatin1String("no server is known")));
}

void TestReport::checksumIsOfTheFile()
{
    const auto [text, code] = report("hour.cwrec", "r.md");
    QCOMPARE(code, 0);
    QFile recording(file("hour.cwrec"));
    QVERIFY(recording.open(QIODevice::ReadOnly));
    const QByteArray sum = QCryptographicHash::hash(recording.readAll(), QCryptographicHash::Sha256).toHex();
    QVERIFY(text.contains("SHA-256 of the file: " + QString::fromLatin1(sum)));
}

void TestReport::pdfComesFromWhoHasFonts()
{
    const auto [text, code] = report("hour.cwrec", "r.pdf", {}, [](const session::IncidentReport& made, const auto&) {
        return base::Result(QByteArray("%PDF of ") + QByteArray::number(static_cast<qulonglong>(made.knownServers)));
    });
    QCOMPARE(code, 0);
    QCOMPARE(text, QStringLiteral("%PDF of 40"));
    const auto failed = report("hour.cwrec", "other.pdf", {}, [](const session::IncidentReport&, const auto&) {
        return base::Result<QByteArray>(base::Error{base::ErrorCode::Internal, "no"});
    });
    QCOMPARE(failed.second, 1);
    QVERIFY(!QFile::exists(file("other.pdf")));
}

void TestReport::wrongUse_data()
{
    QTest::addColumn<QByteArray>("recording");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QStringList>("more");
    QTest::newRow("ending") << QByteArray("hour.cwrec") << QByteArray("r.doc") << QStringList();
    QTest::newRow("no file") << QByteArray("none.cwrec") << QByteArray("x.md") << QStringList();
    QTest::newRow("outside") << QByteArray("hour.cwrec") << QByteArray("x.md") << QStringList{"--start", "2h"};
    QTest::newRow("before") << QByteArray("hour.cwrec") << QByteArray("x.md") << QStringList{"--end", "1000"};
    QTest::newRow("no time") << QByteArray("hour.cwrec") << QByteArray("x.md")
                             << QStringList{"--start", "10m", "--end", "10m"};
    QTest::newRow("time") << QByteArray("hour.cwrec") << QByteArray("x.md") << QStringList{"--start", "noon"};
}

void TestReport::wrongUse()
{
    QFETCH(const QByteArray, recording);
    QFETCH(const QByteArray, output);
    QFETCH(const QStringList, more);
    QCOMPARE(report(recording.constData(), output.constData(), more).second, 2);
    QVERIFY(!QFile::exists(file(output.constData())));
}

QTEST_APPLESS_MAIN(TestReport)

} // namespace tst_report

#include "tst_report.moc"
