#include "models/fleet/shown.h"
#include "models/fleet/tracker.h"

#include "tests/support/captures.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using support::FleetRig;
using support::NativeScrape;
using support::NativeServer;

namespace {

NativeServer down(std::string name = "s1")
{
    NativeServer server;
    server.server = std::move(name);
    server.status = "DOWN";
    server.check = "L4CON";
    server.failures = "3";
    server.code = "0";
    return server;
}

NativeServer up(std::string name = "s1")
{
    NativeServer server;
    server.server = std::move(name);
    return server;
}

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

bool has(const std::vector<std::string>& lines, const char* line)
{
    return std::ranges::find(lines, line) != lines.end();
}

} // namespace

/// What people see of servers and alerts, at times that the test says.
class TestTracker : public QObject
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

    void freshnessGoesLateThenStaleThenComesBack()
    {
        FleetRig rig;
        rig.addTarget();
        QCOMPARE(rig.snapshot(0)->targets[0].freshness, base::Freshness::Never);
        rig.scrape(0, NativeScrape{{up()}});
        const auto freshness = [&rig](double t) { return rig.snapshot(t)->targets[0].freshness; };
        QCOMPARE(freshness(7), base::Freshness::Fresh);
        QCOMPARE(freshness(7.1), base::Freshness::Late);
        QCOMPARE(freshness(10), base::Freshness::Late);
        QCOMPARE(rig.row(10, "s1")->shown, Shown::Up);
        QCOMPARE(freshness(10.1), base::Freshness::Stale);
        QCOMPARE(rig.row(10.1, "s1")->shown, Shown::Stale);
        rig.scrape(30, NativeScrape{{up()}});
        QCOMPARE(freshness(30), base::Freshness::Fresh);
        QCOMPARE(rig.row(30, "s1")->shown, Shown::Up);
        const auto spans = rig.tracker().spans(0, FleetRig::at(0), FleetRig::at(60));
        QCOMPARE(spans.size(), std::size_t{1});
        QCOMPARE(spans[0].kind, SpanKind::Stale);
        QVERIFY(spans[0].from == FleetRig::at(10) && spans[0].to == FleetRig::at(30));
    }

    void slowTargetsAreStaleAfterTwoIntervals()
    {
        FleetRig rig;
        rig.addTarget(1, "lb1:8404", std::chrono::seconds{30});
        rig.scrape(0, NativeScrape{{up()}});
        QCOMPARE(rig.row(59, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(61, "s1")->shown, Shown::Stale);
    }

    void aFailedScrapeKeepsTheRowsAndSaysWhy()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up(), down("s2")}});
        rig.news();
        rig.fail(5, "connection refused");
        const SnapshotPtr snapshot = rig.snapshot(5);
        QCOMPARE(snapshot->blocks[0]->rows.size(), std::size_t{2});
        QCOMPARE(snapshot->targets[0].lastError.message, std::string("connection refused"));
        QVERIFY(snapshot->targets[0].unknownSince == FleetRig::at(5));
        QVERIFY(snapshot->targets[0].lastGood == FleetRig::at(0));
        QCOMPARE(snapshot->targets[0].freshness, base::Freshness::Late);
        QCOMPARE(rig.row(5, "s2")->shown, Shown::DownRuleSilent);
        rig.fail(10);
        rig.fail(15);
        QCOMPARE(rig.row(15, "s1")->shown, Shown::Stale);
        QCOMPARE(rig.row(15, "s2")->was, Shown::DownRuleSilent);
        QVERIFY(rig.row(15, "s2")->urgency < rig.row(15, "s1")->urgency);
        QCOMPARE(rig.news(), std::vector<std::string>{"target_down"});
        rig.scrape(20, NativeScrape{{up(), down("s2")}});
        QCOMPARE(rig.news(), std::vector<std::string>{"target_up"});
        QVERIFY(rig.snapshot(20)->targets[0].unknownSince == base::Timestamp{});
        QVERIFY(rig.snapshot(20)->targets[0].lastError.message.empty());
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

    void reloadIsNeverARecovery()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{down(), up("s2")}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 1);
        rig.evaluate(1);
        rig.news();
        NativeServer unverified = up();
        unverified.check = "";
        unverified.failures = "0";
        NativeServer other = unverified;
        other.server = "s2";
        NativeScrape reloaded{{unverified, other}};
        reloaded.processStart = "2000000";
        rig.scrape(5, reloaded);
        const auto row = rig.row(5, "s1");
        QVERIFY(row->wasDownBeforeReload);
        QVERIFY(!rig.row(5, "s2")->wasDownBeforeReload);
        QVERIFY(rig.snapshot(5)->targets[0].reloadedAt == FleetRig::at(5));
        QCOMPARE(rig.news().front(), std::string("reloaded"));
        rig.dropHealthAlert("s1");
        rig.evaluate(6);
        QCOMPARE(rig.alerts(6, AlertPhase::Unknown).size(), std::size_t{1});
        rig.scrape(10, reloaded);
        QVERIFY(rig.row(10, "s1")->wasDownBeforeReload);
        NativeScrape rechecked{{down(), up("s2")}};
        rechecked.processStart = "2000000";
        rig.scrape(15, rechecked);
        rig.evaluate(15);
        QVERIFY(!rig.row(15, "s1")->wasDownBeforeReload);
        QCOMPARE(rig.alerts(15, AlertPhase::ClearedDown).size(), std::size_t{1});
        QVERIFY(!has(rig.news(), "resolved"));
    }

    void reloadCapturesSayNotRechecked()
    {
        const QString shared = support::sharedFolder();
        REQUIRE_SHARED(shared);
        FleetRig rig;
        rig.addTarget(1, "lab:1", std::chrono::seconds{1});
        const char* files[] = {"0-before", "1-after-770ms", "3-after-914ms", "4-after-1351ms", "5-after-2876ms"};
        const double times[] = {0, 0.77, 0.914, 1.351, 2.876};
        std::vector<std::pair<std::string, std::string>> wereDown;
        for (int i = 0; i < 5; ++i) {
            const QByteArray text = support::readCapture(
                shared + QStringLiteral("/data/captures/reload26/%1.native.prom.gz").arg(QLatin1String(files[i])));
            rig.scrape(times[i], std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
            const SnapshotPtr snapshot = rig.snapshot(times[i]);
            int unverified = 0;
            for (const ServerRow& row : snapshot->blocks[0]->rows) {
                const std::pair key{row.identity->proxy, row.identity->server};
                const bool before = std::ranges::find(wereDown, key) != wereDown.end();
                if (i == 0 && haproxy::isDown(row.state)) {
                    wereDown.push_back(key);
                }
                if (i > 0 && before && row.state == haproxy::ServerState::UpUnverified) {
                    QVERIFY2(row.wasDownBeforeReload, row.identity->server.c_str());
                    QCOMPARE(row.shown, Shown::Unverified);
                    ++unverified;
                }
            }
            QCOMPARE(snapshot->targets[0].reloadedAt == base::Timestamp{}, i == 0);
            QVERIFY2(i != 1 || unverified >= 20, qPrintable(QString::number(unverified)));
        }
        QVERIFY(has(rig.news(), "reloaded"));
    }

    void v1SaysUnreachableNotGone()
    {
        const std::string good = "haproxy_up 1\nhaproxy_server_up{backend=\"app\",server=\"s1\"} 1\n"
                                 "haproxy_server_up{backend=\"app\",server=\"s2\"} 0\n"
                                 "haproxy_server_up{backend=\"app\",server=\"s3\"} 1\n"
                                 "haproxy_server_weight{backend=\"app\",server=\"s1\"} 1\n"
                                 "haproxy_server_check_failures_total{backend=\"app\",server=\"s1\"} 1\n"
                                 "haproxy_server_check_failures_total{backend=\"app\",server=\"s2\"} 1\n"
                                 "haproxy_backend_current_server{backend=\"app\"} 2\n";
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, good);
        QCOMPARE(rig.row(0, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(0, "s2")->state, haproxy::ServerState::NotUp);
        QCOMPARE(rig.row(0, "s2")->shown, Shown::DownRuleSilent);
        QCOMPARE(rig.row(0, "s3")->shown, Shown::Unchecked);
        QCOMPARE(rig.snapshot(0)->targets[0].exporter, haproxy::Exporter::V1);
        QCOMPARE(rig.snapshot(0)->backends[0].inRotation, 2U);
        const metrics::Labels labels{
            {"job", "haproxy"}, {"instance", "lb1:8404"}, {"backend", "app"}, {"server", "s2"}};
        rig.setAlert("HaproxyServerDown", labels, AlertState::Firing, 0, 1);
        rig.evaluate(1);
        QCOMPARE(rig.row(1, "s2")->shown, Shown::DownFiring);
        rig.scrape(5, "haproxy_up 0\n");
        rig.scrape(10, "haproxy_up 0\n");
        rig.scrape(15, "haproxy_up 0\n");
        rig.dropAlert("HaproxyServerDown", labels);
        rig.evaluate(15);
        const SnapshotPtr snapshot = rig.snapshot(16);
        QVERIFY(snapshot->targets[0].haproxyUnreachable);
        QVERIFY(snapshot->targets[0].unknownSince == FleetRig::at(5));
        QCOMPARE(snapshot->blocks[0]->rows.size(), std::size_t{3});
        QCOMPARE(rig.row(16, "s2")->shown, Shown::Stale);
        QCOMPARE(rig.row(16, "s2")->was, Shown::DownFiring);
        QCOMPARE(rig.alerts(16, AlertPhase::Unknown).size(), std::size_t{1});
        rig.scrape(20, good);
        QCOMPARE(rig.row(20, "s1")->shown, Shown::Up);
        QVERIFY(!rig.snapshot(20)->targets[0].haproxyUnreachable);
    }

    void serversComeAndGo()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up(), up("s2")}});
        const ServerId id = rig.row(0, "s2")->identity->id;
        rig.news();
        rig.scrape(5, NativeScrape{{up()}});
        QVERIFY(!rig.row(5, "s2").has_value());
        QCOMPARE(rig.news(), std::vector<std::string>{"server s2 UP>GONE"});
        QCOMPARE(rig.snapshot(5)->targets[0].servers, 1U);
        rig.scrape(10, NativeScrape{{up(), down("s2")}});
        QCOMPARE(rig.row(10, "s2")->identity->id, id);
        QCOMPARE(rig.news(), std::vector<std::string>{"server s2 >DOWN"});
    }

    void anAnswerWithoutServersIsNoAnswer()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.scrape(5, "");
        QVERIFY(rig.row(5, "s1").has_value());
        QVERIFY(!rig.snapshot(5)->targets[0].lastError.message.empty());
        QCOMPARE(rig.row(12, "s1")->shown, Shown::Stale);
    }

    void increaseFollowsTheCounter()
    {
        FleetRig rig;
        rig.addTarget();
        NativeServer failing = up("s2");
        for (int t = 0; t <= 180; t += 5) {
            failing.failures = std::to_string(t < 60 ? 0 : t < 90 ? t : 90);
            rig.scrape(t, NativeScrape{{up(), failing}});
            const auto calm = rig.row(t, "s1");
            QVERIFY(t == 0 ? std::isnan(calm->increase) : calm->increase == 0);
            const auto row = rig.row(t, "s2");
            if (t >= 60 && t < 145) {
                QVERIFY2(row->increase > 0, qPrintable(QString::number(t)));
            } else if (t > 0) {
                QVERIFY2(row->increase == 0, qPrintable(QString::number(t)));
            }
        }
        rig.scrape(300, NativeScrape{{up(), failing}});
        QVERIFY2(std::isnan(rig.row(300, "s1")->increase), "one sample in the window is no answer");
        rig.scrape(305, NativeScrape{{up(), failing}});
        QCOMPARE(rig.row(305, "s1")->increase, 0.0);
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
        QVERIFY(rig.snapshot(60)->backends[0].stale);
        QCOMPARE(rig.snapshot(60)->backends[0].worst, Shown::Stale);
    }

    void spansSayWhatHeld()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Pending, 5);
        rig.evaluate(5);
        rig.setHealthAlert("s1", AlertState::Firing, 5, 65);
        rig.evaluate(65);
        rig.scrape(70, NativeScrape{{down()}});
        rig.dropHealthAlert("s1");
        rig.evaluate(75);
        rig.scrape(80, NativeScrape{{up()}});
        std::vector<Span> spans = rig.tracker().spans(0, FleetRig::at(0), FleetRig::at(100));
        std::erase_if(spans, [](const Span& s) { return s.kind == SpanKind::Stale; });
        QCOMPARE(spans.size(), std::size_t{3});
        QVERIFY(spans[0].kind == SpanKind::Pending && spans[0].from == FleetRig::at(5)
                && spans[0].to == FleetRig::at(65));
        QVERIFY(spans[1].kind == SpanKind::Firing && spans[1].to == FleetRig::at(75));
        QVERIFY(spans[2].kind == SpanKind::NotCounted && spans[2].from == FleetRig::at(70)
                && spans[2].to == FleetRig::at(80));
    }

    void snapshotsShareWhatDidNotChange()
    {
        FleetRig rig;
        rig.addTarget(1, "lb1:8404");
        rig.addTarget(2, "lb2:8404");
        rig.scrape(0, NativeScrape{{up()}}, 1);
        rig.scrape(0, NativeScrape{{up()}}, 2);
        rig.scrape(5, NativeScrape{{up()}}, 1);
        rig.scrape(5, NativeScrape{{up()}}, 2);
        const SnapshotPtr first = rig.snapshot(5);
        QCOMPARE(rig.snapshot(5.1), first);
        rig.scrape(10, NativeScrape{{up()}}, 1);
        rig.scrape(10, NativeScrape{{down()}}, 2);
        const SnapshotPtr second = rig.snapshot(10);
        QVERIFY(second != first && second->generation == first->generation + 1);
        QCOMPARE(second->blocks[0], first->blocks[0]);
        QVERIFY(second->blocks[1] != first->blocks[1]);
        QCOMPARE(first->blocks[1]->rows[0].shown, Shown::Up);
    }

    void watchingSinceAndCannotFireBefore()
    {
        FleetRig rig;
        rig.addTarget();
        rig.fail(0);
        rig.scrape(5, NativeScrape{{up()}});
        const TargetRow target = rig.snapshot(5)->targets[0];
        QVERIFY(target.watchingSince == FleetRig::at(5));
        QVERIFY(target.cannotFireBefore == FleetRig::at(65));
        QCOMPARE(target.version, std::string("2.6.12"));
    }

    void theWallClockSetBackDoesNotKeepOldDataFresh()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(3600, NativeScrape{{up()}});
        QCOMPARE(rig.row(10, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(21, "s1")->shown, Shown::Stale);
    }

    void removedTargetsLeaveNothing()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        rig.setHealthAlert("s1", AlertState::Firing, 0, 1);
        rig.evaluate(1);
        rig.tracker().removeTarget(1, FleetRig::at(2));
        QVERIFY(rig.snapshot(2)->blocks.empty());
        QVERIFY(!rig.tracker().failuresSeries(0).has_value());
        QVERIFY(rig.snapshot(2)->alerts->empty());
        rig.evaluate(3); // rules see its last samples for some time
        QVERIFY(rig.snapshot(3)->alerts->empty());
        rig.addTarget();
        rig.scrape(65, NativeScrape{{up()}});
        QCOMPARE(rig.row(65, "s1")->identity->id, ServerId{0});
        rig.evaluate(65);
        QCOMPARE(rig.row(65, "s1")->shown, Shown::Firing);
    }
    void anotherIntervalIsAnotherPatience()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{{up()}});
        fleet::TargetInfo slower;
        slower.id = 1;
        slower.job = "haproxy";
        slower.instance = "lb1:8404";
        slower.interval = std::chrono::seconds{60};
        slower.timeout = std::chrono::seconds{10};
        rig.tracker().changeTarget(slower);
        QCOMPARE(rig.row(65, "s1")->shown, Shown::Up);
        QVERIFY(rig.snapshot(65)->targets[0].interval == std::chrono::seconds{60});
        QCOMPARE(rig.row(121, "s1")->shown, Shown::Stale);
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

    void eventsAreBoundedAndNumbered()
    {
        TrackerOptions options;
        options.eventsKept = 10;
        FleetRig rig(options);
        rig.addTarget();
        for (int i = 0; i < 30; ++i) {
            rig.scrape(i, NativeScrape{{i % 2 == 0 ? up() : down()}});
        }
        const auto events = rig.snapshot(30)->events;
        QCOMPARE(events->size(), std::size_t{10});
        QVERIFY(std::ranges::is_sorted(*events, {}, &Event::number));
        QCOMPARE(rig.tracker().eventsSince(events->back().number).size(), std::size_t{0});
        QCOMPARE(rig.tracker().eventsSince(events->back().number - 3).size(), std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TestTracker)
#include "tst_tracker.moc"
