#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"
#include "ui/wall/totals.h"
#include "ui/wall/wallview.h"

#include <QTest>

namespace tst_wallscope {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

namespace {

items::Filter filterOf(const char* text)
{
    auto filter = items::Filter::parseNames(QString::fromLatin1(text));
    return filter ? *filter : items::Filter();
}

NamedFilter named(const char* text)
{
    return {QString::fromLatin1(text), filterOf(text)};
}

/// Two exporters with the backends app and web of three servers each.
FakeFleet twoByTwo(base::Timestamp now = base::fromUnixMs(1'700'000'000'000))
{
    FakeFleet fleet(now);
    for (const char* instance : {"lb-01:8404", "lb-02:8404"}) {
        const std::size_t target = fleet.addTarget(instance);
        for (const char* proxy : {"app", "web"}) {
            for (int i = 1; i <= 3; ++i) {
                fleet.addServer(target, proxy, std::string(proxy) + "-" + std::to_string(i));
            }
        }
    }
    return fleet;
}

fleet::SnapshotPtr narrowed(FakeFleet& fleet, const char* text)
{
    return Narrowing(filterOf(text)).of(fleet.snapshot());
}

std::size_t serversIn(const fleet::Snapshot& snapshot)
{
    std::size_t count = 0;
    for (const auto& block : snapshot.blocks) {
        count += block->rows.size();
    }
    return count;
}

/// The alert at that place has another severity.
fleet::SnapshotPtr withSeverity(const fleet::SnapshotPtr& snapshot, std::size_t place, const std::string& severity)
{
    auto changed = std::make_shared<fleet::Snapshot>(*snapshot);
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot->alerts);
    alerts->at(place).severity = severity;
    changed->alerts = std::move(alerts);
    return changed;
}

} // namespace

/// What a screen shows and what counts there: nothing else of the fleet is to be seen, and what is left out is said.
class WallScopeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void narrowedSnapshotsKnowNothingElse()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setState(0, FakeState::Firing);  // app-1 of lb-01
        fleet.setState(3, FakeState::Firing);  // web-1 of lb-01
        fleet.setState(9, FakeState::Pending); // web-1 of lb-02
        for (const char* proxy : {"app", "web"}) {
            fleet::Event event;
            event.kind = fleet::EventKind::AlertFiring;
            event.time = fleet.now();
            event.server = std::string(proxy) == "app" ? 0 : 3;
            event.instance = "lb-01:8404";
            event.proxy = proxy;
            fleet.addEvent(event);
        }
        const auto whole = fleet.snapshot();
        const auto web = narrowed(fleet, "backend:web");
        QCOMPARE(serversIn(*web), std::size_t{6});
        QCOMPARE(web->targets.size(), std::size_t{2});
        QCOMPARE(web->targets.front().servers, 3U);
        QCOMPARE(web->backends.size(), std::size_t{2});
        QCOMPARE(web->alerts->size(), std::size_t{2});
        QCOMPARE(web->events->size(), std::size_t{1});
        QCOMPARE(alarmsInTenMinutes(*web, fleet.now()), 1);
        const workstation::FleetTotals totals = totalsByServer(*web, web->time);
        QCOMPARE(totals.firing, 1U);
        QCOMPARE(totals.pending, 1U);
        QCOMPARE(totals.up, 4U);
        for (const auto& block : web->blocks) {
            for (const fleet::ServerRow& row : block->rows) {
                if (row.alert >= 0) { // still that of its server
                    QCOMPARE(web->alerts->at(static_cast<std::size_t>(row.alert)).server, row.identity->id);
                }
            }
        }
        const auto one = narrowed(fleet, "exporter:lb-02");
        QCOMPARE(one->targets.size(), std::size_t{1});
        QCOMPARE(totalsByServer(*one, one->time).firing, 0U);
        QCOMPARE(Narrowing().of(whole), whole);
    }

    void anOutageIsThatOfTheWholeBackend()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setState(0, FakeState::DownSilent);
        fleet.setState(1, FakeState::DownSilent);
        const auto part = narrowed(fleet, "exporter:lb-01 server:app-1");
        QCOMPARE(part->backends.size(), std::size_t{1});
        QCOMPARE(part->backends.front().down, 1U);
        QCOMPARE(part->backends.front().servers, 3U); // one of them takes traffic, though it is not shown here
        QVERIFY(!part->backends.front().noneLeft);
        QCOMPARE(totalsByServer(*part, part->time).servers, 1U);
    }

    /// One address, read by two jobs: what is about the other's is not this one's.
    void whatTwoJobsReadIsToldApart()
    {
        FakeFleet fleet(base::fromUnixMs(1'700'000'000'000));
        fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-1");
        fleet.addServer(fleet.addTarget("lb-01:8404", "other"), "app", "web-1");
        fleet::Event event;
        event.kind = fleet::EventKind::AlertFiring;
        event.job = "haproxy";
        event.instance = "lb-01:8404";
        event.proxy = "app";
        fleet.addEvent(event);
        const auto whole = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        auto alerts = std::make_shared<std::vector<fleet::AlertRow>>();
        for (const fleet::SubjectKind subject : {fleet::SubjectKind::Backend, fleet::SubjectKind::Exporter}) {
            fleet::AlertRow& alert = alerts->emplace_back();
            auto identity = std::make_shared<rules::AlertIdentity>();
            identity->labels = metrics::Labels{{"alertname", "Slow"}, {"job", "sre"}}; // by its rule
            identity->source = metrics::Labels{{"job", "haproxy"}};
            alert.alert.identity = identity;
            alert.subject = subject;
            alert.job = "haproxy";
            alert.instance = "lb-01:8404";
            alert.proxy = "app";
        }
        whole->alerts = alerts;
        const auto mine = Narrowing(filterOf("job:haproxy")).of(whole);
        QCOMPARE(mine->targets.size(), std::size_t{1});
        QCOMPARE(mine->alerts->size(), std::size_t{2});
        QCOMPARE(mine->events->size(), std::size_t{1});
        const auto other = Narrowing(filterOf("job:other")).of(whole);
        QCOMPARE(other->targets.size(), std::size_t{1});
        QVERIFY(other->alerts->empty());
        QVERIFY(other->events->empty());
    }

    void unknownExportersStayUnlessOthersAreNamed()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setStale(fleet.addTarget("lb-03:8404"), 48s); // never told of a server
        QCOMPARE(narrowed(fleet, "backend:web")->targets.size(), std::size_t{3});
        QCOMPARE(narrowed(fleet, "exporter:lb-01")->targets.size(), std::size_t{1});
        QCOMPARE(narrowed(fleet, "-exporter:lb-03")->targets.size(), std::size_t{2});
        const auto web = narrowed(fleet, "backend:web");
        QCOMPARE(
            verdictOf(*web, totalsByServer(*web, web->time), fleet.now(), common::Zone::Utc, Counted(*web, {})).kind,
            Verdict::Kind::Unknown);
    }

    void onlyWhatCountsMakesTheVerdict()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setState(0, FakeState::Firing);
        fleet.setState(1, FakeState::Pending);
        const auto snapshot = fleet.snapshot();
        const auto verdict = [&](const fleet::SnapshotPtr& of, const config::VerdictAlerts& rules) {
            const Counted counted(*of, rules);
            return verdictOf(*of, totalsByServer(*of, of->time), fleet.now(), common::Zone::Utc, counted).text;
        };
        const config::VerdictAlerts critical{{}, {"critical"}};
        QCOMPARE(verdict(snapshot, {}), QStringLiteral("1 FIRING"));
        QCOMPARE(verdict(snapshot, critical), QStringLiteral("OK"));
        QCOMPARE(verdict(withSeverity(snapshot, 1, "critical"), critical), QStringLiteral("1 PENDING"));
        QCOMPARE(verdict(withSeverity(snapshot, 0, "critical"), critical), QStringLiteral("1 FIRING"));
        QCOMPARE(verdict(snapshot, {{"HaproxyServerHealthcheckFailure"}, {"critical"}}), QStringLiteral("1 FIRING"));
        QCOMPARE(Counted(*snapshot, critical).leftOut(), 2U);
        fleet.setState(2, FakeState::DownFiring); // DOWN counts whatever fires
        QCOMPARE(verdict(fleet.snapshot(), critical), QStringLiteral("1 DOWN"));
        fleet.setState(2, FakeState::Up);
        fleet.setStale(1, 48s);
        QVERIFY(verdict(fleet.snapshot(), critical).startsWith(QStringLiteral("UNKNOWN since ")));
    }

    void ofSeveralAlertsTheOneThatCountsDoes()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setState(0, FakeState::Firing);
        auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot->alerts);
        alerts->push_back(alerts->front());
        alerts->back().severity = "critical";
        alerts->back().phase = fleet::AlertPhase::Pending;
        alerts->push_back(alerts->front());
        alerts->back().subject = fleet::SubjectKind::Fleet;
        alerts->back().server = fleet::noServer;
        snapshot->alerts = alerts;
        const auto verdict = [&](const config::VerdictAlerts& rules) {
            return verdictOf(*snapshot, totalsByServer(*snapshot, snapshot->time), fleet.now(), common::Zone::Utc,
                             Counted(*snapshot, rules));
        };
        QCOMPARE(verdict({}).text, QStringLiteral("2 FIRING")); // the server, and what is about the fleet
        QCOMPARE(verdict({{}, {"critical"}}).text, QStringLiteral("1 PENDING"));
        QCOMPARE(Counted(*snapshot, {{}, {"critical"}}).leftOut(), 1U);
        const auto row = snapshot->blocks.front()->rows.front();
        QCOMPARE(Counted(*snapshot, {{}, {"critical"}}).coverOf(row), fleet::Cover::Pending);
    }

    void whatDoesNotCountIsListedLast()
    {
        FakeFleet fleet = twoByTwo();
        fleet.setState(0, FakeState::Firing);
        fleet.setState(3, FakeState::Firing);
        const auto snapshot = withSeverity(fleet.snapshot(), 1, "critical");
        const Counted counted(*snapshot, {{}, {"critical"}});
        common::ExporterNames names;
        const FirstOut firstOut;
        const auto list = [&](bool folded) {
            return worstOf({*snapshot, names, firstOut, counted, fleet.now(), common::Zone::Utc, folded}, 60);
        };
        const WorstList open = list(false);
        QCOMPARE(open.rows.size(), std::size_t{2});
        QCOMPARE(open.rows[0].name, QStringLiteral("web / web-1"));
        QVERIFY(open.rows[0].pinned() && !open.rows[1].pinned());
        QVERIFY2(open.rows[1].detail.contains(QStringLiteral("not in the verdict")), qPrintable(open.rows[1].detail));
        const WorstList folded = list(true);
        QCOMPARE(folded.rows.size(), std::size_t{1});
        QCOMPARE(folded.rows[0].name, QStringLiteral("web"));
    }

    void theScreenSaysWhatItLeavesOut()
    {
        scriptedsession::ScriptedSession session(scriptedsession::Scene::Empty);
        FakeFleet fleet = twoByTwo(session.now());
        fleet.setState(0, FakeState::DownSilent); // in app, which is not shown
        session.play(fleet.snapshot());
        WallView view;
        view.resize(1920, 1080);
        view.setSession(&session);
        QVERIFY(has(view, "1 DOWN"));
        view.setScope({Grouping::Haproxy, named("backend:web"), {}, {{}, {"critical"}}});
        QVERIFY(!has(view, "1 DOWN") && has(view, "OK"));
        QVERIFY(has(view, "Only backend:web · Verdict by severity critical"));
        QCOMPARE(view.field().places().tiles().size(), std::size_t{6});
        view.setScope({Grouping::Haproxy, named("backend:wbe"), {}, {}});
        QVERIFY(has(view, "NO SERVER FITS") && has(view, "Only backend:wbe"));
        view.setScope({Grouping::Backend, {}, {}, {}});
        QVERIFY(has(view, "1 DOWN"));
        QCOMPARE(view.field().places().tiles().size(), std::size_t{12});
    }

    void pagesTakeTurns()
    {
        FakeFleet fleet = twoByTwo();
        TilePages pages({Grouping::Backend, {}, {named("exporter:lb-01"), named("backend:nothing")}, {}});
        pages.take(fleet.snapshot(), fleet.now());
        QCOMPARE(pages.words(0), QStringLiteral("Tiles: exporter:lb-01 (1 of 2)"));
        QCOMPARE(pages.words(1), QStringLiteral("Tiles: all others (2 of 2)")); // the empty page has no turn
        QCOMPARE(pages.words(2), pages.words(0));
        fleet.setState(6, FakeState::DownSilent); // on lb-02
        pages.take(fleet.snapshot(), fleet.now());
        for (int turn = 0; turn < 4; ++turn) { // never away from it
            QCOMPARE(pages.words(turn), QStringLiteral("Tiles: all others (2 of 2)"));
        }
        fleet.setState(0, FakeState::Firing);
        pages.take(fleet.snapshot(), fleet.now());
        QVERIFY(pages.words(0) != pages.words(1));
        TilePages one({Grouping::Backend, {}, {}, {}});
        one.take(fleet.snapshot(), fleet.now());
        QCOMPARE(one.words(0), QString());
        QCOMPARE(one.field().places().tiles().size(), std::size_t{12});
    }

    void filtersAreOfNamesAlone()
    {
        const auto scope = [](const char* filter, const char* page) {
            return scopeOf({"1", config::WallGrouping::Server, {filter, 7}, {{page, 9}}}, {});
        };
        QVERIFY(scope("backend:web*", "server:*-1").ok());
        QCOMPARE(scope("backend:web*", "server:*-1")->grouping, Grouping::Server);
        QCOMPARE(scope("state:down", "server:*-1").error().line, std::int64_t{7});
        QCOMPARE(scope("backend:web*", "is:stale").error().line, std::int64_t{9});
    }

private:
    static bool has(const WallView& view, const char* text)
    {
        return std::ranges::any_of(view.scene().texts,
                                   [&](const SceneText& line) { return line.text == QString::fromUtf8(text); });
    }
};

QTEST_MAIN(WallScopeTest)

} // namespace tst_wallscope

#include "tst_wallscope.moc"
