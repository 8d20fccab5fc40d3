#include "models/base/numbers.h"
#include "models/rules/grouprunner.h"

#include "models/testfiles/seriesnotation.h"
#include "tests/rules/teststore.h"
#include "tests/support/captures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <map>
#include <set>

using namespace checkwatch;
using namespace checkwatch::rules;
using namespace checkwatch::rules::test;

namespace {

constexpr const char* headlineRule = "groups:\n- name: EmbeddedExporterV2\n  rules:\n"
                                     "  - alert: HaproxyServerHealthcheckFailure\n"
                                     "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n"
                                     "    for: 1m\n    labels: {severity: warning}\n";
constexpr const char* counter = "haproxy_server_check_failures_total";

std::unique_ptr<GroupRunner> makeRunner(TestStore& store)
{
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    GroupContext context{&store, [&store](const metrics::ScrapeBatch& batch) { store.append(batch); }, {}, {}};
    auto runner = std::make_unique<GroupRunner>(parseRuleFile(headlineRule, "rules.yml")->groups.at(0),
                                                std::chrono::seconds{5}, options, std::move(context));
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

} // namespace

/// The rule engine against what Prometheus 2.42 itself recorded.
class TestRuleTruth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesAreThoseOfARealPrometheus();
    void firingIsWhatPromtoolSays();
};

void TestRuleTruth::statesAreThoseOfARealPrometheus()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    QByteArray json = support::readCapture(shared + "/data/captures/alertlab/samples_and_alert_states.json.gz");
    json.replace("NaN", "null"); // Python writes what JSON does not have
    const QJsonObject capture = QJsonDocument::fromJson(json).object();
    QVERIFY(!capture.isEmpty());
    TestStore store;
    const QJsonObject samples = capture["samples"].toObject();
    for (auto it = samples.begin(); it != samples.end(); ++it) {
        const QStringList key = it.key().split('|');
        const metrics::Labels labels{
            {"__name__", counter}, {"server", key[0].toStdString()}, {"job", key[1].toStdString()}};
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
    const auto runner = makeRunner(store);
    std::size_t compared = 0;
    for (const QJsonValue instant : capture["eval_instants_ms"].toArray()) {
        const auto ms = static_cast<std::int64_t>(instant.toDouble());
        runner->evaluate(base::fromUnixMs(ms));
        QVERIFY(runner->status()[0].health == RuleHealth::Ok);
        const auto states = activeStates(*runner);
        QVERIFY2(states == truth[ms], qPrintable(QString("at %1").arg(ms)));
        QCOMPARE(store.at(ms, "ALERTS_FOR_STATE").empty(), states.empty() && store.at(ms, "ALERTS").empty());
        compared += static_cast<std::size_t>(samples.size());
    }
    QVERIFY2(compared > 9000, qPrintable(QString::number(compared)));
}

void TestRuleTruth::firingIsWhatPromtoolSays()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    const QJsonObject cases
        = QJsonDocument::fromJson(support::readCapture(shared + "/data/captures/promtool/expected.json")).object();
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
        const auto runner = makeRunner(store);
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

QTEST_APPLESS_MAIN(TestRuleTruth)
#include "tst_ruletruth.moc"
