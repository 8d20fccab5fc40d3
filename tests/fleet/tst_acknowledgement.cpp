#include "models/fleet/acknowledgement.h"
#include "models/fleet/eventlog.h"
#include "tests/support/fakesnapshot.h"

#include <QTest>

namespace tst_acknowledgement {

using namespace checkwatch;
using namespace checkwatch::fleet;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

/// Who is on what, and for how long that holds.
class AcknowledgementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsUntilItIsOver();
    void whatGetsWorseWantsAnother();
    void isOfOneServer();
    void isOfAnAlertAboutNoServer();
    void theNewestCounts();
    void outlastsAFlood();

private:
    static const Event* of(FakeFleet& fleet, ServerId id)
    {
        static SnapshotPtr kept; // what is found points into it
        kept = fleet.snapshot();
        for (const auto& block : kept->blocks) {
            for (const ServerRow& row : block->rows) {
                if (row.identity->id == id) {
                    return Acknowledgements(*kept).of(*kept, row);
                }
            }
        }
        return nullptr;
    }
};

void AcknowledgementTest::outlastsAFlood()
{
    EventLog log(100);
    Event event;
    event.kind = EventKind::Acknowledged;
    log.add(event);
    event.kind = EventKind::ServerState;
    for (int i = 0; i < 1000; ++i) {
        log.add(event);
    }
    QCOMPARE(log.all()->size(), std::size_t{100});
    QCOMPARE(log.all()->front().kind, EventKind::Acknowledged);
    QCOMPARE(log.all()->back().number, std::uint64_t{1001});
    event.kind = EventKind::Acknowledged;
    for (int i = 0; i < 1000; ++i) {
        log.add(event); // not even they are kept without end
    }
    QCOMPARE(log.all()->size(), std::size_t{100});
}

void AcknowledgementTest::holdsUntilItIsOver()
{
    FakeFleet fleet;
    const ServerId id = fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::DownSilent);
    fleet.row(id).since = fleet.now() - 60s;
    QVERIFY(of(fleet, id) == nullptr);
    fleet.addEvent(acknowledgementOf(*fleet.row(id).identity, "ann", fleet.now() - 30s));
    const Event* event = of(fleet, id);
    QVERIFY(event != nullptr);
    QCOMPARE(event->detail, std::string("ann"));
    QCOMPARE(acknowledgedAt(*event), fleet.now() - 30s);
    fleet.row(id).since = fleet.now() - 10s; // it was well in between
    QVERIFY(of(fleet, id) == nullptr);
}

/// Somebody was on a server that flaps; now it is DOWN and its alert is gone.
void AcknowledgementTest::whatGetsWorseWantsAnother()
{
    FakeFleet fleet;
    const ServerId id = fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::Firing);
    fleet.row(id).since = fleet.now() - 1h; // UP
    fleet.addEvent(acknowledgementOf(*fleet.row(id).identity, "ann", fleet.now() - 5s));
    QVERIFY(of(fleet, id) != nullptr);
    fleet.setState(id, FakeState::DownSilent);
    fleet.row(id).since = fleet.now() - 1s;
    QVERIFY(of(fleet, id) == nullptr);
}

void AcknowledgementTest::isOfOneServer()
{
    FakeFleet fleet;
    const std::size_t one = fleet.addTarget("lb-01:8404");
    const std::size_t two = fleet.addTarget("lb-02:8404");
    const ServerId id = fleet.addServer(one, "app", "web-01", FakeState::DownSilent);
    const std::vector<ServerId> others{fleet.addServer(one, "app", "web-02", FakeState::DownSilent),
                                       fleet.addServer(one, "api", "web-01", FakeState::DownSilent),
                                       fleet.addServer(two, "app", "web-01", FakeState::DownSilent)};
    fleet.addEvent(acknowledgementOf(*fleet.row(id).identity, "ann", fleet.now()));
    QVERIFY(of(fleet, id) != nullptr);
    for (const ServerId other : others) {
        QVERIFY(of(fleet, other) == nullptr);
    }
}

void AcknowledgementTest::isOfAnAlertAboutNoServer()
{
    FakeFleet fleet;
    fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::Firing);
    Snapshot snapshot = *fleet.snapshot();
    AlertRow alert = snapshot.alerts->front();
    const Event ofServer = acknowledgementOf(alert, "ann", fleet.now());
    QCOMPARE(ofServer.serverName, std::string("web-01"));
    alert.subject = SubjectKind::Backend;
    const Event event = acknowledgementOf(alert, "bob", fleet.now());
    QCOMPARE(event.serverName, std::string());
    snapshot.events = std::make_shared<const std::vector<Event>>(std::vector<Event>{ofServer, event});
    const Acknowledgements known(snapshot);
    QVERIFY(known.of(alert) != nullptr);
    QCOMPARE(known.of(alert)->detail, std::string("bob"));
    QCOMPARE(known.of(snapshot.alerts->front())->detail, std::string("ann"));
    alert.alert.activeAt = fleet.now() + 1s; // it came back
    QVERIFY(known.of(alert) == nullptr);
}

void AcknowledgementTest::theNewestCounts()
{
    FakeFleet fleet;
    const ServerId id = fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::DownSilent);
    fleet.row(id).since = fleet.now() - 60s;
    fleet.addEvent(acknowledgementOf(*fleet.row(id).identity, "bob", fleet.now() - 10s));
    fleet.addEvent(acknowledgementOf(*fleet.row(id).identity, "ann", fleet.now() - 30s)); // heard of later
    QCOMPARE(of(fleet, id)->detail, std::string("bob"));
}

QTEST_GUILESS_MAIN(AcknowledgementTest)

} // namespace tst_acknowledgement

#include "tst_acknowledgement.moc"
