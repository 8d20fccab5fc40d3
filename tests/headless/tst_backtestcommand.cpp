#include "app/headless/commands.h"
#include "models/recording/writer.h"
#include "models/testfiles/seriesnotation.h"
#include "tests/support/captures.h"
#include "tests/support/dayrecording.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <map>
#include <memory>
#include <set>

using namespace checkwatch;
using base::Duration;
using base::fromUnixMs;
using base::Timestamp;

namespace {

constexpr const char* headlineRule = "groups:\n- name: EmbeddedExporterV2\n  rules:\n"
                                     "  - alert: HaproxyServerHealthcheckFailure\n"
                                     "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n"
                                     "    for: 1m\n    labels: {severity: warning}\n";
constexpr const char* counter = "haproxy_server_check_failures_total";

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Temporary = std::unique_ptr<std::FILE, Closing>;

QByteArray contentOf(const Temporary& file)
{
    std::rewind(file.get());
    QByteArray text;
    std::array<char, 65536> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;) {
        text.append(buffer.data(), static_cast<qsizetype>(got));
    }
    return text;
}

struct Said
{
    int code = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Said backtest(const QStringList& arguments)
{
    std::vector<QByteArray> words{"checkwatch", "backtest"};
    for (const QString& argument : arguments) {
        words.push_back(argument.toUtf8());
    }
    std::vector<char*> argv;
    for (QByteArray& word : words) {
        argv.push_back(word.data());
    }
    Said said;
    const auto options = app::parseCommandLine(static_cast<int>(argv.size()), argv.data(), said.code);
    if (!options) {
        return said;
    }
    const Temporary out(std::tmpfile());
    const Temporary err(std::tmpfile());
    said.code = app::backtest(*options, {out.get(), err.get()});
    said.out = contentOf(out);
    said.err = contentOf(err);
    return said;
}

/// Samples of one target by time, written into a recording as its scrapes.
using Target = std::map<Timestamp, std::vector<std::pair<metrics::Labels, double>>>;

void addTarget(recording::Writer& writer, recording::SourceId source, const Target& target)
{
    recording::StreamRecord record;
    record.labels = metrics::Labels{{"job", std::to_string(source)}};
    writer.begin(source, record);
    std::map<metrics::Labels, std::size_t> numbers;
    for (const auto& [time, samples] : target) {
        metrics::ScrapeBatch batch;
        batch.time = time;
        batch.firstAdded = static_cast<std::uint32_t>(numbers.size());
        for (const auto& [labels, value] : samples) {
            const auto [known, isNew] = numbers.try_emplace(labels, numbers.size());
            if (isNew) {
                batch.added.push_back(labels);
            }
            batch.column.resize(numbers.size(), metrics::missingValue());
            batch.column[known->second] = value;
        }
        writer.add(source, batch);
    }
}

bool writeRecording(const QString& path, const std::vector<Target>& targets)
{
    recording::Writer writer({"test", true, {}});
    if (!writer.attach(path.toStdString(), fromUnixMs(1), 7)) {
        return false;
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        addTarget(writer, i, targets[i]);
    }
    return writer.close(fromUnixMs(2)).ok();
}

double numberOf(const QJsonValue& value)
{
    return value.isNull() ? metrics::nanValue() : value.toDouble();
}

qint64 whole(const QJsonValue& value)
{
    return static_cast<qint64>(value.toDouble());
}

/// The states other than inactive at each time, as transitions say them; by server and job.
std::map<qint64, std::map<QString, QString>> statesAt(const QJsonArray& alerts, const std::vector<qint64>& times)
{
    std::map<qint64, std::map<QString, QString>> out;
    for (const QJsonValue alert : alerts) {
        const QJsonObject labels = alert["labels"].toObject();
        const QJsonArray transitions = alert["transitions"].toArray();
        for (const qint64 time : times) {
            QString state = QStringLiteral("inactive");
            for (const QJsonValue to : transitions) {
                state = whole(to["time"]) <= time ? to["state"].toString() : state;
            }
            if (state != QStringLiteral("inactive")) {
                out[time][labels["server"].toString() + "|" + labels["job"].toString()] = state;
            }
        }
    }
    return out;
}

} // namespace

/// The command from its arguments to what it prints, over recordings of what Prometheus itself has judged.
class TestBacktestCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void statesAreThoseOfARealPrometheus();
    void firingIsWhatPromtoolSays();
    void theDemoIsJudgedAsPrometheusDid();
    void twoRuleSetsSideBySide();
    void variantsAreTriedBeside();
    void rarerScrapesSeeLess();
    void timesCanBeChosen();
    void samplesOutOfAFile();
    void aRecordingsFolderWillDo();
    void failuresOfRulesAreSaid();
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

void TestBacktestCommand::statesAreThoseOfARealPrometheus()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    QByteArray json = support::readCapture(shared + "/data/captures/alertlab/samples_and_alert_states.json.gz");
    json.replace("NaN", "null"); // Python writes what JSON does not have
    const QJsonObject capture = QJsonDocument::fromJson(json).object();
    std::map<QString, Target> jobs;
    const QJsonObject samples = capture["samples"].toObject();
    for (auto it = samples.begin(); it != samples.end(); ++it) {
        const QStringList key = it.key().split('|');
        const metrics::Labels labels{
            {"__name__", counter}, {"server", key[0].toStdString()}, {"job", key[1].toStdString()}};
        for (const QJsonValue sample : it->toArray()) {
            jobs[key[1]][fromUnixMs(whole(sample[0]))].emplace_back(labels, numberOf(sample[1]));
        }
    }
    std::vector<Target> targets;
    for (auto& [name, target] : jobs) {
        targets.push_back(std::move(target));
    }
    QCOMPARE(targets.size(), std::size_t{5});
    QVERIFY(writeRecording(file("alertlab.cwrec"), targets));
    std::vector<qint64> times;
    for (const QJsonValue time : capture["eval_instants_ms"].toArray()) {
        times.push_back(whole(time));
    }
    std::map<qint64, std::map<QString, QString>> truth;
    const QJsonObject alerts = capture["alerts"].toObject();
    for (auto it = alerts.begin(); it != alerts.end(); ++it) {
        for (const QJsonValue state : it->toArray()) {
            truth[whole(state[0])][it.key()] = state[1].toString();
        }
    }
    const Said said = backtest({file("alertlab.cwrec"), "--rules", shared + "/data/captures/alertlab/rules.yml",
                                "--evaluation-interval", "5s", "--compat", "2", "--json", "--start",
                                QString::number(static_cast<double>(times.front()) / 1000, 'f', 3), "--end",
                                QString::number(static_cast<double>(times.back()) / 1000, 'f', 3)});
    QCOMPARE(said.code, 0);
    QCOMPARE(said.err, QByteArray());
    const QJsonArray found = said.json()["alerts"].toArray();
    const auto states = statesAt(found, times);
    for (const qint64 time : times) {
        const auto at = states.find(time);
        const auto got = at == states.end() ? std::map<QString, QString>() : at->second;
        QVERIFY2(got == truth[time], qPrintable(QString("at %1").arg(time)));
    }
    QVERIFY(times.size() * static_cast<std::size_t>(samples.size()) > 9000);
    QVERIFY(found.size() > 20);
}

void TestBacktestCommand::firingIsWhatPromtoolSays()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    constexpr std::int64_t zero = 1'800'000'000'000;
    const QJsonObject cases
        = QJsonDocument::fromJson(support::readCapture(shared + "/data/captures/promtool/expected.json")).object();
    QCOMPARE(cases.size(), 16);
    for (auto it = cases.begin(); it != cases.end(); ++it) {
        const QJsonObject one = it->toObject();
        const auto series = testfiles::parseSeriesLine(std::string(counter) + R"({proxy="b",server="s"} )"
                                                       + one["series"].toString().toStdString());
        QVERIFY(series.ok());
        Target target;
        for (const metrics::Sample& sample : series->samples(std::chrono::seconds{one["scrape_s"].toInt()})) {
            target[sample.time + Duration{zero}].emplace_back(series->labels, sample.value);
        }
        const QString path = file("promtool.cwrec");
        QFile::remove(path);
        QVERIFY(writeRecording(path, {target}));
        const Said said = backtest({path, "--rules", file("headline.yml"), "--evaluation-interval",
                                    QString::number(one["eval_s"].toInt()), "--compat", "2", "--json", "--start",
                                    QString::number(zero / 1000), "--end", QString::number(zero / 1000 + 720)});
        QCOMPARE(said.code, 0);
        std::vector<qint64> times;
        for (int seconds = 0; seconds <= 720; seconds += one["eval_s"].toInt()) {
            times.push_back(zero + 1000LL * seconds);
        }
        std::set<qint64> wanted;
        for (const QJsonValue at : one["firing_at"].toArray()) {
            wanted.insert(zero + 1000LL * at.toInt());
        }
        std::set<qint64> firing;
        for (const auto& [time, states] : statesAt(said.json()["alerts"].toArray(), times)) {
            if (states.begin()->second == QStringLiteral("firing")) {
                firing.insert(time);
            }
        }
        QVERIFY2(firing == wanted, qPrintable(it.key()));
    }
}

/// Scrapes of the demo every 5 s, and what Prometheus said beside them: the same servers, give or take one scrape.
void TestBacktestCommand::theDemoIsJudgedAsPrometheusDid()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    constexpr std::int64_t zero = 1'800'000'000'000;
    Target target;
    for (int second = 0; second <= 160; second += 5) {
        const QByteArray body = support::readCapture(
            shared + QString("/data/captures/demo/t%1.native.prom.gz").arg(second, 3, 10, QLatin1Char('0')));
        for (auto& [labels, value] : support::readSamples(body)) {
            target[fromUnixMs(zero + 1000LL * second)].emplace_back(
                metrics::LabelsBuilder(labels).set("instance", "lb:8404").set("job", "haproxy").build(), value);
        }
    }
    QVERIFY(target.size() > 20);
    QVERIFY(writeRecording(file("demo.cwrec"), {target}));
    const Said said = backtest({file("demo.cwrec"), "--rules", file("headline.yml"), "--evaluation-interval", "5s",
                                "--compat", "2", "--json"});
    QCOMPARE(said.code, 0);
    const QJsonObject summary = said.json()["summary"].toObject();
    QVERIFY(summary["down_spells"].toInt() >= 4);
    std::map<QString, std::map<QString, double>> firstOf; // by server, by state: seconds
    for (const QJsonValue alert : said.json()["alerts"].toArray()) {
        const QString server = alert["labels"]["proxy"].toString() + "/" + alert["labels"]["server"].toString();
        for (const QJsonValue to : alert["transitions"].toArray()) {
            firstOf[server].try_emplace(to["state"].toString(), static_cast<double>(whole(to["time"]) - zero) / 1000);
        }
    }
    const QByteArray truth = support::readCapture(shared + "/data/captures/demo/prometheus_alerts_timeline.txt");
    const QRegularExpression form(QStringLiteral("^(\\S+) (pending|firing) \\+(\\d+)\\.\\.\\+(\\d+)s$"));
    int compared = 0;
    for (const QString& line : QString::fromUtf8(truth).split('\n', Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = form.match(line);
        QVERIFY2(match.hasMatch(), qPrintable(line));
        const auto& states = firstOf[match.captured(1)];
        const auto state = states.find(match.captured(2));
        QVERIFY2(state != states.end(), qPrintable(line));
        QVERIFY2(std::abs(state->second - match.captured(3).toDouble()) <= 10,
                 qPrintable(line + QString(" but +%1").arg(state->second)));
        ++compared;
    }
    QCOMPARE(compared, 7);
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
    QVERIFY2(said.err.contains("Twice failed at 13 of 13 evaluations"), said.err.constData());
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
#include "tst_backtestcommand.moc"
