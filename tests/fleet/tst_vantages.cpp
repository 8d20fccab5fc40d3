#include "models/fleet/vantages.h"
#include "tests/support/fakesnapshot.h"

#include <QTest>

namespace tst_vantages {

using namespace checkwatch;
using namespace checkwatch::fleet;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;
using Points = VantageView::Points;

/// One server as several HAProxies see it: who counts, and what that points at.
class VantagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalNamesAreOneServer();
    void followsWhoIsThere();
    void fromAllPointsAtTheServer();
    void fromOneAlonePointsAtThePath();
    void tooEarlyToTell();
    void theSilentAreNoWitnesses();
    void whoDoesNotCheckIsNoWitness();
    void oneHaproxySaysNothing();

private:
    /// web-01 and web-02 of "app" behind `haproxies`; ids in turn.
    static FakeFleet fleetOf(std::size_t haproxies)
    {
        FakeFleet fleet;
        for (std::size_t i = 0; i < haproxies; ++i) {
            const std::size_t target = fleet.addTarget("lb-0" + std::to_string(i + 1) + ":8404");
            fleet.addServer(target, "app", "web-01");
            fleet.addServer(target, "app", "web-02");
        }
        return fleet;
    }
    /// Of web-01.
    static VantageView seen(FakeFleet& fleet)
    {
        const SnapshotPtr snapshot = fleet.snapshot();
        Vantages vantages;
        vantages.take(*snapshot);
        return viewOf(*snapshot, vantages.of(vantages.serverOf(0)));
    }
    static void fail(FakeFleet& fleet, ServerId id, FakeState state, base::Duration ago)
    {
        fleet.setState(id, state);
        fleet.row(id).since = fleet.now() - ago;
    }
};

void VantagesTest::equalNamesAreOneServer()
{
    FakeFleet fleet = fleetOf(3);
    fleet.addServer(1, "api", "web-01"); // another backend: another server
    Vantages vantages;
    QVERIFY(vantages.take(*fleet.snapshot()));
    QCOMPARE(vantages.servers(), std::size_t{3});
    const auto places = vantages.of(vantages.serverOf(0));
    QCOMPARE(std::vector<RowPlace>(places.begin(), places.end()), (std::vector<RowPlace>{{0, 0}, {1, 0}, {2, 0}}));
    QCOMPARE(vantages.of(vantages.serverOf(4)).size(), std::size_t{1});
    QCOMPARE(Vantages().servers(), std::size_t{0});
}

void VantagesTest::followsWhoIsThere()
{
    FakeFleet fleet = fleetOf(3);
    Vantages vantages;
    vantages.take(*fleet.snapshot());
    fleet.setState(0, FakeState::DownSilent);
    QVERIFY(!vantages.take(*fleet.snapshot()));
    fleet.removeServer(2);
    QVERIFY(vantages.take(*fleet.snapshot()));
    QCOMPARE(vantages.of(vantages.serverOf(0)).size(), std::size_t{2});
}

void VantagesTest::fromAllPointsAtTheServer()
{
    FakeFleet fleet = fleetOf(3);
    QVERIFY(seen(fleet).points == Points::Nothing);
    fail(fleet, 0, FakeState::DownSilent, 1s);
    fail(fleet, 2, FakeState::Firing, 1s);
    QVERIFY(seen(fleet).points == Points::Some);
    fleet.setState(4, FakeState::UpFailing); // not DOWN yet, and its checks fail as well
    const VantageView view = seen(fleet);
    QVERIFY(view.points == Points::Server);
    QCOMPARE(view.failing, 3U);
    QCOMPARE(view.silent, 0U);
}

void VantagesTest::fromOneAlonePointsAtThePath()
{
    FakeFleet fleet = fleetOf(3);
    fail(fleet, 2, FakeState::DownSilent, 40s);
    const VantageView view = seen(fleet);
    QVERIFY(view.points == Points::Path);
    QCOMPARE(view.knowing, 3U);
    QCOMPARE(view.failing, 1U);
    fail(fleet, 2, FakeState::Firing, 40s); // an alert's age counts, not the state's
    QVERIFY(seen(fleet).points == Points::Path);
}

/// HAProxies do not check at the same moment, nor are they scraped at the same moment.
void VantagesTest::tooEarlyToTell()
{
    FakeFleet fleet = fleetOf(3);
    fail(fleet, 2, FakeState::DownSilent, 9s);
    QVERIFY(seen(fleet).points == Points::Some);
    fail(fleet, 2, FakeState::DownSilent, 10s);
    QVERIFY(seen(fleet).points == Points::Path);
    SnapshotPtr snapshot = fleet.snapshot();
    auto late = std::make_shared<Snapshot>(*snapshot);
    late->targets[0].lastGood -= 8s; // so old is what the others say
    Vantages vantages;
    vantages.take(*late);
    QVERIFY(viewOf(*late, vantages.of(vantages.serverOf(0))).points == Points::Some);
    fail(fleet, 2, FakeState::DownSilent, 0s);
    fleet.row(2).since = base::fromUnixMs(0); // DOWN when watching began
    QVERIFY(seen(fleet).points == Points::Path);
}

void VantagesTest::theSilentAreNoWitnesses()
{
    FakeFleet fleet = fleetOf(3);
    fail(fleet, 0, FakeState::DownSilent, 40s);
    fail(fleet, 2, FakeState::DownSilent, 40s);
    fleet.setStale(2, 48s); // was UP: that is no news of a server that is UP
    const VantageView all = seen(fleet);
    QVERIFY(all.points == Points::Server);
    QCOMPARE(all.knowing, 2U);
    QCOMPARE(all.silent, 1U);
    fleet.setStale(1, 48s);
    QVERIFY(seen(fleet).points == Points::Nothing); // one alone cannot tell
}

void VantagesTest::whoDoesNotCheckIsNoWitness()
{
    for (const FakeState state : {FakeState::Maint, FakeState::Unchecked, FakeState::Unverified}) {
        FakeFleet fleet = fleetOf(3);
        fail(fleet, 0, FakeState::DownSilent, 40s);
        fleet.setState(2, state);
        fleet.setState(4, state);
        QVERIFY(seen(fleet).points == Points::Nothing);
    }
    FakeFleet fleet = fleetOf(2);
    fail(fleet, 0, FakeState::DownSilent, 40s);
    fleet.row(2).outCause = OutCause::Tracked; // as another server is
    QVERIFY(seen(fleet).points == Points::Nothing);
}

void VantagesTest::oneHaproxySaysNothing()
{
    FakeFleet fleet = fleetOf(1);
    fail(fleet, 0, FakeState::DownSilent, 40s);
    QVERIFY(seen(fleet).points == Points::Nothing);
}

QTEST_GUILESS_MAIN(VantagesTest)

} // namespace tst_vantages

#include "tst_vantages.moc"
