#include "tests/support/fakesnapshot.h"
#include "ui/wall/counted.h"
#include "ui/wall/totals.h"
#include "ui/wall/verdict.h"

#include <QTest>

namespace tst_walltotals {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;
using workstation::FleetTotals;

namespace {

/// The same servers behind two HAProxies, in these states.
struct TwoSides
{
    FakeFleet fleet;

    explicit TwoSides(const std::vector<std::pair<FakeState, FakeState>>& states)
    {
        const std::size_t left = fleet.addTarget("lb-01:8404");
        const std::size_t right = fleet.addTarget("lb-02:8404");
        int number = 0;
        for (const auto& [one, other] : states) {
            const std::string name = "web-" + std::to_string(++number);
            fleet.addServer(left, "app", name, one);
            fleet.addServer(right, "app", name, other);
        }
    }
    FleetTotals totals()
    {
        const auto snapshot = fleet.snapshot();
        fleet::Vantages vantages;
        vantages.take(*snapshot);
        return totalsAcross(*snapshot, fleet.now(), vantages);
    }
    QString verdict(const config::VerdictAlerts& rules = {})
    {
        const auto snapshot = fleet.snapshot();
        fleet::Vantages vantages;
        vantages.take(*snapshot);
        return verdictOf(*snapshot, totalsAcross(*snapshot, fleet.now(), vantages), fleet.now(), common::Zone::Utc,
                         Counted(*snapshot, rules, &vantages))
            .text;
    }
};

} // namespace

/// The numbers that the window and the wall go by.
class WallTotalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsDownAndFiringTakesNobodyElseAway()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-01:8404");
        std::string name = "a";
        for (const FakeState state :
             {FakeState::DownFiring, FakeState::DownSilent, FakeState::Firing, FakeState::Pending, FakeState::Maint,
              FakeState::NoDns, FakeState::Unchecked, FakeState::Up, FakeState::UpFailing, FakeState::Up}) {
            fleet.addServer(target, "app", name, state);
            ++name.front();
        }
        const auto snapshot = fleet.snapshot();
        for (const FleetTotals& totals : {workstation::totalsOf(*snapshot), totalsByServer(*snapshot, fleet.now())}) {
            QCOMPARE(totals.servers, 10U);
            QCOMPARE(totals.down, 2U);
            QCOMPARE(totals.firing, 2U);
            QCOMPARE(totals.pending, 1U);
            QCOMPARE(totals.out, 2U);
            QCOMPARE(totals.outUnwanted, 1U);
            QCOMPARE(totals.unchecked, 1U);
            QCOMPARE(totals.up, 3U);
            QCOMPARE(totals.stale, 0U);
        }
    }

    void whatIsStaleIsNothingElse()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-01:8404");
        fleet.addServer(target, "app", "a", FakeState::DownFiring);
        fleet.addServer(target, "app", "b");
        fleet.setStale(target, 48s);
        const FleetTotals totals = workstation::totalsOf(*fleet.snapshot());
        QCOMPARE(totals.stale, 2U);
        QCOMPARE(totals.wasDown, 1U);
        QCOMPARE(totals.wasFiring, 1U);
        QCOMPARE(totals.down + totals.firing + totals.up, 0U);
    }

    /// The engine has said nothing for a while: what was UP is not called up, what was DOWN still is.
    void whatAnOverdueExporterSaidIsNotUp()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-01:8404");
        fleet.addServer(target, "app", "a", FakeState::DownSilent);
        fleet.addServer(target, "app", "b");
        const auto snapshot = fleet.snapshot();
        const FleetTotals then = totalsByServer(*snapshot, fleet.now());
        QCOMPARE(then.up, 1U);
        const FleetTotals later = totalsByServer(*snapshot, fleet.now() + 14s);
        QCOMPARE(later.up, 0U);
        QCOMPARE(later.stale, 1U);
        QCOMPARE(later.down, 1U);
        QCOMPARE(workstation::totalsOf(*snapshot).up, 1U);
    }

    void aServerBehindTwoIsOne()
    {
        TwoSides all({{FakeState::DownFiring, FakeState::DownSilent},
                      {FakeState::Up, FakeState::DownSilent},
                      {FakeState::Firing, FakeState::Up},
                      {FakeState::Pending, FakeState::Firing},
                      {FakeState::Pending, FakeState::Up},
                      {FakeState::Maint, FakeState::Up},
                      {FakeState::NoDns, FakeState::Pending},
                      {FakeState::Unchecked, FakeState::Up},
                      {FakeState::Up, FakeState::Up}});
        const FleetTotals totals = all.totals();
        QCOMPARE(totals.servers, 9U);
        QCOMPARE(totals.down, 2U);
        QCOMPARE(totals.firing, 3U);
        QCOMPARE(totals.pending, 1U);
        QCOMPARE(totals.out, 2U);
        QCOMPARE(totals.outUnwanted, 1U); // with DOWN, and so before pending
        QCOMPARE(totals.unchecked, 1U);
        QCOMPARE(totals.up, 1U);
        QCOMPARE(all.verdict(), QStringLiteral("2 DOWN · 3 FIRING · 1 OUT"));
    }

    /// Never well while one of those who see it says nothing.
    void aServerThatOneSideTellsNothingOfIsStale()
    {
        TwoSides sides({{FakeState::Up, FakeState::Up}, {FakeState::DownSilent, FakeState::DownSilent}});
        sides.fleet.setStale(1, 48s);
        const FleetTotals totals = sides.totals();
        QCOMPARE(totals.stale, 1U);
        QCOMPARE(totals.down, 1U); // as the other side knows
        QCOMPARE(totals.up, 0U);
        QCOMPARE(sides.verdict(), QStringLiteral("1 DOWN"));
    }

    /// Out by nobody's wish, whatever an alert that does not count says from elsewhere.
    void whatDoesNotCountHidesNothing()
    {
        TwoSides sides({{FakeState::NoDns, FakeState::Pending}, {FakeState::NoDns, FakeState::Firing}});
        QCOMPARE(sides.verdict(), QStringLiteral("1 BACKEND DOWN · 1 FIRING · 2 OUT")); // on one side nobody is left
        QCOMPARE(sides.verdict({{"Another"}, {}}), QStringLiteral("1 BACKEND DOWN · 2 OUT"));
    }

    /// The cause decides, not what an alert makes of the row.
    void outByNobodysWishIsOutWhateverAnAlertSays()
    {
        FakeFleet fleet;
        const auto id = fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::NoDns);
        fleet.addServer(0, "app", "web-02");
        fleet.row(id).shown = fleet.row(id).was = fleet::Shown::Pending;
        const auto snapshot = fleet.snapshot();
        const FleetTotals totals = totalsByServer(*snapshot, fleet.now());
        QCOMPARE(totals.outUnwanted, 1U);
        QCOMPARE(totals.pending, 0U);
        const Counted nothing(*snapshot, {{"Another"}, {}});
        QCOMPARE(nothing.leftOut(), 0U);
        for (const Counted& counted : {Counted(*snapshot, {}), nothing}) {
            QCOMPARE(verdictOf(*snapshot, totals, fleet.now(), common::Zone::Utc, counted).text,
                     QStringLiteral("1 OUT"));
        }
    }

    /// An exporter that has no servers goes: the others stand in other blocks, and are the same.
    void anEmptyExporterGoes()
    {
        FakeFleet fleet;
        fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::DownSilent);
        auto first = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        const auto second = std::make_shared<fleet::Snapshot>(*first);
        first->blocks.insert(first->blocks.begin(), std::make_shared<fleet::ServerBlock>());
        first->targets.insert(first->targets.begin(), first->targets.front());
        fleet::Vantages vantages;
        QVERIFY(vantages.take(*first));
        QCOMPARE(vantages.of(0).front().block, 1U);
        QVERIFY(vantages.take(*second));
        QCOMPARE(vantages.of(0).front().block, 0U);
        QCOMPARE(totalsAcross(*second, fleet.now(), vantages).down, 1U);
    }

    void whatDoesNotCountIsLeftOutOnce()
    {
        TwoSides sides({{FakeState::Firing, FakeState::Firing}, {FakeState::DownFiring, FakeState::Up}});
        const config::VerdictAlerts nothing{{"Another"}, {}};
        QCOMPARE(sides.verdict(), QStringLiteral("1 DOWN · 2 FIRING"));
        QCOMPARE(sides.verdict(nothing), QStringLiteral("1 DOWN"));
        const auto snapshot = sides.fleet.snapshot();
        fleet::Vantages vantages;
        vantages.take(*snapshot);
        QCOMPARE(Counted(*snapshot, nothing, &vantages).leftOut(), 1U);
        QCOMPARE(Counted(*snapshot, nothing).leftOut(), 2U);
    }
};

QTEST_MAIN(WallTotalsTest)

} // namespace tst_walltotals

#include "tst_walltotals.moc"
