#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/sources/silencejson.h"
#include "models/sources/silencewatch.h"
#include "tests/support/alertmanager.h"
#include "tests/support/faultserver.h"

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

std::vector<config::AlertmanagerConfig> asking(const support::FaultServer& server)
{
    return {asking(QString::fromStdString(server.address()))};
}

/// Requests of a method that have come.
std::ptrdiff_t count(const support::FaultServer& server, std::string_view method)
{
    const std::vector<support::Request> requests = server.requests();
    return std::ranges::count_if(requests, [&](const support::Request& each) { return each.head.starts_with(method); });
}

/// Of a program that was started before somebody set the machine's clock.
class OtherClock final : public base::Clock
{
public:
    [[nodiscard]] base::Timestamp wall() const override { return base::SystemClock().wall() - 2h; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return base::SystemClock().monotonic(); }
};

/// What a watch says, newest last.
struct Watching
{
    explicit Watching(base::Duration patience = 5min) : Watching(clock, {200ms, patience}) {}
    Watching(const base::Clock& program, sources::SilenceWatchOptions options)
        : watch(program, clock, options), heard(&watch, &SilenceWatch::heard), reached(&watch, &SilenceWatch::reached),
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
    void whoIsNotThereIsToldOnce();
    void anotherConfigurationTakesNothingAway();
    void whatIsAddedIsAskedForAgain();
    void silencesExactlyTheAlert();
    void aRefusalIsToldInWords();
    void whatToDoIsAboutAlertmanagers_data();
    void whatToDoIsAboutAlertmanagers();
    void whatWasSentIsSentToNoOther();
    void whatIsOverCostsNothing();
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

/// What was asked for before it was added may come after it.
void SilenceWatchTest::whatIsAddedIsAskedForAgain()
{
    const support::FaultServer server([](const support::Request& request) {
        return request.head.starts_with("POST")
            ? support::Script().send(support::httpResponse(R"({"silenceID":"1"})")).close()
            : support::Script().wait(2s).send(support::httpResponse("[]"));
    });
    const base::SystemClock clock;
    Watching here(clock, {15min, 5min});
    auto asked = asking(server);
    asked.front().http.timeout = 20s;
    here.watch.setAlertmanagers(asked);
    QTRY_COMPARE_WITH_TIMEOUT(count(server, "GET"), 1, 5'000);
    here.watch.add({{metrics::Labels{{"alertname", "Down"}}}, 1h, "ada", "why"}, {});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 5'000);
    QCOMPARE(here.said.front().at(1).toBool(), false);
    QTRY_COMPARE_WITH_TIMEOUT(count(server, "GET"), 2, 15'000);
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
    const OtherClock program;
    const base::Timestamp before = base::SystemClock().wall();
    Watching here(program, {200ms, 5min});
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
    const auto starts
        = base::parseTime(alertmanager->get("silences").array().first()["startsAt"].toString().toStdString(), {});
    QVERIFY(starts && *starts >= before && *starts <= here.clock.wall()); // now, whatever was sent
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

void SilenceWatchTest::whatToDoIsAboutAlertmanagers_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("400") << QByteArray("400 Bad Request")
                         << QByteArray(
                                "HTTP 400: it was refused as it is; check that the clocks of both machines agree");
    QTest::newRow("302") << QByteArray("302 Found")
                         << QByteArray(
                                "HTTP 302 redirects to http://a/b, which is not followed: write the final address "
                                "into the configuration");
    QTest::newRow("404") << QByteArray("404 Not Found") << QByteArray("HTTP 404: check path_prefix");
    QTest::newRow("429") << QByteArray("429 Too Many Requests")
                         << QByteArray("HTTP 429: too many requests, try again later");
    QTest::newRow("500") << QByteArray("500 Oh")
                         << QByteArray("HTTP 500: the Alertmanager has a problem of its own, see its log");
    QTest::newRow("204") << QByteArray("204 No Content") << QByteArray("HTTP 204: only 200 says that it was taken");
}

void SilenceWatchTest::whatToDoIsAboutAlertmanagers()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, says);
    const support::FaultServer server([&](const support::Request&) {
        return support::Script()
            .send(support::httpResponse({}, "Location: http://a/b\r\n", status.toStdString()))
            .close();
    });
    Watching here;
    auto asked = asking(server);
    asked.front().http.followRedirects = false;
    here.watch.setAlertmanagers(asked);
    here.watch.add({{metrics::Labels{{"alertname", "Down"}}}, 1h, "ada", "why"}, {});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 10'000);
    const QByteArray text = QByteArray::fromStdString(here.said.front().front().value<std::string>());
    QVERIFY2(text.startsWith("not silenced: ") && text.endsWith(says), text);
    QTRY_COMPARE_WITH_TIMEOUT(here.reached.size(), 1, 10'000);
    const std::string told = here.reached.front().front().value<fleet::Event>().detail;
    QVERIFY2(told.find("metrics") == std::string::npos && told.find("scrape") == std::string::npos, told.c_str());
}

/// An Alertmanager that was told may have heard it, whatever it answers.
void SilenceWatchTest::whatWasSentIsSentToNoOther()
{
    const support::FaultServer hangs([](const support::Request&) { return support::Script().hang(); });
    const support::FaultServer other(
        [](const support::Request&) { return support::Script().send(support::httpResponse("[]")); });
    Watching here;
    auto asked = asking(hangs);
    asked.push_back(asking(other).front());
    here.watch.setAlertmanagers(asked);
    here.watch.add({{metrics::Labels{{"alertname", "Down"}}}, 1h, "ada", "why"}, {});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 15'000);
    const QByteArray text = QByteArray::fromStdString(here.said.front().front().value<std::string>());
    QVERIFY2(text.startsWith("not known whether it is silenced: ") && text.contains("does the Alertmanager hang?"),
             text);
    QCOMPARE(count(hangs, "POST"), 1);
    QCOMPARE(count(other, "POST"), 0);
}

void SilenceWatchTest::whatIsOverCostsNothing()
{
    const auto one = [](const std::string& id, const char* state, const char* updated, const char* matchers) {
        return R"({"id":")" + id + R"(","createdBy":"a","comment":"c","startsAt":"2026-01-01T00:00:00Z",)"
            + R"("endsAt":"2026-01-02T00:00:00Z","updatedAt":")" + updated + R"(","status":{"state":")" + state
            + R"("},"matchers":)" + matchers + '}';
    };
    const char* const first = "2026-01-01T00:00:00Z";
    const char* const regex = R"([{"name":"a","value":"b.*","isRegex":true,"isEqual":true}])";
    std::string answer = '[' + one("now", "active", first, regex);
    for (int i = 0; i < 50'001; ++i) {
        answer += ',' + one(std::to_string(i), "expired", first, "[]");
    }
    auto silences = sources::silencesIn(answer + ']');
    QVERIFY2(silences.ok(), silences.ok() ? "" : silences.error().message.c_str());
    QCOMPARE(silences->size(), 50'002U);
    QVERIFY(silences->front().active && !silences->back().active && silences->back().expired);
    // What has not been updated is as it was read before.
    silences->resize(1);
    silences->front().silence.matchers = {metrics::Matcher::equal("of", "before")};
    const auto again = sources::silencesIn('[' + one("now", "active", first, regex) + ']', *silences);
    QVERIFY(again.ok() && again->front().silence.matchers == silences->front().silence.matchers);
    const auto changed
        = sources::silencesIn('[' + one("now", "active", "2026-01-01T00:00:01Z", regex) + ']', *silences);
    QVERIFY(changed.ok() && fleet::matchersText(changed->front().silence.matchers) == "{a=~\"b.*\"}");
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
