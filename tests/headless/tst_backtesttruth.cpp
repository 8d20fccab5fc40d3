#include "models/testfiles/seriesnotation.h"
#include "tests/headless/backtestrig.h"
#include "tests/support/captures.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace tst_backtesttruth {

using namespace checkwatch;
using namespace checkwatch::backtestrig;
using base::Duration;
using base::fromUnixMs;

namespace {

double numberOf(const QJsonValue& value)
{
    return value.isNull() ? metrics::nanValue() : value.toDouble();
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

/// The command over recordings of what Prometheus itself has judged.
class TestBacktestTruth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void statesAreThoseOfARealPrometheus();
    void firingIsWhatPromtoolSays();
    void theDemoIsJudgedAsPrometheusDid();

private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    QTemporaryDir m_folder;
};

void TestBacktestTruth::initTestCase()
{
    QFile out(file("headline.yml"));
    const QByteArray content(headlineRule);
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
}

void TestBacktestTruth::statesAreThoseOfARealPrometheus()
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

void TestBacktestTruth::firingIsWhatPromtoolSays()
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
void TestBacktestTruth::theDemoIsJudgedAsPrometheusDid()
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

QTEST_GUILESS_MAIN(TestBacktestTruth)

} // namespace tst_backtesttruth

#include "tst_backtesttruth.moc"
