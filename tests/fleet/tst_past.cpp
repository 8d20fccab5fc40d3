#include "models/fleet/past.h"
#include "tests/fleet/servers.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <algorithm>

namespace tst_past {

using namespace checkwatch;
using namespace checkwatch::fleet;
using servers::down;
using servers::up;
using support::FleetRig;
using support::NativeScrape;
using support::NativeServer;

namespace {

NativeServer maintained(std::string name)
{
    NativeServer server = up(std::move(name));
    server.status = "MAINT";
    return server;
}

/// Spans of one kind as "from-to" in seconds.
std::vector<std::string> stretches(const std::vector<Span>& spans, SpanKind kind)
{
    std::vector<std::string> out;
    for (const Span& span : spans) {
        if (span.kind == kind) {
            const auto seconds
                = [](base::Timestamp time) { return std::to_string((time - FleetRig::at(0)).count() / 1000); };
            out.push_back(seconds(span.from) + '-' + seconds(span.to));
        }
    }
    return out;
}

/// A tracker that begins at `seconds` with what another program's samples say.
void goOn(FleetRig& rig, const FleetRig& before, int seconds)
{
    rig.tracker().setPast(Past(before.store(), FleetRig::at(0), FleetRig::at(seconds)));
    rig.addTarget();
}

using Lines = std::vector<std::string>;

} // namespace

/// What a tracker knows of the time before it.
class TestPast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasNotCountedIsKnown()
    {
        FleetRig before;
        before.addTarget();
        for (int t = 0; t <= 60; t += 5) {
            before.scrape(t,
                          NativeScrape{{down("dead"), t < 20 ? up("dies") : down("dies"),
                                        t < 30       ? down("turns")
                                            : t < 40 ? maintained("turns")
                                                     : up("turns"),
                                        up("well")}});
        }
        FleetRig rig;
        goOn(rig, before, 65);
        rig.scrape(65, NativeScrape{{down("dead"), down("dies"), up("turns"), up("well")}});
        rig.scrape(70, NativeScrape{{down("dead"), up("dies"), up("turns"), up("well")}});
        const auto notCounted = [&rig](const char* server) {
            const ServerId id = rig.row(70, server)->identity->id;
            return stretches(rig.tracker().spans(id, FleetRig::at(0), FleetRig::at(70)), SpanKind::NotCounted);
        };
        QCOMPARE(notCounted("dead"), Lines{"0-70"});
        QCOMPARE(notCounted("dies"), Lines{"20-70"});
        QCOMPARE(notCounted("turns"), Lines{"0-40"});
        QCOMPARE(notCounted("well"), Lines{});
    }

    void whatNobodySawIsNoData()
    {
        FleetRig before;
        before.addTarget();
        for (int t = 0; t <= 100; t += 5) {
            if (t < 20 || t > 50) {
                before.scrape(t, NativeScrape{{up()}});
            } else {
                before.fail(t);
            }
        }
        FleetRig rig;
        goOn(rig, before, 200);
        rig.scrape(200, NativeScrape{{up()}});
        const ServerId id = rig.row(200, "s1")->identity->id;
        const auto spans = rig.tracker().spans(id, FleetRig::at(0), FleetRig::at(210));
        QCOMPARE(stretches(spans, SpanKind::Stale), (Lines{"20-55", "105-200"}));
    }

    void nothingNewIsToBeWaitedFor()
    {
        FleetRig before;
        before.addTarget();
        before.scrape(0, NativeScrape{{up()}});
        FleetRig rig;
        goOn(rig, before, 300);
        rig.scrape(300, NativeScrape{{up()}});
        const TargetRow target = rig.snapshot(300)->targets.front();
        QCOMPARE(target.watchingSince, FleetRig::at(0));
        QVERIFY(target.cannotFireBefore < FleetRig::at(300));
        FleetRig fresh;
        fresh.addTarget();
        fresh.scrape(300, NativeScrape{{up()}});
        QCOMPARE(fresh.snapshot(300)->targets.front().cannotFireBefore, FleetRig::at(360));
    }

    void theOldExporterTellsToo()
    {
        FleetRig before;
        before.addTarget();
        for (int t = 0; t <= 20; t += 5) {
            before.scrape(t,
                          "haproxy_server_up{backend=\"app\",server=\"s1\"} " + std::string(t < 10 ? "1" : "0") + "\n");
        }
        FleetRig rig;
        goOn(rig, before, 25);
        rig.scrape(25, "haproxy_server_up{backend=\"app\",server=\"s1\"} 0\n");
        const ServerId id = rig.row(25, "s1")->identity->id;
        QCOMPARE(stretches(rig.tracker().spans(id, FleetRig::at(0), FleetRig::at(25)), SpanKind::NotCounted),
                 Lines{"10-25"});
    }
};

QTEST_GUILESS_MAIN(TestPast)

} // namespace tst_past

#include "tst_past.moc"
