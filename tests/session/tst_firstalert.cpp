#include "models/recording/writer.h"
#include "models/session/firstalert.h"
#include "models/session/opening.h"

#include <QTemporaryDir>
#include <QTest>

#include <utility>

namespace tst_firstalert {

using namespace checkwatch;
using namespace std::chrono_literals;
using fleet::Event;
using fleet::EventKind;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);
using Fired = std::pair<base::Duration, const char*>; ///< how long after the start, and which alert

/// Where one begins who opens a recording of these.
session::Opening opened(const std::vector<Fired>& alerts, std::vector<std::string> healthAlerts)
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
    recording::Writer writer({"test", false, {}});
    recording::RulesRecord rules;
    rules.from = start;
    rules.healthAlerts = std::move(healthAlerts);
    if (!writer.attach(path, start, 7).ok()) {
        return {};
    }
    writer.setRules(rules);
    for (const auto& [after, name] : alerts) {
        recording::AlertRecord alert;
        alert.time = start + after;
        alert.before = rules::AlertState::Pending;
        alert.after = rules::AlertState::Firing;
        alert.labels = metrics::Labels({{"alertname", name}});
        writer.add(alert);
    }
    if (!writer.close(start + 24h).ok()) {
        return {};
    }
    auto reader = recording::Reader::open(path);
    return reader.ok() ? session::openingOf(**reader, start, start + 24h) : session::Opening{};
}

Event fired(base::Duration after, const char* name, EventKind kind = EventKind::AlertFiring)
{
    Event out;
    out.time = start + after;
    out.kind = kind;
    out.name = name;
    return out;
}

} // namespace

/// Where a replay begins, and where the key A leads.
class FirstAlertTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHealthAlertComesBeforeWhatFiresAllDay()
    {
        const std::vector<Fired> alerts{{1s, "NoServers"}, {5h, "Failing"}, {6h, "Failing"}};
        QCOMPARE(opened(alerts, {"Failing"}).firstAlert, std::optional(start + 5h + 1ms));
        QCOMPARE(opened(alerts, {"Other", "Failing"}).time, start + 5h + 1ms);
        QCOMPARE(opened(alerts, {"Other"}).firstAlert, std::optional(start + 1s + 1ms));
        QVERIFY(!opened({}, {"Failing"}).firstAlert);
    }
    void isLookedForWhileEventsCome()
    {
        session::FirstAlert first;
        std::vector<Event> events{fired(0s, "Failing", EventKind::AlertPending), fired(1s, "NoServers")};
        QVERIFY(!first.look(events, {"Failing"}, false));
        events.push_back(fired(9s, "Failing"));
        QCOMPARE(first.look(events, {"Failing"}, false), std::optional(start + 9s));
        events.push_back(fired(10s, "Failing"));
        QVERIFY(!first.look(events, {"Failing"}, true)); // told once
    }
    void isAnyAlertWhereNoneIsOfHealth()
    {
        session::FirstAlert first;
        const std::vector<Event> events{fired(1s, "NoServers"), fired(2s, "Full")};
        QVERIFY(!first.look(events, {"Failing"}, false));
        QCOMPARE(first.look(events, {"Failing"}, true), std::optional(start + 1s));
        QVERIFY(!first.look(events, {"Failing"}, true));
        std::vector<Event> grown = events;
        grown.push_back(fired(9s, "Failing"));
        QCOMPARE(first.look(grown, {"Failing"}, true), std::optional(start + 9s));
        QVERIFY(!first.look(grown, {"Failing"}, true));
        QVERIFY(!session::FirstAlert().look({}, {"Failing"}, true));
    }
};

QTEST_GUILESS_MAIN(FirstAlertTest)

} // namespace tst_firstalert

#include "tst_firstalert.moc"
