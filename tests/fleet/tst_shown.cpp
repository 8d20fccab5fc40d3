#include "models/fleet/shown.h"
#include "models/fleet/tracker.h"
#include "tests/fleet/servers.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <algorithm>

namespace tst_shown {

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using servers::down;
using servers::up;
using support::FleetRig;
using support::NativeScrape;
using support::NativeServer;

namespace {

struct ShownCase
{
    const char* name;
    NativeServer server;
    AlertState alert; ///< of its health alert
    Shown shown;
    haproxy::ServerState state;
};

std::vector<ShownCase> shownCases()
{
    using haproxy::ServerState;
    const auto make = [](const char* status, const char* check, const char* failures, const char* weight = "1",
                         const char* throttle = "NaN") {
        NativeServer server;
        server.status = status;
        server.check = check;
        server.failures = failures;
        server.weight = weight;
        server.throttle = throttle;
        return server;
    };
    const AlertState no = AlertState::Inactive;
    return {
        {"down", down(), no, Shown::DownRuleSilent, ServerState::Down},
        {"down, pending does not cover", down(), AlertState::Pending, Shown::DownRuleSilent, ServerState::Down},
        {"down, rising", make("DOWN", "L7OK", "3"), no, Shown::DownRuleSilent, ServerState::DownCheckOk},
        {"down, tracked", make("DOWN", "-", "NaN"), no, Shown::DownRuleSilent, ServerState::DownOther},
        {"down, firing", down(), AlertState::Firing, Shown::DownFiring, ServerState::Down},
        {"firing", up(), AlertState::Firing, Shown::Firing, ServerState::Up},
        {"firing in maint", make("MAINT", "-", "3"), AlertState::Firing, Shown::Firing, ServerState::Maint},
        {"pending", make("UP", "L7STS", "1"), AlertState::Pending, Shown::Pending, ServerState::UpGoingDown},
        {"maint", make("MAINT", "-", "3"), no, Shown::Out, ServerState::Maint},
        {"drain", make("DRAIN", "L7OK", "0"), no, Shown::Out, ServerState::Drain},
        {"nolb", make("NOLB", "L7OKC", "0"), no, Shown::Out, ServerState::Nolb},
        {"weight 0", make("UP", "L7OK", "0", "0"), no, Shown::Out, ServerState::UpNoTraffic},
        {"unverified", make("UP", "", "0"), no, Shown::Unverified, ServerState::UpUnverified},
        {"slow start", make("UP", "L7OK", "0", "1", "40"), no, Shown::Unverified, ServerState::UpWarming},
        {"unchecked", make("UP", "-", "NaN"), no, Shown::Unchecked, ServerState::UpUnchecked},
        {"up, failing", make("UP", "L7STS", "1"), no, Shown::Up, ServerState::UpGoingDown},
        {"up", up(), no, Shown::Up, ServerState::Up},
    };
}

} // namespace

/// What a server is shown as, and in which order.
class TestShown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shownFollowsTheTable()
    {
        for (const ShownCase& c : shownCases()) {
            FleetRig rig;
            rig.addTarget();
            rig.scrape(0, NativeScrape{{c.server}});
            if (c.alert != AlertState::Inactive) {
                rig.setHealthAlert("s1", c.alert, 0, 1);
            }
            rig.evaluate(1);
            const auto row = rig.row(1, "s1");
            QVERIFY2(row.has_value(), c.name);
            QVERIFY2(row->state == c.state, c.name);
            QVERIFY2(row->shown == c.shown && row->was == c.shown, c.name);
            const bool counted = !haproxy::isDown(c.state) && c.state != haproxy::ServerState::Maint
                && c.state != haproxy::ServerState::UpUnchecked;
            QVERIFY2(row->failuresCounted == counted, c.name);
            QCOMPARE(row->alert, c.alert == AlertState::Inactive ? -1 : 0);
            const auto stale = rig.row(20, "s1");
            QVERIFY2(stale->shown == Shown::Stale && stale->was == c.shown, c.name);
            QCOMPARE(stale->urgency, row->urgency);
        }
    }

    void urgencyFollowsTheTable()
    {
        std::uint32_t last = 0;
        Shown lastShown = Shown::DownRuleSilent;
        for (const ShownCase& c : shownCases()) {
            FleetRig rig;
            rig.addTarget();
            rig.scrape(0, NativeScrape{{c.server}});
            if (c.alert != AlertState::Inactive) {
                rig.setHealthAlert("s1", c.alert, 0, 1);
            }
            rig.evaluate(1);
            const auto row = rig.row(1, "s1");
            if (row->shown != lastShown) {
                QVERIFY2(row->urgency > last, c.name);
                lastShown = row->shown;
            }
            last = row->urgency;
        }
    }

    void causesThatAreNotAPersonRankWithDown()
    {
        ServerRow row;
        row.was = Shown::Out;
        row.state = haproxy::ServerState::Maint;
        const base::Timestamp t = FleetRig::at(0);
        row.outCause = OutCause::Maint;
        const std::uint32_t person = urgencyOf(row, t, t);
        ServerRow downRow;
        downRow.was = Shown::DownRuleSilent;
        downRow.state = haproxy::ServerState::Down;
        for (const OutCause cause : {OutCause::NoDns, OutCause::Tracked, OutCause::Agent}) {
            row.outCause = cause;
            QCOMPARE(urgencyOf(row, t, t), urgencyOf(downRow, t, t));
            QVERIFY(urgencyOf(row, t, t) < person);
        }
        QVERIFY2(urgencyOf(downRow, t + std::chrono::seconds{5}, t) < urgencyOf(downRow, t, t), "newest first");
    }

    void coverNeedsTheWholeIdentityAndAHealthAlert()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        const auto firing = AlertState::Firing;
        rig.setAlert("HaproxyServerHealthcheckFailure", {{"server", "s1"}}, firing, 0, 1);
        rig.setAlert("HaproxyServerHealthcheckFailure", {{"proxy", "app"}, {"server", "s1"}}, firing, 0, 1);
        rig.setAlert("HaproxyServerHealthcheckFailure", FleetRig::serverLabels("s1", "app", "lb2:8404"), firing, 0, 1);
        rig.setAlert("HaproxyServerFlapping", FleetRig::serverLabels("s1"), firing, 0, 1);
        rig.evaluate(1);
        QCOMPARE(rig.row(1, "s1")->shown, Shown::Up);
        rig.setAlert("HaproxyServerDown", {{"instance", "lb1:8404"}, {"backend", "app"}, {"server", "s1"}}, firing, 0,
                     1);
        rig.evaluate(2);
        QCOMPARE(rig.row(2, "s1")->shown, Shown::Firing);
    }

    void backendsSumUp()
    {
        FleetRig rig;
        rig.addTarget();
        NativeServer other = up("s9");
        other.proxy = "api";
        NativeScrape scrape{{up(), down("s2"), other}};
        scrape.active = {{"app", 1}, {"api", 1}, {"empty", 0}};
        rig.scrape(0, scrape);
        auto backends = rig.snapshot(0)->backends;
        QCOMPARE(backends.size(), std::size_t{2});
        const auto app = [&backends] { return *std::ranges::find(backends, "app", &BackendRow::proxy); };
        QCOMPARE(app().servers, 2U);
        QCOMPARE(app().inRotation, 1U);
        QCOMPARE(app().down, 1U);
        QCOMPARE(app().worst, Shown::DownRuleSilent);
        QVERIFY(!app().noneLeft);
        scrape.servers[0] = down();
        scrape.active["app"] = 0;
        rig.scrape(5, scrape);
        backends = rig.snapshot(5)->backends;
        QVERIFY(app().noneLeft);
        QCOMPARE(app().down, 2U);
        QCOMPARE(app().firstDown, rig.row(5, "s2")->identity->id);
        scrape.servers[1] = up("s2");
        rig.scrape(10, scrape);
        backends = rig.snapshot(10)->backends;
        QCOMPARE(app().firstDown, rig.row(10, "s1")->identity->id);
        scrape.servers[0] = up();
        rig.scrape(15, scrape);
        backends = rig.snapshot(15)->backends;
        QCOMPARE(app().firstDown, noServer);
        QVERIFY(rig.snapshot(60)->backends[0].stale);
        QCOMPARE(rig.snapshot(60)->backends[0].worst, Shown::Stale);
    }

    /// HAProxy 3.2 tells what the agent said; before, only that the server is DOWN though its check passes.
    void whoIsDownByItsAgentSaysSo_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("check");
        QTest::addColumn<QString>("agent");
        QTest::addColumn<int>("cause");
        const int none = static_cast<int>(OutCause::None);
        const int agent = static_cast<int>(OutCause::Agent);
        QTest::newRow("agent says down") << "DOWN"
                                         << "L7OK"
                                         << "L7STS" << agent;
        QTest::newRow("nothing but an agent") << "DOWN"
                                              << "-"
                                              << "L7STS" << agent;
        QTest::newRow("the check fails too") << "DOWN"
                                             << "L4CON"
                                             << "L7STS" << none;
        QTest::newRow("an agent out of reach is passed over") << "DOWN"
                                                              << "L7OK"
                                                              << "L4CON" << none;
        QTest::newRow("agent is content") << "DOWN"
                                          << "L7OK"
                                          << "L7OK" << none;
        QTest::newRow("before 3.2") << "DOWN"
                                    << "L7OK"
                                    << "-" << none;
        QTest::newRow("up") << "UP"
                            << "L7OK"
                            << "L7STS" << none;
    }
    void whoIsDownByItsAgentSaysSo()
    {
        QFETCH(QString, status);
        QFETCH(QString, check);
        QFETCH(QString, agent);
        QFETCH(int, cause);
        FleetRig rig;
        rig.addTarget();
        NativeServer server = up();
        server.status = status.toStdString();
        server.check = check.toStdString();
        server.agent = agent.toStdString();
        rig.scrape(0, NativeScrape{{server}});
        QCOMPARE(static_cast<int>(rig.row(0, "s1")->outCause), cause);
        if (cause == static_cast<int>(OutCause::Agent)) {
            QCOMPARE(rig.row(0, "s1")->shown, Shown::DownRuleSilent);
            server.agent = "L7OK"; // it is content again, HAProxy has not taken the server back yet
            rig.scrape(5, NativeScrape{{server}});
            QCOMPARE(rig.row(5, "s1")->outCause, OutCause::None);
        }
    }
};

QTEST_APPLESS_MAIN(TestShown)

} // namespace tst_shown

#include "tst_shown.moc"
