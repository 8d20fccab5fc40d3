#include "models/fleet/toldline.h"
#include "tests/support/fleetrig.h"

#include <QTest>

namespace tst_toldcause {

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
    void hear(double seconds, const char* line, const char* proxy = "app")
    {
        Event event;
        event.kind = EventKind::LogLine;
        event.time = at(seconds);
        event.proxy = proxy;
        event.name = "s1";
        event.detail = line;
        tracker().addEvent(std::move(event));
    }
    /// A line of two hours before the session.
    void before(const char* text)
    {
        Event line;
        line.kind = EventKind::LogLine;
        line.time = at(-7200);
        line.instance = "lb1:8404";
        line.proxy = "app";
        line.name = "s1";
        line.detail = text;
        tracker().setBefore({{}, {}, {}, {line}}, at(0));
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
        rig.hear(6, noDns);
        QCOMPARE(rig.cause(6), OutCause::NoDns);
        QVERIFY(rig.row(6, "s1")->urgency < before);
        QCOMPARE(rig.row(6, "s1")->shown, Shown::Out);
        rig.is(10, "MAINT");
        QCOMPARE(rig.cause(10), OutCause::NoDns);
    }
    void mayComeBeforeTheScrape()
    {
        Told rig;
        rig.hear(1, tracked);
        QCOMPARE(rig.cause(1), OutCause::None); // it is UP by the newest data
        rig.is(5, "MAINT");
        QCOMPARE(rig.cause(5), OutCause::Tracked);
        rig.is(10, "DOWN");
        QCOMPARE(rig.cause(10), OutCause::Tracked);
    }
    /// A scrape that had begun before the line came shows what was before it, or not.
    void mayComeDuringTheScrape()
    {
        Told rig;
        rig.hear(5.1, noDns);
        rig.is(5, "UP");
        QCOMPARE(rig.cause(6), OutCause::None);
        rig.is(10, "MAINT");
        QCOMPARE(rig.cause(10), OutCause::NoDns);
        Told other;
        other.hear(5.1, noDns);
        other.is(5, "MAINT");
        QCOMPARE(other.cause(6), OutCause::NoDns);
    }
    /// Both begin at once, and the log is quicker.
    void mayComeBeforeTheFirstScrape()
    {
        Told rig(false);
        rig.hear(1, noDns);
        rig.hear(1, noDns, "other"); // nobody ever shows that one
        rig.is(5, "MAINT");
        QCOMPARE(rig.cause(5), OutCause::NoDns);
        Told back(false);
        back.hear(1, noDns);
        back.hear(2, up);
        back.is(5, "MAINT");
        QCOMPARE(back.cause(5), OutCause::Maint);
    }
    void endsWithTheState()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns);
        rig.is(10, "UP"); // its line was lost
        rig.is(15, "MAINT");
        QCOMPARE(rig.cause(15), OutCause::Maint);
    }
    /// What is shown is of before it came back, and so is why.
    void staysUntilAScrapeShowsThatItIsBack()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns);
        rig.hear(8.1, up);
        QCOMPARE(rig.cause(9), OutCause::NoDns);
        rig.is(8, "MAINT"); // had begun before
        QCOMPARE(rig.cause(9), OutCause::NoDns);
        rig.is(10, "UP");
        QCOMPARE(rig.cause(10), OutCause::None);
        rig.is(15, "MAINT"); // somebody did that, and its line was lost
        QCOMPARE(rig.cause(15), OutCause::Maint);
    }
    /// And is out again, who knows why, as no line says so.
    void endsThoughTheScrapesSayNothingNew()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns);
        rig.hear(7, up);
        rig.is(10, "MAINT");
        QCOMPARE(rig.cause(10), OutCause::Maint);
    }
    /// It came back between two scrapes, and the line that said so was lost.
    void isNotKeptForLater()
    {
        Told rig;
        rig.hear(1, noDns);
        rig.is(5, "UP");
        rig.is(10, "UP");
        rig.is(15, "MAINT");
        QCOMPARE(rig.cause(15), OutCause::Maint);
    }
    void isReplacedByTheNextLine()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns);
        rig.hear(6, "Health check for server app/s1 failed, reason: L4CON, status: 0/3 DOWN.");
        QCOMPARE(rig.cause(6), OutCause::NoDns);
        rig.hear(7, person);
        QCOMPARE(rig.cause(7), OutCause::Maint);
        rig.hear(8, tracked);
        QCOMPARE(rig.cause(8), OutCause::Tracked);
    }
    /// A check of its own fails, which no server in maintenance has: it came back between two scrapes.
    void ofWhatIsNotShownYetDecidesTheScrape()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, tracked);
        rig.hear(7, "Server app/s1 is DOWN, reason: Layer4 timeout, check duration: 1ms. 0 active");
        QCOMPARE(rig.cause(7), OutCause::Tracked);
        rig.is(10, "DOWN");
        QCOMPARE(rig.cause(10), OutCause::None);
    }
    void aScrapeThatFailsDecidesNothing()
    {
        Told rig;
        rig.hear(1, noDns);
        rig.fail(5);
        rig.is(10, "MAINT");
        QCOMPARE(rig.cause(10), OutCause::NoDns);
        rig.hear(11, up);
        rig.fail(15);
        QCOMPARE(rig.cause(15), OutCause::NoDns);
        QCOMPARE(rig.row(60, "s1")->shown, Shown::Stale);
        QCOMPARE(rig.row(60, "s1")->outCause, OutCause::NoDns); // it was
    }
    void isOverWhereTheServerLeavesTheData()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns);
        support::NativeScrape without;
        without.servers = {{.server = "s2"}};
        rig.scrape(10, without);
        rig.is(15, "MAINT");
        QCOMPARE(rig.cause(15), OutCause::Maint);
    }
    void isToldOfBeforeARestart()
    {
        for (const char* const status : {"MAINT", "UP"}) {
            Told rig(false);
            rig.before(noDns);
            QVERIFY(rig.tracker().eventsSince(0).empty());
            rig.is(5, status);
            rig.is(10, "MAINT");
            QCOMPARE(rig.cause(10), std::string_view(status) == "UP" ? OutCause::Maint : OutCause::NoDns);
        }
    }
    /// Lines of before have an exporter, those of now get theirs with the first scrape.
    void theNewestOfThoseThatWaitIsTaken()
    {
        for (const char* const newer : {up, person, tracked}) {
            Told rig(false);
            rig.before(noDns);
            rig.hear(1, newer);
            rig.is(5, "MAINT");
            QCOMPARE(rig.cause(5), newer == tracked ? OutCause::Tracked : OutCause::Maint);
        }
    }
    void whatIsOlderSaysNothing()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(7, noDns);
        rig.hear(6, tracked);
        QCOMPARE(rig.cause(7), OutCause::NoDns);
        ToldCause cause;
        const auto at = [](double seconds) { return FleetRig::at(seconds); };
        cause.hear({at(7), ToldLine::About::Out, OutCause::NoDns}, haproxy::ServerState::Maint, at(5));
        cause.hear({at(6), ToldLine::About::Back, OutCause::None}, haproxy::ServerState::Maint, at(5));
        cause.see(haproxy::ServerState::Maint, at(10));
        QCOMPARE(cause.cause(), OutCause::NoDns);
    }
    void ofBeforeHoldsWheneverItsExporterAnswers()
    {
        Told rig(false);
        rig.before(noDns);
        rig.is(11 * 60, "MAINT");
        QCOMPARE(rig.cause(11 * 60), OutCause::NoDns);
        Told live(false);
        live.hear(0, noDns);
        live.is(11 * 60, "MAINT");
        QCOMPARE(live.cause(11 * 60), OutCause::Maint);
    }
    void othersAreNotMeant()
    {
        Told rig;
        rig.is(5, "MAINT");
        rig.hear(6, noDns, "other");
        QCOMPARE(rig.cause(6), OutCause::Maint);
    }
    /// An address is no matter of a server that is DOWN.
    void noDnsIsOfMaintenanceOnly()
    {
        Told rig;
        rig.hear(1, noDns);
        rig.is(5, "DOWN");
        QVERIFY(rig.cause(5) != OutCause::NoDns);
    }
};

QTEST_GUILESS_MAIN(ToldCauseTest)

} // namespace tst_toldcause

#include "tst_toldcause.moc"
