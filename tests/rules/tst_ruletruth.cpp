#include "models/base/numbers.h"
#include "models/rules/grouprunner.h"

#include "models/testfiles/seriesnotation.h"
#include "models/testfiles/unittestrun.h"
#include "tests/rules/teststore.h"
#include "tests/support/captures.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace tst_ruletruth {

using namespace checkwatch;
using namespace checkwatch::rules;
using namespace checkwatch::rules::test;

namespace {

constexpr const char* counter = "haproxy_server_check_failures_total";

QString captures()
{
    return support::sharedFolder() + "/data/captures/";
}

/// Of the rules that lie beside a capture.
std::unique_ptr<GroupRunner> makeRunner(TestStore& store, const QString& ruleFile)
{
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    GroupContext context{&store, [&store](const metrics::ScrapeBatch& batch) { store.append(batch); }, {}, {}};
    const auto file
        = parseRuleFile(support::readCapture(captures() + ruleFile).toStdString(), "rules.yml", options.parsing());
    auto runner
        = std::make_unique<GroupRunner>(file->groups.at(0), std::chrono::seconds{5}, options, std::move(context));
    runner->setRestored();
    return runner;
}

double numberOf(const QJsonValue& value)
{
    return value.isNull() ? metrics::nanValue() : value.toDouble();
}

/// The states that are pending or firing, by server and job.
std::map<std::string, std::string> activeStates(const GroupRunner& runner)
{
    std::map<std::string, std::string> out;
    for (const Alert& alert : runner.alerts()) {
        if (alert.state != AlertState::Inactive) {
            const metrics::Labels& labels = alert.identity->labels;
            out[std::string(labels.get("server")) + "|" + std::string(labels.get("job"))]
                = alert.state == AlertState::Firing ? "firing" : "pending";
        }
    }
    return out;
}

QJsonDocument jsonOf(const char* capture)
{
    return QJsonDocument::fromJson(support::readCapture(captures() + capture));
}

std::int64_t msOf(const QJsonValue& time)
{
    return QDateTime::fromString(time.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
}

/// What /api/v1/rules says of an alert: labels, state, since when, and the value to its last digit.
std::string shownAlert(const metrics::Labels& labels, const std::string& state, std::int64_t activeAt, double value)
{
    return labels.toString() + ' ' + state + ' ' + std::to_string(activeAt) + ' ' + base::formatFloat(value, 'e');
}

/// Of the servers whose samples the capture has.
std::vector<std::string> shownAlerts(const QJsonArray& alerts, const QJsonObject& samples)
{
    std::vector<std::string> out;
    for (const QJsonValue alert : alerts) {
        const QJsonObject written = alert["labels"].toObject();
        if (!samples.contains(written["server"].toString() + '|' + written["job"].toString())) {
            continue;
        }
        metrics::LabelsBuilder labels;
        for (auto it = written.begin(); it != written.end(); ++it) {
            labels.set(it.key().toStdString(), it->toString().toStdString());
        }
        out.push_back(shownAlert(labels.build(), alert["state"].toString().toStdString(), msOf(alert["activeAt"]),
                                 base::parseFloat(alert["value"].toString().toStdString()).value_or(0)));
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::string> shownAlerts(const GroupRunner& runner)
{
    std::vector<std::string> out;
    for (const Alert& alert : runner.alerts()) {
        if (alert.state != AlertState::Inactive) {
            out.push_back(shownAlert(alert.identity->labels, alert.state == AlertState::Firing ? "firing" : "pending",
                                     base::unixMs(alert.activeAt), alert.value));
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// A line of the demo's timeline: "web/web3 firing +82..+156s".
struct Spell
{
    std::string state;
    int from = 0; ///< seconds
    int to = 0;
};

std::map<std::string, std::vector<Spell>> demoSpells()
{
    std::map<std::string, std::vector<Spell>> out;
    static const QRegularExpression form("^\\w+/(\\w+) (\\w+) \\+(\\d+)\\.\\.\\+(\\d+)s$");
    for (const QByteArray& line :
         support::readCapture(captures() + "demo/prometheus_alerts_timeline.txt").split('\n')) {
        if (const auto match = form.match(QString::fromUtf8(line)); match.hasMatch()) {
            out[match.captured(1).toStdString() + '|'].push_back(
                {match.captured(2).toStdString(), match.captured(3).toInt(), match.captured(4).toInt()});
        }
    }
    return out;
}

/// The states within ten seconds of a time: "" for none. Those who watched scraped and evaluated at five seconds each, in
/// phases of their own.
std::set<std::string> statesAround(const std::vector<Spell>& spells, int second)
{
    constexpr int slack = 10;
    std::set<std::string> out;
    for (int at = second - slack; at <= second + slack; ++at) {
        const auto spell = std::find_if(spells.begin(), spells.end(),
                                        [at](const Spell& one) { return one.from <= at && at <= one.to; });
        out.insert(spell == spells.end() ? std::string() : spell->state);
    }
    return out;
}

} // namespace

/// The rule engine against what Prometheus 2.42 itself recorded.
class TestRuleTruth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesAreThoseOfARealPrometheus();
    void firingIsWhatPromtoolSays();
    void unitTestsOfTheTruthPass();
    void theDemoAlertsAsItDid();
};

void TestRuleTruth::statesAreThoseOfARealPrometheus()
{
    REQUIRE_SHARED(support::sharedFolder());
    QByteArray json = support::readCapture(captures() + "alertlab/samples_and_alert_states.json.gz");
    json.replace("NaN", "null"); // Python writes what JSON does not have
    const QJsonObject capture = QJsonDocument::fromJson(json).object();
    QVERIFY(!capture.isEmpty());
    TestStore store;
    const QJsonObject samples = capture["samples"].toObject();
    for (auto it = samples.begin(); it != samples.end(); ++it) {
        const QStringList key = it.key().split('|');
        const metrics::Labels labels{{"__name__", counter},
                                     {"instance", "127.0.0.1:25201"},
                                     {"job", key[1].toStdString()},
                                     {"proxy", "a"},
                                     {"server", key[0].toStdString()}};
        for (const QJsonValue sample : it->toArray()) {
            store.add(labels, static_cast<std::int64_t>(sample[0].toDouble()), numberOf(sample[1]));
        }
    }
    std::map<std::int64_t, std::map<std::string, std::string>> truth;
    const QJsonObject alerts = capture["alerts"].toObject();
    for (auto it = alerts.begin(); it != alerts.end(); ++it) {
        for (const QJsonValue state : it->toArray()) {
            truth[static_cast<std::int64_t>(state[0].toDouble())][it.key().toStdString()]
                = state[1].toString().toStdString();
        }
    }
    const QJsonObject group = jsonOf("alertlab/api_v1_rules.json")["data"]["groups"][0].toObject();
    const std::int64_t shownUntil = msOf(group["lastEvaluation"]);
    std::vector<std::string> shown;
    const auto runner = makeRunner(store, "alertlab/rules.yml");
    QCOMPARE(QString::fromStdString(runner->group().rules.at(0).query), group["rules"][0]["query"].toString());
    std::size_t compared = 0;
    for (const QJsonValue instant : capture["eval_instants_ms"].toArray()) {
        const auto ms = static_cast<std::int64_t>(instant.toDouble());
        runner->evaluate(base::fromUnixMs(ms));
        QVERIFY(runner->status()[0].health == RuleHealth::Ok);
        const auto states = activeStates(*runner);
        QVERIFY2(states == truth[ms], qPrintable(QString("at %1").arg(ms)));
        QCOMPARE(store.at(ms, "ALERTS_FOR_STATE").empty(), states.empty() && store.at(ms, "ALERTS").empty());
        compared += static_cast<std::size_t>(samples.size());
        if (ms <= shownUntil) {
            shown = shownAlerts(*runner);
        }
    }
    QVERIFY2(compared > 9000, qPrintable(QString::number(compared)));
    QCOMPARE(shown.size(), std::size_t{12});
    QCOMPARE(shown, shownAlerts(group["rules"][0]["alerts"].toArray(), samples));
}

void TestRuleTruth::firingIsWhatPromtoolSays()
{
    REQUIRE_SHARED(support::sharedFolder());
    const QJsonObject cases = jsonOf("promtool/expected.json").object();
    QCOMPARE(cases.size(), 16);
    for (auto it = cases.begin(); it != cases.end(); ++it) {
        const QJsonObject one = it->toObject();
        const std::string line
            = std::string(counter) + R"({proxy="b",server="s"} )" + one["series"].toString().toStdString();
        const auto series = testfiles::parseSeriesLine(line);
        QVERIFY2(series.ok(), line.c_str());
        TestStore store;
        for (const metrics::Sample& sample : series->samples(std::chrono::seconds{one["scrape_s"].toInt()})) {
            store.add(series->labels, base::unixMs(sample.time), sample.value);
        }
        const auto runner = makeRunner(store, "promtool/rules.yml");
        std::set<int> firing;
        for (const QJsonValue at : one["firing_at"].toArray()) {
            firing.insert(at.toInt());
        }
        const QJsonObject increases = one["increase_1m"].toObject();
        for (int seconds = 0; seconds <= 720; seconds += one["eval_s"].toInt()) {
            const base::Timestamp time = base::fromUnixMs(seconds * 1000);
            runner->evaluate(time);
            const bool fires = !runner->alerts().empty() && runner->alerts()[0].state == AlertState::Firing;
            QVERIFY2(fires == firing.contains(seconds), qPrintable(it.key() + QString(" at %1").arg(seconds)));
            const auto increase
                = promql::increase(store, 0, std::chrono::minutes{1}, time, promql::Compat::Prometheus2);
            const QString key = QString::number(seconds);
            QCOMPARE(increase.has_value(), increases.contains(key));
            if (increase) {
                const auto wanted = base::parseFloat(increases[key].toString().toStdString());
                QVERIFY2(*increase == *wanted || (*increase != *increase && *wanted != *wanted), qPrintable(it.key()));
            }
        }
    }
}

void TestRuleTruth::unitTestsOfTheTruthPass()
{
    REQUIRE_SHARED(support::sharedFolder());
    const std::string path = (captures() + "promtool/truth_test.yml").toStdString();
    const auto closed = testfiles::runUnitTestFile(path, {promql::Compat::Prometheus2});
    QVERIFY2(closed.failures.empty(), closed.failures.empty() ? "" : closed.failures.front().c_str());
    QVERIFY(!testfiles::runUnitTestFile(path, {promql::Compat::Prometheus3}).failures.empty());
}

void TestRuleTruth::theDemoAlertsAsItDid()
{
    REQUIRE_SHARED(support::sharedFolder());
    const auto spells = demoSpells();
    QCOMPARE(spells.size(), std::size_t{6});
    TestStore store;
    const auto runner = makeRunner(store, "alertlab/rules.yml");
    std::set<std::string> seen;
    // The Prometheus of the timeline began when the first failures of the start were over.
    for (int second = 5; second <= 125; second += 5) {
        const QString file = captures() + QStringLiteral("demo/t%1.native.prom.gz").arg(second, 3, 10, QChar('0'));
        for (const auto& [labels, value] : support::readSamples(support::readCapture(file))) {
            if (labels.name() == counter) {
                store.add(labels, second * 1000, value);
            }
        }
        // Between two scrapes, as there: no sample lies on the edge of a window.
        runner->evaluate(base::fromUnixMs(second * 1000 + 2000));
        const auto states = activeStates(*runner);
        for (const auto& [server, state] : states) {
            QVERIFY2(spells.contains(server), server.c_str());
            seen.insert(server + state);
        }
        for (const auto& [server, those] : spells) {
            const auto at = states.find(server);
            const std::string state = at == states.end() ? std::string() : at->second;
            QVERIFY2(statesAround(those, second).contains(state),
                     qPrintable(QString("%1 %2 at %3").arg(server.c_str(), state.c_str()).arg(second)));
        }
    }
    QCOMPARE(seen.size(), std::size_t{7}); // six that were pending, and one of them fired
}

QTEST_APPLESS_MAIN(TestRuleTruth)

} // namespace tst_ruletruth

#include "tst_ruletruth.moc"
