#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/sources/silencejson.h"
#include "models/sources/silencewatch.h"
#include "tests/support/alertmanager.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <set>

using namespace checkwatch;
using namespace std::chrono_literals;
using fleet::Silence;
using sources::SilenceWatch;
using support::LocalAlertmanager;

namespace {

using Active = std::shared_ptr<const std::vector<Silence>>;
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

config::AlertmanagerConfig asking(const QString& address)
{
    config::AlertmanagerConfig out;
    out.http.jobName = "alertmanager";
    out.http.timeout = 2s;
    out.http.staticConfigs = {{{address.toStdString()}, {}}};
    return out;
}

/// What a watch says, newest last.
struct Watching
{
    explicit Watching(base::Duration patience = 5min)
        : watch(clock, {200ms, patience}), heard(&watch, &SilenceWatch::heard), reached(&watch, &SilenceWatch::reached),
          said(&watch, &SilenceWatch::said)
    {
    }
    [[nodiscard]] std::vector<Silence> newest() const
    {
        return heard.isEmpty() ? std::vector<Silence>() : *heard.last().front().value<Active>();
    }

    base::SystemClock clock;
    SilenceWatch watch;
    QSignalSpy heard;
    QSignalSpy reached;
    QSignalSpy said;
};

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
    void silencesExactlyTheAlert();
    void aRefusalIsToldInWords();
    void hostileAnswersAreRefused_data();
    void hostileAnswersAreRefused();
    void tenThousandAreTaken();
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
    const QString id = silence(*alertmanager, about("Down"), 3s);
    QVERIFY(!id.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 2'000);
    const Silence known = here.newest().front();
    QCOMPARE(QString::fromStdString(known.id), id);
    QCOMPARE(known.createdBy, std::string("ada"));
    QCOMPARE(known.comment, std::string("a disk is replaced"));
    QVERIFY(known.isKnown());
    QTRY_VERIFY_WITH_TIMEOUT(here.newest().empty(), 6'000);
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
    Watching here(3s);
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
    QTRY_VERIFY_WITH_TIMEOUT(!std::ranges::all_of(here.newest(), &Silence::isKnown), 6'000);
    for (const Silence& each : here.newest()) {
        QCOMPARE(each.isKnown(), each.id == kept);
        QVERIFY(each.id == kept || each.id == lost);
    }
}

void SilenceWatchTest::whatNobodyConfirmsIsUnknown()
{
    Watching here;
    here.watch.setAlertmanagers({asking(QStringLiteral("127.0.0.1:%1").arg(support::freePort()))});
    QTRY_COMPARE_WITH_TIMEOUT(here.reached.size(), 1, 5'000);
    QTest::qWait(700);
    QCOMPARE(here.reached.size(), 1); // told once
    QVERIFY(here.heard.isEmpty());
    here.watch.stop();
}

void SilenceWatchTest::silencesExactlyTheAlert()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    QJsonArray alerts;
    for (const char* const server : {"web-1", "web-2"}) {
        alerts.append(
            QJsonObject{{"labels", QJsonObject{{"alertname", "Down"}, {"server", server}, {"cluster", "eu"}}}});
    }
    alertmanager->post("alerts", QJsonDocument(alerts));
    Watching here;
    // The first one is not there: the next one is told.
    here.watch.setAlertmanagers(
        {asking(QStringLiteral("127.0.0.1:%1").arg(support::freePort())), asking(alertmanager->address())});
    here.watch.add({{metrics::Labels{{"alertname", "Down"}, {"server", "web-1"}}}, 30min, "ada", "why \"not\""},
                   metrics::Labels{{"cluster", "eu"}});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 5'000);
    QCOMPARE(here.said.front().at(1).toBool(), false);
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 5'000);
    const Silence made = here.newest().front();
    QCOMPARE(made.matchers.size(), 3U);
    QCOMPARE(made.createdBy, std::string("ada"));
    QCOMPARE(made.comment, std::string("why \"not\""));
    QVERIFY(made.endsAt > here.clock.wall() + 29min && made.endsAt <= here.clock.wall() + 30min);
    std::set<QString> silenced;
    for (const QJsonValue& alert : alertmanager->get("alerts?silenced=true").array()) {
        if (!alert["status"]["silencedBy"].toArray().isEmpty()) {
            silenced.insert(alert["labels"]["server"].toString());
        }
    }
    QCOMPARE(silenced, std::set<QString>{"web-1"});
}

void SilenceWatchTest::aRefusalIsToldInWords()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    Watching here;
    here.watch.setAlertmanagers({asking(alertmanager->address())});
    here.watch.add({{metrics::Labels{{"alertname", "Down"}}}, -1h, "ada", "it ended before it began"}, {});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 5'000);
    const QString text = QString::fromStdString(here.said.front().front().value<std::string>());
    QVERIFY2(text.startsWith("not silenced: ") && text.contains("HTTP 400"), qPrintable(text));
    QCOMPARE(here.said.front().at(1).toBool(), true);
}

void SilenceWatchTest::hostileAnswersAreRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray good = R"({"id":"1","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z",)"
                            R"("endsAt":"2026-01-02T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",)"
                            R"("status":{"state":"active"},"matchers":[{"name":"a","value":"b","isRegex":false}]})";
    QVERIFY(sources::silencesIn(("[" + good + "]").toStdString()).ok());
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("not found");
    QTest::newRow("no list") << good;
    QTest::newRow("numbers") << QByteArray("[1,2]");
    QTest::newRow("cut off") << ("[" + good).chopped(3);
    QTest::newRow("deep") << QByteArray(100'000, '[');
    const auto otherwise = [&](const char* name, const char* from, const char* to) {
        QByteArray changed = good;
        QTest::newRow(name) << '[' + changed.replace(from, to) + ']';
    };
    otherwise("id is a number", R"("id":"1")", R"("id":1)");
    otherwise("no id", R"("id":"1")", R"("id":"")");
    otherwise("time is a word", "2026-01-02T00:00:00Z", "soon");
    otherwise("time is a number", R"("2026-01-02T00:00:00Z")", "7");
    otherwise("status is a word", R"({"state":"active"})", R"("active")");
    otherwise("no matchers", R"({"name":"a","value":"b","isRegex":false})", "");
    otherwise("matchers are words", R"({"name":"a","value":"b","isRegex":false})", R"("a")");
    otherwise("isRegex is a word", "false", R"("no")");
    otherwise("comment is a list", R"("c")", "[]");
}

void SilenceWatchTest::hostileAnswersAreRefused()
{
    QFETCH(QByteArray, answer);
    const auto silences = sources::silencesIn(answer.toStdString());
    QVERIFY(!silences.ok());
    QVERIFY2(silences.error().message.starts_with("the answer is not what an Alertmanager says"),
             silences.error().message.c_str());
}

void SilenceWatchTest::tenThousandAreTaken()
{
    QByteArray answer = "[";
    for (int i = 0; i < 10'000; ++i) {
        answer += (i == 0 ? "" : ",") + QByteArray(R"({"id":")") + QByteArray::number(i)
            + R"(","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z",)"
              R"("updatedAt":"2026-01-01T00:00:00Z","status":{"state":"active"},"matchers":[{"name":"a","value":")"
            + (i == 7 ? "(" : "b.*") + R"(","isRegex":true,"isEqual":true}]})";
    }
    const auto silences = sources::silencesIn((answer + "]").toStdString());
    QVERIFY(silences.ok());
    QCOMPARE(silences->size(), 9'999U); // one is no regular expression
}

QTEST_GUILESS_MAIN(SilenceWatchTest)
#include "tst_silencewatch.moc"
