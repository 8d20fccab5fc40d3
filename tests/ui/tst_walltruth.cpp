#include "tests/ui/headercount.h"
#include "tests/ui/walltruths.h"
#include "ui/wall/audible.h"
#include "ui/wall/verdict.h"

#include <QTest>

#include <algorithm>

namespace tst_walltruth {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using scriptedsession::SceneBuilder;
using scriptedsession::sceneTime;
using Rank = wall::WorstRow::Rank;

/// Verdict, list and header agree, and none of them calls anything well that is not known to be.
class WallTruthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAlertThatIsNotAboutHealthIsNoSecret()
    {
        const auto snapshot = changeable(quiet().build());
        QVERIFY(Shown(snapshot).says(QStringLiteral("OK")));
        addAlert(*snapshot, rowOf(*snapshot, "web-2"));
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("1 FIRING")));
        QCOMPARE(shown.entries(),
                 QStringList{QStringLiteral("app / web-2 | firing 0:40 | TooManySessions · critical")});
        const auto heard = wall::audibleOf(shown.view.worst(), *shown.view.listed(),
                                           [](Rank, const std::string& severity) { return severity; });
        QCOMPARE(heard.size(), std::size_t{1});
        QCOMPARE(heard.front().sound, std::string("critical"));
        checkTexts(shown.view);
    }

    void whatIsPendingWithoutAServerIsPending()
    {
        const auto snapshot = changeable(quiet().build());
        addAlert(*snapshot, rowOf(*snapshot, "web-2"),
                 {"Slow", "warning", fleet::AlertPhase::Pending, fleet::SubjectKind::Backend});
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("1 PENDING")));
        QCOMPARE(headerCount(shown.view, "pending"), QStringLiteral("1"));
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{1});
        QVERIFY(shown.view.worst().rows.front().rank == Rank::Pending);
    }

    /// A server that is DOWN already is one trouble, whatever else is said of it.
    void whoIsDownIsToldOnce()
    {
        SceneBuilder scene = quiet();
        scene.makeDown(scene.addServer(0, "app", "dead"), 40s);
        scene.makeFiring(scene.addServer(0, "app", "flaps"), 70s, 9.8);
        const auto snapshot = changeable(scene.build());
        addAlert(*snapshot, rowOf(*snapshot, "dead"), {"HaproxyServerDownNotAlerting"});
        addAlert(*snapshot, rowOf(*snapshot, "flaps"), {"HaproxyServerFlapping", "warning"});
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("1 DOWN · 1 FIRING")));
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{2});
        // Where only that one counts it is not hidden behind the one that does not.
        QVERIFY(
            Shown(snapshot, {1920, 1080}, {{"HaproxyServerFlapping"}, {}}).says(QStringLiteral("1 DOWN · 1 FIRING")));
        const Shown without(snapshot, {1920, 1080}, {{"Another"}, {}});
        QVERIFY(without.says(QStringLiteral("1 DOWN")));
    }

    void outByNobodysWishRanksWithDownWhateverAnAlertSays()
    {
        SceneBuilder scene = quiet();
        fleet::ServerRow& row = scene.addServer(0, "app", "lost");
        scene.makePending(row, 30s, 1.1);
        row.state = haproxy::ServerState::Maint;
        row.outCause = fleet::OutCause::NoDns;
        const fleet::SnapshotPtr snapshot = scene.build();
        for (const config::VerdictAlerts& verdict : {config::VerdictAlerts(), config::VerdictAlerts{{"Another"}, {}}}) {
            const Shown shown(snapshot, {1920, 1080}, verdict);
            QVERIFY(shown.says(QStringLiteral("1 OUT")));
            QVERIFY(shown.view.worst().rows.front().rank == Rank::Down);
        }
    }

    void whatDoesNotCountIsSaidNotTo()
    {
        const auto snapshot = changeable(quiet().build());
        addAlert(*snapshot, rowOf(*snapshot, "web-2"));
        const Shown shown(snapshot, {1920, 1080}, {{"Another"}, {}});
        QVERIFY(shown.says(QStringLiteral("OK")));
        QVERIFY(shown.says(QStringLiteral("not counted")));
        QVERIFY(shown.entries().front().endsWith(QStringLiteral("not in the verdict")));
    }

    /// Every server taken out by hand is still an outage, whatever counts.
    void aBackendWithNobodyLeftIsNeverOk()
    {
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404");
        scene.addServer(target, "api", "well");
        for (const char* name : {"web-1", "web-2"}) {
            scene.makeOut(scene.addServer(target, "app", name), haproxy::ServerState::Maint, fleet::OutCause::Maint);
        }
        const Shown shown(scene.build(), {1920, 1080}, {{"Another"}, {}});
        QVERIFY(shown.says(QStringLiteral("1 BACKEND DOWN")));
        QVERIFY(shown.view.worst().rows.front().rank == Rank::Outage);
        const auto& texts = shown.view.scene().texts;
        const auto heading = std::ranges::find(texts, QStringLiteral("0 of 2 in rotation"), &wall::SceneText::text);
        QVERIFY(heading != texts.end());
        QVERIFY(heading->ink == common::Role::DownText); // as loud as in the list
    }

    void whatIsWrongInAnotherWayIsNotWell_data()
    {
        QTest::addColumn<QString>("now");
        QTest::addColumn<bool>("well");
        QTest::newRow("well") << "up" << true;
        QTest::newRow("pending") << "pending" << false;
        QTest::newRow("down") << "down" << false;
        QTest::newRow("silent") << "stale" << false;
        QTest::newRow("late") << "late" << false;
        QTest::newRow("another alert") << "alert" << false;
    }
    void whatIsWrongInAnotherWayIsNotWell()
    {
        QFETCH(QString, now);
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404", now != QStringLiteral("stale"));
        fleet::ServerRow& row = scene.addServer(target, "app", "web-1");
        if (now == QStringLiteral("pending")) {
            scene.makePending(row, 10s, 1);
        } else if (now == QStringLiteral("down")) {
            scene.makeDown(row, 10s);
        } else if (now == QStringLiteral("stale")) {
            scene.makeStale(row);
        }
        const auto snapshot = changeable(scene.build());
        addAlert(*snapshot, rowOf(*snapshot, "web-1"), {"Ended", "warning", fleet::AlertPhase::Resolved});
        if (now == QStringLiteral("alert")) {
            addAlert(*snapshot, rowOf(*snapshot, "web-1"));
        }
        if (now == QStringLiteral("late")) {
            snapshot->targets.front().freshness = base::Freshness::Late;
        }
        const Shown shown(snapshot);
        QTEST(shown.mentions(QStringLiteral("well for")), "well");
    }

    void aRuleThatFailsIsNotQuiet()
    {
        const auto snapshot = changeable(quiet().build());
        auto rule = std::make_shared<rules::Rule>();
        rule->name = "Broken";
        rule->labels = {{"severity", "critical"}};
        snapshot->rules.push_back({.rule = rule, .health = rules::RuleHealth::Error});
        snapshot->rules.back().lastError.message = "many-to-many matching not allowed";
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("UNKNOWN")));
        QCOMPARE(shown.entries(),
                 QStringList{QStringLiteral("Broken | rule fails | many-to-many matching not allowed")});
        QVERIFY(Shown(snapshot, {1920, 1080}, {{"Another"}, {}}).says(QStringLiteral("OK")));
        QVERIFY(Shown(snapshot, {1920, 1080}, {{}, {"critical"}}).says(QStringLiteral("UNKNOWN")));
    }

    void aHealthRuleThatCannotFireSaysSo()
    {
        const auto snapshot = changeable(quiet().build());
        auto verdict = std::make_shared<rules::RuleVerdict>();
        verdict->shapes.push_back({"dies and stays dead", rules::Catch::Never, 0, "never twice in its window"});
        snapshot->rules.front().verdict = verdict;
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("OK"))); // DOWN is seen without it
        QVERIFY(shown.mentions(QStringLiteral("not at these intervals")));
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{1});
        verdict->shapes.front().caught = rules::Catch::Always;
        QVERIFY(Shown(snapshot).view.worst().rows.empty());
    }

    /// Another program's exporter is fine beside HAProxies, but not in place of one.
    void anExporterThatTellsNothingIsNotOk()
    {
        SceneBuilder scene = quiet();
        scene.addTarget("lb-02:8404");
        const auto snapshot = changeable(scene.build());
        snapshot->targets[0].servers = 4;
        snapshot->targets[1].lack = fleet::Lack::Metrics;
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("UNKNOWN")));
        QVERIFY(shown.entries().front().startsWith(QStringLiteral("lb-02 | no servers | answers, but")));
        snapshot->targets[1].job = "node";
        QVERIFY(Shown(snapshot).says(QStringLiteral("OK")));
        snapshot->targets.erase(snapshot->targets.begin());
        snapshot->blocks.erase(snapshot->blocks.begin());
        QVERIFY(Shown(snapshot).says(QStringLiteral("UNKNOWN")));
    }

    void whoIsLateIsNamed()
    {
        SceneBuilder scene = quiet();
        scene.addTarget("lb-02:8404");
        const auto snapshot = changeable(scene.build());
        snapshot->targets[1].freshness = base::Freshness::Late;
        snapshot->targets[1].lastGood = sceneTime - 7s;
        snapshot->targets[1].lastError.message = "timed out";
        const Shown shown(snapshot);
        const auto& texts = shown.view.scene().texts;
        const auto line
            = std::ranges::find(texts, QStringLiteral("oldest data 7 s · lb-02 late"), &wall::SceneText::text);
        QVERIFY(line != texts.end());
        QVERIFY(line->ink == common::Role::PendingText);
        QCOMPARE(shown.entries(), QStringList{QStringLiteral("lb-02 | late, data 7 s old | timed out")});
        const auto heard = wall::audibleOf(shown.view.worst(), *shown.view.listed(), [](Rank rank, const std::string&) {
            return std::string(rank == Rank::Silent ? "alarm" : "none");
        });
        QVERIFY(heard.empty()); // as long as what it said counts
        snapshot->targets[1].freshness = base::Freshness::Stale;
        QCOMPARE(Shown(snapshot).entries(), QStringList{QStringLiteral("lb-02 | 7 s silent | timed out")});
    }

    /// What fires because nothing is known says no more than that nothing is known.
    void allGoneIsUnknownSince()
    {
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404", false);
        scene.makeStale(scene.addServer(target, "app", "web-1"));
        const auto snapshot = changeable(scene.build());
        addAlert(*snapshot, rowOf(*snapshot, "web-1"),
                 {"HaproxyExporterUnreachable", "critical", fleet::AlertPhase::Firing, fleet::SubjectKind::Exporter});
        Shown shown(snapshot);
        shown.view.setZone(common::Zone::Utc);
        shown.view.compose();
        QVERIFY(shown.says(QStringLiteral("UNKNOWN since 12:05")));
        snapshot->targets.push_back(quiet().build()->targets.front());
        QVERIFY(Shown(snapshot).says(QStringLiteral("1 FIRING")));
    }
};

QTEST_MAIN(WallTruthTest)

} // namespace tst_walltruth

#include "tst_walltruth.moc"
