#include "tests/support/fleetrig.h"

#include <QTest>

using namespace checkwatch;
using namespace checkwatch::fleet;
using support::FleetRig;

namespace {

/// A server and what is told of it.
class Told : public FleetRig
{
public:
    explicit Told(bool known = true)
    {
        addTarget();
        if (known) {
            is(0, "UP");
        }
    }
    void is(double seconds, const char* status)
    {
        support::NativeScrape page;
        page.servers = {{.server = "s1", .status = status}};
        scrape(seconds, page);
    }
    void hear(const char* line, const char* proxy = "app")
    {
        Event event;
        event.kind = EventKind::LogLine;
        event.time = support::FleetRig::at(0);
        event.proxy = proxy;
        event.name = "s1";
        event.detail = line;
        tracker().addEvent(std::move(event));
    }
    OutCause cause(double seconds) { return row(seconds, "s1")->outCause; }
};

constexpr const char* noDns = "Server app/s1 is going DOWN for maintenance (DNS timeout status). 0 active";
constexpr const char* tracked = "Server app/s1 is going DOWN for maintenance via app/s2. 0 active";
constexpr const char* person = "Server app/s1 is going DOWN for maintenance. 0 active";
constexpr const char* up = "Server app/s1 is UP/READY (leaving maintenance).";

} // namespace

/// Why a server is out, as HAProxy's log says.
class ToldCauseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ranksWithDown()
    {
        Told rig;
        rig.is(5, "MAINT");
        QCOMPARE(rig.cause(5), OutCause::Maint);
        const std::uint32_t before = rig.row(5, "s1")->urgency;
        rig.hear(noDns);
        QCOMPARE(rig.cause(6), OutCause::NoDns);
        QVERIFY(rig.row(6, "s1")->urgency < before);
        QCOMPARE(rig.row(6, "s1")->shown, Shown::Out);
    }
    void mayComeBeforeTheScrape()
    {
        Told rig;
        rig.hear(tracked);
        QCOMPARE(rig.cause(1), OutCause::None); // it is UP by the newest data
        rig.is(5, "MAINT");
        QCOMPARE(rig.cause(5), OutCause::Tracked);
        rig.is(10, "DOWN");
        QCOMPARE(rig.cause(10), OutCause::Tracked);
    }
    /// Both begin at once, and the log is quicker.
    void mayComeBeforeTheFirstScrape()
    {
        Told rig(false);
        rig.hear(noDns);
        rig.hear(noDns, "other"); // nobody ever shows that one
        rig.is(5, "MAINT");
        QCOMPARE(rig.cause(5), OutCause::NoDns);
        Told back(false);
        back.hear(noDns);
        back.hear(up);
        back.is(5, "MAINT");
        QCOMPARE(back.cause(5), OutCause::Maint);
    }
    void endsWithTheState()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(noDns);
        rig.is(10, "UP"); // its line was lost
        rig.is(15, "MAINT");
        QCOMPARE(rig.cause(15), OutCause::Maint);
    }
    void isReplacedByTheNextLine()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(noDns);
        rig.hear("Health check for server app/s1 failed, reason: L4CON, status: 0/3 DOWN.");
        QCOMPARE(rig.cause(6), OutCause::NoDns);
        rig.hear(person);
        QCOMPARE(rig.cause(6), OutCause::Maint);
        rig.hear(tracked);
        rig.hear(up);
        QCOMPARE(rig.cause(6), OutCause::Maint);
    }
    void othersAreNotMeant()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(noDns, "other");
        QCOMPARE(rig.cause(6), OutCause::Maint);
    }
    /// An address is no matter of a server that is DOWN.
    void noDnsIsOfMaintenanceOnly()
    {
        Told rig;
        rig.hear(noDns);
        rig.is(5, "DOWN");
        QVERIFY(rig.cause(5) != OutCause::NoDns);
    }
};

QTEST_GUILESS_MAIN(ToldCauseTest)
#include "tst_toldcause.moc"
