#include "models/fleet/tracker.h"
#include "tests/fleet/servers.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace tst_tracker {

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using servers::down;
using servers::up;
using support::FleetRig;
using support::NativeScrape;
using support::NativeServer;

/// Servers, events and snapshots over time.
class TestTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

} // namespace tst_tracker

#include "tst_tracker.moc"
