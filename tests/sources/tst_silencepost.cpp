#include "models/base/timetext.h"
#include "tests/sources/silencewatching.h"
#include "tests/support/alertmanager.h"
#include "tests/support/faultserver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <set>

namespace tst_silencepost {

using namespace checkwatch;
using namespace std::chrono_literals;
using fleet::Silence;
using silences::asking;
using silences::Watching;
using support::LocalAlertmanager;

namespace {

std::vector<config::AlertmanagerConfig> asking(const support::FaultServer& server)
{
    return {silences::asking(QString::fromStdString(server.address()))};
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

} // namespace

/// What is put into Alertmanagers, beside the installed one.
class SilencePostTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsAddedIsAskedForAgain();
    void silencesExactlyTheAlert();
    void aRefusalIsToldInWords();
    void whatToDoIsAboutAlertmanagers_data();
    void whatToDoIsAboutAlertmanagers();
    void whatWasSentIsSentToNoOther();
    void silencesWhatIsSent();
    void whatNobodyGetsIsNotSilenced();
};

void SilencePostTest::initTestCase()
{
    CHECKWATCH_NEEDS(!support::findProgram("prometheus-alertmanager").isEmpty(), "prometheus-alertmanager");
}

/// What was asked for before it was added may come after it.
void SilencePostTest::whatIsAddedIsAskedForAgain()
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

void SilencePostTest::silencesExactlyTheAlert()
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

void SilencePostTest::aRefusalIsToldInWords()
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

void SilencePostTest::whatToDoIsAboutAlertmanagers_data()
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

void SilencePostTest::whatToDoIsAboutAlertmanagers()
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
void SilencePostTest::whatWasSentIsSentToNoOther()
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

/// Its labels are those that the Alertmanager gets.
void SilencePostTest::silencesWhatIsSent()
{
    const auto alertmanager = LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    Watching here;
    config::AlertmanagerConfig asked = asking(alertmanager->address());
    asked.alerts = *metrics::Relabelling::create(
        {{.action = metrics::RelabelAction::LabelDrop, .regex = "replica"},
         {.action = metrics::RelabelAction::Uppercase, .sourceLabels = {"server"}, .targetLabel = "server"}});
    here.watch.setAlertmanagers({asked});
    here.watch.add({{metrics::Labels{{"alertname", "Down"}, {"server", "web-1"}}}, 30min, "ada", "why"},
                   metrics::Labels{{"replica", "r1"}, {"site", "eu"}});
    QTRY_COMPARE_WITH_TIMEOUT(here.newest().size(), 1U, 10'000);
    const Silence made = here.newest().front();
    QCOMPARE(QString::fromStdString(fleet::matchersText(made.matchers)),
             QStringLiteral(R"({alertname="Down",server="WEB-1",site="eu"})"));
    QVERIFY(made.relabelling == asked.alerts);
    // Another relabelling of who is asked as before is known at once.
    asked.alerts = {};
    here.watch.setAlertmanagers({asked});
    QVERIFY(here.newest().size() == 1 && here.newest().front().relabelling.isEmpty());
}

/// Each goes to the first who gets it; what nobody gets is told.
void SilencePostTest::whatNobodyGetsIsNotSilenced()
{
    const support::FaultServer first([](const support::Request& request) {
        return support::Script()
            .send(support::httpResponse(request.head.starts_with("POST") ? R"({"silenceID":"1"})" : "[]"))
            .close();
    });
    const support::FaultServer second([](const support::Request& request) {
        return support::Script()
            .send(support::httpResponse(request.head.starts_with("POST") ? R"({"silenceID":"2"})" : "[]"))
            .close();
    });
    const auto dropping = [](const char* regex) {
        return *metrics::Relabelling::create(
            {{.action = metrics::RelabelAction::Drop, .sourceLabels = {"alertname"}, .regex = regex}});
    };
    Watching here;
    auto asked = asking(first);
    asked.push_back(asking(second).front());
    asked[0].alerts = dropping("A|C");
    asked[1].alerts = dropping("C");
    here.watch.setAlertmanagers(asked);
    const auto add = [&](std::vector<const char*> names) {
        fleet::SilenceWish wish{{}, 1h, "ada", "why"};
        for (const char* const name : names) {
            wish.alerts.push_back(metrics::Labels{{"alertname", name}});
        }
        here.watch.add(wish, {});
    };
    add({"A", "C", "B"});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 1, 10'000);
    QCOMPARE(here.said.front().front().value<std::string>(),
             std::string("silenced 2 alerts in Alertmanager; it never gets 1 more"));
    QCOMPARE(count(second, "POST"), 2); // on with the one that was reached
    QCOMPARE(count(first, "POST"), 0);
    add({"C"});
    QTRY_COMPARE_WITH_TIMEOUT(here.said.size(), 2, 10'000);
    QVERIFY(here.said.last().front().value<std::string>().starts_with("not silenced: alert_relabel_configs keeps"));
    QCOMPARE(here.said.last().at(1).toBool(), true);
}

QTEST_GUILESS_MAIN(SilencePostTest)

} // namespace tst_silencepost

#include "tst_silencepost.moc"
