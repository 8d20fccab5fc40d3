#include "models/fleet/tracker.h"
#include "tests/fleet/servers.h"
#include "tests/support/fleetrig.h"

#include <QTest>

namespace tst_alertstories {

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using servers::down;
using servers::has;
using servers::up;
using support::FleetRig;
using support::NativeScrape;

/// How alerts are told: what they are about, and how they end.
class TestAlertStories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void subjectsFollowTheLabels()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        const auto firing = AlertState::Firing;
        rig.setAlert("A", FleetRig::serverLabels("s1"), firing, 0, 1);
        rig.setAlert("B", {{"proxy", "app"}}, firing, 0, 1);
        rig.setAlert("C", {{"instance", "lb1:8404"}}, firing, 0, 1);
        rig.setAlert("D", {{"server", "s1"}}, firing, 0, 1);
        rig.setAlert("E", {{"instance", "lb1:8404"}, {"proxy", "app"}}, firing, 0, 1);
        rig.evaluate(1);
        std::map<std::string, SubjectKind> subjects;
        for (const AlertRow& row : rig.alerts(1, AlertPhase::Firing)) {
            subjects[std::string(row.alert.identity->labels.get("alertname"))] = row.subject;
            QCOMPARE(row.severity, std::string("warning"));
        }
        QCOMPARE(subjects.size(), std::size_t{5});
        QCOMPARE(subjects["A"], SubjectKind::Server);
        QCOMPARE(subjects["B"], SubjectKind::Backend);
        QCOMPARE(subjects["C"], SubjectKind::Exporter);
        QCOMPARE(subjects["D"], SubjectKind::Fleet);
        QCOMPARE(subjects["E"], SubjectKind::Backend);
        // What happened to all servers of a name says which name that is.
        for (const Event& event : rig.tracker().eventsSince(0)) {
            QCOMPARE(event.serverName, std::string(event.name == "A" || event.name == "D" ? "s1" : ""));
        }
    }

    /// A word of people's own may be what wakes somebody.
    void theWorseComeFirst()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        for (const char* const severity : {"info", "warning", "critical", "page"}) {
            rig.setAlert("A", {{"severity", severity}}, AlertState::Firing, 0, 1);
        }
        rig.evaluate(1);
        std::vector<std::string> order;
        for (const AlertRow& row : *rig.snapshot(1)->alerts) {
            order.push_back(row.severity);
        }
        QCOMPARE(order, (std::vector<std::string>{"critical", "page", "warning", "info"}));
    }

    void pendingSaysWhenItFires()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Pending, 2);
        rig.evaluate(2, std::chrono::seconds{7});
        const auto pending = rig.alerts(2, AlertPhase::Pending);
        QCOMPARE(pending.size(), std::size_t{1});
        QVERIFY(pending[0].firesAt == FleetRig::at(2 + 63));
        rig.setHealthAlert("s1", AlertState::Firing, 2, 65);
        rig.scrape(65, NativeScrape{{up()}});
        rig.evaluate(65, std::chrono::seconds{7});
        QVERIFY(rig.alerts(65, AlertPhase::Firing).front().phaseSince == FleetRig::at(65));
    }

    void anAlertWhoseDataIsMissingIsUnknownNeverResolved()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up(), up("s2")}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 60);
        rig.setHealthAlert("s2", AlertState::Pending, 60);
        rig.scrape(60, NativeScrape{{up(), up("s2")}});
        rig.evaluate(60);
        rig.news();
        rig.fail(65);
        rig.evaluate(65);
        QVERIFY(rig.alerts(65, AlertPhase::Unknown).empty()); // the window still holds samples
        rig.dropHealthAlert("s1");
        rig.dropHealthAlert("s2");
        rig.evaluate(70);
        const auto unknown = rig.alerts(80, AlertPhase::Unknown);
        QCOMPARE(unknown.size(), std::size_t{2});
        QVERIFY(unknown[0].phaseSince == FleetRig::at(65));
        QCOMPARE(rig.row(80, "s1")->shown, Shown::Stale);
        QCOMPARE(rig.row(80, "s1")->was, Shown::Firing);
        QCOMPARE(rig.row(80, "s2")->was, Shown::Pending);
        QVERIFY(rig.row(80, "s1")->alert >= 0);
        QVERIFY(!has(rig.news(), "resolved"));
        rig.scrape(90, NativeScrape{{up(), down("s2")}});
        rig.evaluate(90);
        const auto news = rig.news();
        QVERIFY(has(news, "cleared_down"));
        QVERIFY(!has(news, "resolved")); // one sample says nothing about a rate
        QCOMPARE(rig.row(90, "s2")->shown, Shown::DownRuleSilent);
        rig.scrape(95, NativeScrape{{up(), down("s2")}});
        rig.evaluate(95);
        QVERIFY(has(rig.news(), "resolved"));
        QCOMPARE(rig.row(95, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(95, "s1")->alert, -1);
    }

    void anAlertThatReturnsWithTheDataTakesItsRowBack()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 60);
        rig.evaluate(0);
        rig.fail(5);
        rig.dropHealthAlert("s1");
        rig.evaluate(5);
        QCOMPARE(rig.alerts(5, AlertPhase::Unknown).size(), std::size_t{1});
        rig.scrape(10, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Pending, 10);
        rig.evaluate(10);
        QCOMPARE(rig.snapshot(10)->alerts->size(), std::size_t{1});
        QCOMPARE(rig.row(10, "s1")->shown, Shown::Pending);
        QVERIFY(!has(rig.news(), "resolved"));
    }

    void alertsOfOtherTargetsAreUnaffected()
    {
        FleetRig rig;
        rig.addTarget(1, "lb1:8404");
        rig.addTarget(2, "lb2:8404");
        rig.scrape(0, NativeScrape{{up()}}, 1);
        rig.scrape(0, NativeScrape{{up("s9")}}, 2);
        rig.setAlert("HaproxyServerHealthcheckFailure", FleetRig::serverLabels("s9", "app", "lb2:8404"),
                     AlertState::Firing, 0, 1);
        rig.setAlert("Backend", {{"proxy", "other"}}, AlertState::Firing, 0, 1);
        rig.evaluate(1);
        rig.fail(5, "gone", 1);
        rig.scrape(5, NativeScrape{{up("s9")}}, 2);
        rig.dropAlert("HaproxyServerHealthcheckFailure", FleetRig::serverLabels("s9", "app", "lb2:8404"));
        rig.dropAlert("Backend", {{"proxy", "other"}});
        rig.evaluate(6);
        QCOMPARE(rig.alerts(6, AlertPhase::Resolved).size(), std::size_t{2});
        QCOMPARE(rig.row(6, "s9")->shown, Shown::Up);
    }

    void clearedByDeathIsNotResolved()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Pending, 0);
        rig.evaluate(0);
        rig.scrape(5, NativeScrape{{down()}});
        rig.scrape(55, NativeScrape{{down()}});
        rig.dropHealthAlert("s1");
        rig.evaluate(55);
        const auto cleared = rig.alerts(55, AlertPhase::ClearedDown);
        QCOMPARE(cleared.size(), std::size_t{1});
        rig.scrape(56, NativeScrape{{down()}});
        QVERIFY(rig.row(56, "s1")->clearedDownAt == FleetRig::at(55));
        QCOMPARE(rig.row(56, "s1")->shown, Shown::DownRuleSilent);
        QVERIFY(!has(rig.news(), "resolved"));
        rig.scrape(60, NativeScrape{{up()}});
        QVERIFY(rig.row(60, "s1")->clearedDownAt == base::Timestamp{});
    }

    void endedAlertsStayForAWhile()
    {
        TrackerOptions options;
        options.endedKept = std::chrono::minutes{10};
        FleetRig rig(options);
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 1);
        rig.evaluate(1);
        rig.dropHealthAlert("s1");
        rig.evaluate(2);
        QCOMPARE(rig.alerts(600, AlertPhase::Resolved).size(), std::size_t{1});
        QCOMPARE(rig.snapshot(603)->alerts->size(), std::size_t{0});
        QCOMPARE(rig.row(603, "s1")->alert, -1);
    }

    void groupsThatAreGoneCoverNothing()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 1);
        rig.evaluate(1);
        QCOMPARE(rig.row(1, "s1")->shown, Shown::Firing);
        rig.tracker().removeGroup("rules.yml", "group");
        QCOMPARE(rig.row(2, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(2, "s1")->alert, -1);
        QVERIFY(rig.snapshot(2)->alerts->empty());
    }

    /// Only what fired can be resolved; and an alert about a server names it.
    void anAlertThatOnlyWasPendingHasNotFired()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up(), up("s2")}});
        rig.setHealthAlert("s1", AlertState::Pending, 0);
        rig.setHealthAlert("s2", AlertState::Firing, 0, 1);
        rig.evaluate(1);
        rig.dropHealthAlert("s1");
        rig.dropHealthAlert("s2");
        rig.scrape(5, NativeScrape{{up(), up("s2")}});
        rig.evaluate(5);
        std::map<std::string, bool> fired;
        for (const Event& event : rig.tracker().eventsSince(0)) {
            if (event.kind == EventKind::AlertResolved)
                fired[event.serverName] = event.fired;
        }
        QCOMPARE(fired, (std::map<std::string, bool>{{"s1", false}, {"s2", true}}));
    }
};

QTEST_APPLESS_MAIN(TestAlertStories)

} // namespace tst_alertstories

#include "tst_alertstories.moc"
