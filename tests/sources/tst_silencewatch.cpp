#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/sources/silencejson.h"
#include "tests/sources/silencewatching.h"
#include "tests/support/alertmanager.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

namespace tst_silencewatch {

using namespace checkwatch;
using namespace std::chrono_literals;
using fleet::Silence;
using silences::asking;
using silences::Watching;
using support::LocalAlertmanager;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Asked
{
    const char* name;
    const char* value;
    bool regex;
    bool equal;
};

QJsonObject matcher(const Asked& asked)
{
    return {{"name", asked.name},
            {"value", QString::fromUtf8(asked.value)},
            {"isRegex", asked.regex},
            {"isEqual", asked.equal}};
}

/// As somebody would put it in by hand. The id; "" where it is refused.
QString silence(const LocalAlertmanager& alertmanager, const QJsonArray& matchers, base::Duration length)
{
    const base::Timestamp now = base::SystemClock().wall();
    const QJsonObject body{{"matchers", matchers},
                           {"startsAt", QString::fromStdString(base::formatTime(now))},
                           {"endsAt", QString::fromStdString(base::formatTime(now + length))},
                           {"createdBy", "ada"},
                           {"comment", "a disk is replaced"}};
    return alertmanager.post("silences", QJsonDocument(body))["silenceID"].toString();
}

QJsonArray about(const char* alert)
{
    return {matcher({"alertname", alert, false, true})};
}

metrics::Labels labelsOf(const QJsonObject& object)
{
    Pairs pairs;
    for (auto label = object.begin(); label != object.end(); ++label) {
        pairs.emplace_back(label.key().toStdString(), label.value().toString().toStdString());
    }
    return metrics::Labels(std::move(pairs));
}

} // namespace

/// Silences beside the installed Alertmanager.
class SilenceWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void matchesWhatAlertmanagerSilences();
    void aSilenceIsHeardAndRunsOut();
    void oneThatDiesTakesNothingAway();
    void whatNobodyConfirmsIsUnknown();
    void whoIsNotThereIsToldOnce();
    void anotherConfigurationTakesNothingAway();
};

void SilenceWatchTest::initTestCase()
{
    CHECKWATCH_NEEDS(!support::findProgram("prometheus-alertmanager").isEmpty(), "prometheus-alertmanager");
}

void SilenceWatchTest::matchesWhatAlertmanagerSilences()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    const std::vector<Asked> asked{
        {"server", "web-1", false, true},  {"server", "web-1", false, false},    {"server", "web.*", true, true},
        {"server", "eb", true, true},      {"server", "web-(1|2)", true, false}, {"missing", "", false, true},
        {"missing", "", false, false},     {"missing", "|x", true, true},        {"missing", ".*", true, true},
        {"missing", ".+", true, true},     {"server", "(?i)WEB-1", true, true},  {"note", "a.b", true, true},
        {"note", "(?s)a.b", true, true},   {"server", "", true, true},           {"server", "", true, false},
        {"name", "\xc3\xbc.", true, true}, {"name", "\xc3\xbc.", false, true},   {"server", "web-1|db", true, true},
        {"server", "^web-1$", true, true}, {"cluster", "eu", false, true},       {"server", "WEB-1", false, true},
    };
    QJsonArray alerts;
    for (const QJsonObject& labels :
         {QJsonObject{{"server", "web-1"}}, QJsonObject{{"server", "web-2"}, {"note", "a\nb"}},
          QJsonObject{{"server", "db"}, {"missing", "x"}}, QJsonObject{{"note", "a-b"}, {"cluster", "eu"}},
          QJsonObject{{"server", "xweb-1"}, {"name", QString::fromUtf8("\xc3\xbc")}},
          QJsonObject{{"server", "WEB-1"}, {"name", QString::fromUtf8("\xc3\xbc.")}}, QJsonObject{}}) {
        QJsonObject all = labels;
        all["alertname"] = QStringLiteral("A%1").arg(alerts.size());
        all["team"] = "ops";
        alerts.append(QJsonObject{{"labels", all}});
    }
    QVERIFY(alertmanager->text("status").size() > 0);
    alertmanager->post("alerts", QJsonDocument(alerts));
    for (const Asked& each : asked) {
        QVERIFY2(!silence(*alertmanager, {matcher(each), matcher({"team", "ops", false, true})}, 1h).isEmpty(),
                 each.value);
    }
    const QByteArray told = alertmanager->text("silences");
    const auto silences = sources::silencesIn({told.data(), static_cast<std::size_t>(told.size())});
    QVERIFY2(silences.ok(), silences.ok() ? "" : silences.error().message.c_str());
    QCOMPARE(silences->size(), asked.size());
    const QJsonArray seen = alertmanager->get("alerts?silenced=true").array();
    QCOMPARE(seen.size(), alerts.size());
    int matched = 0;
    for (const QJsonValue& alert : seen) {
        const metrics::Labels labels = labelsOf(alert["labels"].toObject());
        const QJsonArray by = alert["status"]["silencedBy"].toArray();
        for (const sources::HeardSilence& each : *silences) {
            const bool theirs = by.contains(QString::fromStdString(each.silence.id));
            QVERIFY2(fleet::matches(each.silence, labels) == theirs,
                     (labels.toString() + " by " + fleet::matchersText(each.silence.matchers)).c_str());
            matched += theirs ? 1 : 0;
            const auto again = fleet::matchersFrom(fleet::matchersText(each.silence.matchers));
            QVERIFY(again && *again == each.silence.matchers);
        }
    }
    QVERIFY2(matched > 20 && matched < 120, std::to_string(matched).c_str());
}

void SilenceWatchTest::aSilenceIsHeardAndRunsOut()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    Watching here;
    here.watch.setAlertmanagers({asking(alertmanager->address())});
    QTest::qWait(500);
    QVERIFY(here.newest().empty());
    const QString id = silence(*alertmanager, about("Down"), 8s);
    QVERIFY(!id.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 6'000);
    const Silence known = here.newest().front();
    QCOMPARE(QString::fromStdString(known.id), id);
    QCOMPARE(known.createdBy, std::string("ada"));
    QCOMPARE(known.comment, std::string("a disk is replaced"));
    QVERIFY(known.isKnown());
    QTRY_VERIFY_WITH_TIMEOUT(here.newest().empty(), 20'000);
    QVERIFY(here.clock.wall() >= known.endsAt);
    QCOMPARE(here.reached.size(), 1); // it answers, which is told once
}

void SilenceWatchTest::oneThatDiesTakesNothingAway()
{
    auto first = LocalAlertmanager::start();
    const auto second = LocalAlertmanager::start();
    QVERIFY(first != nullptr && second != nullptr);
    const std::string lost = silence(*first, about("Down"), 1h).toStdString();
    const std::string kept = silence(*second, about("Flapping"), 1h).toStdString();
    Watching here(10s);
    here.watch.setAlertmanagers({asking(first->address()), asking(second->address())});
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 2U, 5'000);
    QTRY_COMPARE_WITH_TIMEOUT(here.reached.size(), 2, 5'000);
    first.reset();
    QTRY_COMPARE_WITH_TIMEOUT(here.reached.size(), 3, 5'000);
    const auto event = here.reached.last().front().value<fleet::Event>();
    QCOMPARE(event.after, std::string("down"));
    QVERIFY2(event.detail.find("Alertmanager") != std::string::npos, event.detail.c_str());
    QCOMPARE(here.newest().size(), 2U);
    QVERIFY(std::ranges::all_of(here.newest(), &Silence::isKnown));
    QTRY_VERIFY_WITH_TIMEOUT(!std::ranges::all_of(here.newest(), &Silence::isKnown), 30'000);
    for (const Silence& each : here.newest()) {
        QCOMPARE(each.isKnown(), each.id == kept);
        QVERIFY(each.id == kept || each.id == lost);
    }
}

void SilenceWatchTest::whatNobodyConfirmsIsUnknown()
{
    auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    QVERIFY(!silence(*alertmanager, about("Down"), 1h).isEmpty());
    Watching here(5s);
    here.watch.setAlertmanagers({asking(alertmanager->address())});
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 10'000);
    alertmanager.reset();
    const base::Timestamp dead = here.clock.wall();
    QTRY_VERIFY_WITH_TIMEOUT(!here.newest().front().isKnown(), 30'000);
    QCOMPARE(here.newest().size(), 1U);
    QVERIFY(here.newest().front().unknownSince <= dead);
    QVERIFY(here.clock.wall() - here.newest().front().unknownSince > 5s);
}

void SilenceWatchTest::anotherConfigurationTakesNothingAway()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    QVERIFY(!silence(*alertmanager, about("Down"), 1h).isEmpty());
    Watching here;
    config::AlertmanagerConfig asked = asking(alertmanager->address());
    here.watch.setAlertmanagers({asked});
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 10'000);
    ++asked.http.line; // a comment above it
    here.watch.setAlertmanagers({asked});
    asked.http.timeout = 3s;
    here.watch.setAlertmanagers({asked});
    QTest::qWait(600);
    QCOMPARE(here.heard.size(), 1);
    QCOMPARE(here.reached.size(), 1);
    here.watch.setAlertmanagers({});
    QVERIFY(here.newest().empty());
    QCOMPARE(here.heard.last().at(1).toBool(), true); // nobody ended it
}

void SilenceWatchTest::whoIsNotThereIsToldOnce()
{
    Watching here;
    here.watch.setAlertmanagers({asking(QStringLiteral("127.0.0.1:%1").arg(support::freePort()))});
    QTRY_COMPARE_WITH_TIMEOUT(here.reached.size(), 1, 5'000);
    QTest::qWait(700);
    QCOMPARE(here.reached.size(), 1); // told once
    QVERIFY(here.heard.isEmpty());
    here.watch.stop();
}

QTEST_GUILESS_MAIN(SilenceWatchTest)

} // namespace tst_silencewatch

#include "tst_silencewatch.moc"
