#include "models/fleet/acknowledgement.h"
#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/headercount.h"
#include "ui/wall/audible.h"
#include "ui/wall/wallview.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace tst_wallreview {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;
using Rank = WorstRow::Rank;

namespace {

/// The backend app of three servers behind each of two HAProxies: six servers, 0 to 5.
FakeFleet twins(FakeState state)
{
    FakeFleet fleet(scriptedsession::sceneTime);
    for (const char* const instance : {"lb-01:8404", "lb-02:8404"}) {
        const std::size_t target = fleet.addTarget(instance);
        for (int i = 1; i <= 3; ++i) {
            fleet.addServer(target, "app", "web-0" + std::to_string(i), state);
        }
    }
    return fleet;
}

/// What the list of a wall would say.
struct List
{
    fleet::SnapshotPtr snapshot;
    common::ExporterNames exporters;
    FirstOut firstOut;
    fleet::Acknowledgements acknowledgements;
    fleet::Vantages vantages;

    explicit List(fleet::SnapshotPtr of) : snapshot(std::move(of)), acknowledgements(*snapshot)
    {
        exporters.setTargets(snapshot->targets);
        firstOut.take(*snapshot);
        vantages.take(*snapshot);
    }
    [[nodiscard]] WorstList at(base::Timestamp now, bool folded = false, bool across = false) const
    {
        const Counted counted(*snapshot, {});
        WorstContext context{*snapshot, exporters, firstOut, counted, now};
        context.folded = folded;
        context.acknowledgements = &acknowledgements;
        context.vantages = across ? &vantages : nullptr;
        return worstOf(context, 60);
    }
};

std::string anySound(Rank /*rank*/, const std::string& /*severity*/)
{
    return "alarm";
}

std::ptrdiff_t countOf(const WorstList& list, Rank rank)
{
    return std::ranges::count(list.rows, rank, &WorstRow::rank);
}

/// As if its alert had fired and been over a minute ago.
void addCleared(fleet::Snapshot& snapshot, const fleet::AlertRow& like, fleet::ServerId server, const char* name)
{
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot.alerts);
    fleet::AlertRow row = like;
    auto identity = std::make_shared<rules::AlertIdentity>(*like.alert.identity);
    identity->labels = metrics::Labels{{"alertname", "A"}, {"proxy", "app"}, {"server", name}};
    row.alert.identity = identity;
    row.server = server;
    row.phase = fleet::AlertPhase::Resolved;
    row.alert.firedAt = snapshot.time - 5min;
    row.phaseSince = snapshot.time - 1min;
    alerts->push_back(row);
    snapshot.alerts = std::move(alerts);
}

} // namespace

/// What the list makes of who is on it, of names that are there twice, of what is late, and of very much.
class WallReviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOutageThatSomebodyIsOnIsNoNews_data();
    void anOutageThatSomebodyIsOnIsNoNews();
    void equalBackendsAreHeardApart_data();
    void equalBackendsAreHeardApart();
    void anyVantageIsTakenUp();
    void anOverdueExporterIsListed();
    void clearedOnceForEachServer();
    void manyClearedAreCountedNotListed();
    void theFirstIsOneThatIsShown();
    void theHeaderCountsAtTheTimeOnTheClock();
};

void WallReviewTest::anOutageThatSomebodyIsOnIsNoNews_data()
{
    QTest::addColumn<bool>("folded");
    QTest::addColumn<int>("down");
    QTest::newRow("no server left") << false << 3;
    QTest::newRow("no server left, in a flood") << true << 3;
    QTest::newRow("a backend in a flood") << true << 2;
}

/// Only when somebody is on each of its servers that is wrong.
void WallReviewTest::anOutageThatSomebodyIsOnIsNoNews()
{
    QFETCH(bool, folded);
    QFETCH(int, down);
    FakeFleet fleet = twins(FakeState::Up);
    for (int i = 0; i < down; ++i) {
        fleet.setState(static_cast<fleet::ServerId>(i), FakeState::DownSilent);
    }
    for (int i = 0; i < down; ++i) {
        const List before(fleet.snapshot());
        const WorstList list = before.at(fleet.now(), folded);
        QVERIFY(!list.rows.front().of.empty()); // of a backend
        QVERIFY(!list.rows.front().acknowledged);
        QVERIFY(!audibleOf(list, *before.snapshot, anySound).empty());
        const auto server = static_cast<fleet::ServerId>(i);
        fleet.addEvent(fleet::acknowledgementOf(*fleet.row(server).identity, "ann", fleet.now()));
    }
    const List after(fleet.snapshot());
    const WorstList list = after.at(fleet.now(), folded);
    QVERIFY(std::ranges::all_of(list.rows, &WorstRow::acknowledged));
    QVERIFY(audibleOf(list, *after.snapshot, anySound).empty());
}

void WallReviewTest::equalBackendsAreHeardApart_data()
{
    QTest::addColumn<bool>("folded");
    QTest::newRow("outages") << false;
    QTest::newRow("in a flood") << true;
}

/// Or the second would be silenced with the first.
void WallReviewTest::equalBackendsAreHeardApart()
{
    QFETCH(bool, folded);
    FakeFleet fleet = twins(FakeState::DownSilent);
    const List made(fleet.snapshot());
    const WorstList list = made.at(fleet.now(), folded);
    QCOMPARE(countOf(list, Rank::Outage), 2);
    QCOMPARE(list.rows[0].name, list.rows[1].name);
    std::set<std::string> keys;
    for (const fleet::Audible& one : audibleOf(list, *made.snapshot, anySound)) {
        QVERIFY2(keys.insert(one.key).second, one.key.c_str());
    }
}

/// One server as two HAProxies see it: who is on it at one of them is on it. Of one that is well nothing is known.
void WallReviewTest::anyVantageIsTakenUp()
{
    FakeFleet fleet = twins(FakeState::Up);
    fleet.setState(0, FakeState::DownSilent);
    fleet.setState(3, FakeState::DownSilent); // the same server behind lb-02
    fleet.setState(1, FakeState::DownSilent);
    fleet.addEvent(fleet::acknowledgementOf(*fleet.row(3).identity, "ann", fleet.now()));
    fleet.addEvent(fleet::acknowledgementOf(*fleet.row(4).identity, "ann", fleet.now())); // well behind lb-02
    const List made(fleet.snapshot());
    const WorstList list = made.at(fleet.now(), false, true);
    QCOMPARE(countOf(list, Rank::Down), 2);
    QCOMPARE(list.rows[0].name, QStringLiteral("app / web-02"));
    QVERIFY(!list.rows[0].acknowledged);
    QCOMPARE(list.rows[1].name, QStringLiteral("app / web-01"));
    QVERIFY(list.rows[1].acknowledged);
}

/// The engine calls it fresh, and has said nothing since.
void WallReviewTest::anOverdueExporterIsListed()
{
    FakeFleet fleet = twins(FakeState::Up);
    const List made(fleet.snapshot());
    QVERIFY(made.at(fleet.now() + 12s).rows.empty());
    const WorstList later = made.at(fleet.now() + 14s);
    QCOMPARE(countOf(later, Rank::Silent), 2);
    QCOMPARE(later.rows.size(), std::size_t{2});
}

void WallReviewTest::clearedOnceForEachServer()
{
    FakeFleet fleet = twins(FakeState::Firing);
    const fleet::AlertRow like = fleet.snapshot()->alerts->front();
    fleet.setState(0, FakeState::Up);
    fleet.setState(3, FakeState::Up);
    auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
    snapshot->alerts = std::make_shared<std::vector<fleet::AlertRow>>();
    for (int i = 0; i < 2; ++i) { // two alerts each, of one server behind both
        addCleared(*snapshot, like, 0, "web-01");
        addCleared(*snapshot, like, 3, "web-01");
    }
    const List made(snapshot);
    QCOMPARE(countOf(made.at(fleet.now()), Rank::Cleared), 2);
    QCOMPARE(countOf(made.at(fleet.now(), false, true), Rank::Cleared), 1);
}

void WallReviewTest::manyClearedAreCountedNotListed()
{
    FakeFleet fleet = twins(FakeState::Firing);
    const fleet::AlertRow like = fleet.snapshot()->alerts->front();
    std::vector<fleet::ServerId> back;
    for (int i = 0; i < 200; ++i) {
        back.push_back(fleet.addServer(0, "app", "back-" + std::to_string(i)));
    }
    auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
    snapshot->alerts = std::make_shared<std::vector<fleet::AlertRow>>();
    for (const fleet::ServerId server : back) {
        addCleared(*snapshot, like, server, ("back-" + std::to_string(server)).c_str());
    }
    const WorstList list = List(snapshot).at(fleet.now());
    QCOMPARE(list.rows.size(), std::size_t{60});
    QCOMPARE(list.all, std::size_t{206}); // and six that fire
}

/// A filter is another fleet: the first one is of those that are shown.
void WallReviewTest::theFirstIsOneThatIsShown()
{
    FakeFleet fleet = twins(FakeState::Up);
    ScriptedSession session(scriptedsession::Scene::Empty);
    WallView view;
    view.resize(1920, 1080);
    const auto scopeOfText = [](const char* text) {
        Scope scope;
        scope.shown = {QString::fromLatin1(text), items::Filter::parseNames(QString::fromLatin1(text)).value()};
        return scope;
    };
    view.setScope(scopeOfText("-server:web-01"));
    view.setSession(&session);
    for (const fleet::ServerId server : {0U, 1U, 2U}) { // one after the other
        fleet.setState(server, FakeState::DownSilent);
        fleet.advance(5s);
        session.play(fleet.snapshot());
    }
    const auto first = [&view] {
        view.compose();
        QStringList out;
        for (const WorstRow& row : view.worst().rows) {
            if (row.detail.contains(QStringLiteral("first"))) {
                out << row.name + QStringLiteral(": ") + row.detail;
            }
        }
        return out.join(QLatin1Char('\n'));
    };
    QVERIFY2(first().contains(QStringLiteral("web-02")) && !first().contains(QStringLiteral("web-01")),
             first().toUtf8());
    view.setScope(scopeOfText("-server:web-02"));
    QVERIFY2(!first().contains(QStringLiteral("web-02")), first().toUtf8());
}

/// What nothing has come of for long is not in its count of what is up.
void WallReviewTest::theHeaderCountsAtTheTimeOnTheClock()
{
    FakeFleet fleet = twins(FakeState::Up);
    ScriptedSession session(scriptedsession::Scene::Empty);
    WallView view;
    view.resize(1920, 1080);
    view.setSession(&session);
    session.play(fleet.snapshot());
    const auto above = [&view](const char* word) {
        view.compose();
        return wallshow::headerCount(view, word);
    };
    QCOMPARE(above("up"), QStringLiteral("6"));
    QCOMPARE(above("stale"), QString());
    session.advance(14s);
    QCOMPARE(above("up"), QStringLiteral("0"));
    QCOMPARE(above("stale"), QStringLiteral("6"));
}

QTEST_MAIN(WallReviewTest)

} // namespace tst_wallreview

#include "tst_wallreview.moc"
