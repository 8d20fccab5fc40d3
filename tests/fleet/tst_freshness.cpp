#include "models/fleet/tracker.h"
#include "tests/fleet/servers.h"
#include "tests/support/captures.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <algorithm>

namespace tst_freshness {

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using servers::down;
using servers::has;
using servers::up;
using support::FleetRig;
using support::NativeScrape;
using support::NativeServer;

/// How far the data of a target may be believed, and what happens when there is none.
class TestFreshness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        QCOMPARE(snapshot->targets[0].lack, fleet::Lack::Haproxy);
        QVERIFY(snapshot->targets[0].unknownSince == FleetRig::at(5));
        QCOMPARE(snapshot->blocks[0]->rows.size(), std::size_t{3});
        QCOMPARE(rig.row(16, "s2")->shown, Shown::Stale);
        QCOMPARE(rig.row(16, "s2")->was, Shown::DownFiring);
        QCOMPARE(rig.alerts(16, AlertPhase::Unknown).size(), std::size_t{1});
        rig.scrape(20, good);
        QCOMPARE(rig.row(20, "s1")->shown, Shown::Up);
        QCOMPARE(rig.snapshot(20)->targets[0].lack, fleet::Lack::None);
    }

    /// Another program's metrics, or another path: the data is good, but nobody should take it for a HAProxy's.
    void anAnswerWithoutHaproxysMetricsIsTold()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, "node_load1 0.5\n");
        const fleet::TargetRow target = rig.snapshot(1)->targets[0];
        QCOMPARE(target.lack, fleet::Lack::Metrics);
        QCOMPARE(target.freshness, base::Freshness::Fresh);
        QVERIFY(target.lastError.message.empty());
        const auto events = rig.tracker().eventsSince(0);
        QCOMPARE(events.size(), std::size_t{1});
        QCOMPARE(events[0].kind, EventKind::TargetUp);
        QVERIFY(events[0].detail.find("no haproxy_server_") != std::string::npos);
        rig.scrape(5, NativeScrape{{up()}});
        QCOMPARE(rig.snapshot(5)->targets[0].lack, fleet::Lack::None);
        rig.fail(10);
        QCOMPARE(rig.snapshot(10)->targets[0].lack, fleet::Lack::None);
    }

    void aHaproxyWithoutServersIsAHaproxy()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(0, NativeScrape{});
        QCOMPARE(rig.snapshot(1)->targets[0].lack, fleet::Lack::None);
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

    void theWallClockSetBackDoesNotKeepOldDataFresh()
    {
        FleetRig rig;
        rig.addTarget();
        rig.scrape(3600, NativeScrape{{up()}});
        QCOMPARE(rig.row(10, "s1")->shown, Shown::Up);
        QCOMPARE(rig.row(21, "s1")->shown, Shown::Stale);
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
};

QTEST_APPLESS_MAIN(TestFreshness)

} // namespace tst_freshness

#include "tst_freshness.moc"
