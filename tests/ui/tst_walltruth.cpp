#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "ui/wall/audible.h"
#include "ui/wall/ratemeter.h"
#include "ui/wall/scale.h"
#include "ui/wall/totals.h"
#include "ui/wall/verdict.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <set>

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using scriptedsession::Scene;
using scriptedsession::SceneBuilder;
using scriptedsession::sceneTime;
using scriptedsession::ScriptedSession;
using wall::WallView;
using Rank = wall::WorstRow::Rank;

namespace {

std::shared_ptr<fleet::Snapshot> changeable(const fleet::SnapshotPtr& snapshot)
{
    return std::make_shared<fleet::Snapshot>(*snapshot);
}

struct OtherAlert
{
    std::string name = "TooManySessions";
    std::string severity = "critical";
    fleet::AlertPhase phase = fleet::AlertPhase::Firing;
    fleet::SubjectKind subject = fleet::SubjectKind::Server;
};

/// Adds an alert about a row that is not about its health.
void addAlert(fleet::Snapshot& snapshot, const fleet::ServerRow& row, const OtherAlert& wanted = {})
{
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot.alerts);
    const bool ofServer = wanted.subject == fleet::SubjectKind::Server;
    const bool ofBackend = ofServer || wanted.subject == fleet::SubjectKind::Backend;
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->id = 1000 + alerts->size();
    metrics::LabelsBuilder labels(metrics::Labels{{"alertname", wanted.name},
                                                  {"severity", wanted.severity},
                                                  {"job", row.identity->job},
                                                  {"instance", row.identity->instance}});
    if (ofBackend) {
        labels.set("proxy", row.identity->proxy);
    }
    if (ofServer) {
        labels.set("server", row.identity->server);
    }
    identity->labels = labels.build();
    fleet::AlertRow alert;
    alert.alert.identity = identity;
    alert.alert.activeAt = alert.alert.firedAt = alert.phaseSince = sceneTime - 40s;
    alert.phase = wanted.phase;
    alert.subject = wanted.subject;
    alert.server = ofServer ? row.identity->id : fleet::noServer;
    alert.instance = row.identity->instance;
    alert.proxy = ofBackend ? row.identity->proxy : std::string();
    alert.severity = wanted.severity;
    alerts->push_back(std::move(alert));
    snapshot.alerts = std::move(alerts);
}

const fleet::ServerRow& rowOf(const fleet::Snapshot& snapshot, std::string_view server)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->server == server) {
                return row;
            }
        }
    }
    qFatal("no such server");
}

/// A wall that shows `snapshot`.
struct Shown
{
    ScriptedSession session{Scene::Empty};
    WallView view;

    explicit Shown(const fleet::SnapshotPtr& snapshot, QSize size = {1920, 1080},
                   const config::VerdictAlerts& verdict = {})
    {
        session.play(snapshot);
        view.setScope({wall::Grouping::Haproxy, {}, {}, verdict});
        view.resize(size);
        view.setSession(&session);
    }
    [[nodiscard]] bool says(const QString& text) const
    {
        return std::ranges::any_of(view.scene().texts, [&](const auto& line) { return line.text == text; });
    }
    [[nodiscard]] bool mentions(const QString& text) const
    {
        return std::ranges::any_of(view.scene().texts, [&](const auto& line) { return line.text.contains(text); });
    }
    [[nodiscard]] QStringList entries() const
    {
        QStringList out;
        for (const wall::WorstRow& row : view.worst().rows) {
            out << row.name + QStringLiteral(" | ") + row.age + QStringLiteral(" | ") + row.detail;
        }
        return out;
    }
};

/// One HAProxy, one backend of four that are well.
SceneBuilder quiet(int servers = 4)
{
    SceneBuilder scene;
    const auto target = scene.addTarget("lb-01:8404");
    for (int i = 1; i <= servers; ++i) {
        scene.addServer(target, "app", "web-" + std::to_string(i));
    }
    return scene;
}

} // namespace

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
        QVERIFY(shown.says(QStringLiteral("1"))); // in the header too
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
        addAlert(*snapshot, rowOf(*snapshot, "flaps"), {"HaproxyServerFlapping"});
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

    void aFloodOfThemIsFolded()
    {
        const auto snapshot = changeable(quiet(40).build());
        auto events = std::make_shared<std::vector<fleet::Event>>();
        for (const fleet::ServerRow& row : snapshot->blocks.front()->rows) {
            addAlert(*snapshot, row);
            fleet::Event event;
            event.kind = fleet::EventKind::AlertFiring;
            event.time = sceneTime - 40s;
            events->push_back(event);
        }
        snapshot->events = events;
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("40 FIRING")));
        QVERIFY(shown.view.worst().folded);
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{1});
    }

    /// Beside a QR code there is little room.
    void aFloodIsCalledOneHoweverNarrow()
    {
        for (const double width : {256.0, 520.0}) {
            wall::Scene scene;
            wall::Composer composer(scene, wall::scaleFor({1280, 720}));
            wall::addRateMeter(composer, QRectF(0, 0, width, 80), 16);
            const auto has = [&](const char* text) {
                return std::ranges::any_of(scene.texts,
                                           [&](const auto& line) { return line.text == QLatin1String(text); });
            };
            QVERIFY(has("FLOOD"));
            QCOMPARE(has("16 alarms in 10 min"), width > 300);
        }
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

    /// Of several that went together, or before anybody watched, none is called the first.
    void nobodyKnowsTheFirst()
    {
        SceneBuilder scene = quiet();
        int seconds = 40;
        for (const char* name : {"one", "two", "three"}) {
            scene.makeDown(scene.addServer(0, "app", name), std::chrono::seconds{seconds++});
        }
        const auto firsts = [&scene] {
            const Shown shown(scene.build());
            return std::ranges::count_if(shown.view.worst().rows, [](const wall::WorstRow& row) {
                return row.detail.split(QStringLiteral(" · ")).contains(QStringLiteral("first"));
            });
        };
        QCOMPARE(firsts(), 1);
        const auto snapshot = changeable(scene.build());
        auto block = std::make_shared<fleet::ServerBlock>(*snapshot->blocks.front());
        for (fleet::ServerRow& row : block->rows) {
            row.since
                = row.identity->server == "one" || row.identity->server == "three" ? base::Timestamp{} : row.since;
        }
        snapshot->blocks.front() = block;
        const auto together = changeable(scene.build());
        auto others = std::make_shared<fleet::ServerBlock>(*together->blocks.front());
        for (fleet::ServerRow& row : others->rows) {
            row.since = haproxy::isDown(row.state) ? sceneTime - 40s : row.since;
        }
        together->blocks.front() = others;
        for (const QString& entry : Shown(snapshot).entries() + Shown(together).entries()) {
            QVERIFY2(!entry.contains(QStringLiteral(" · first")), qPrintable(entry));
        }
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

    void theSignOfAVerdictStandsOutFromItsGround()
    {
        SceneBuilder pending = quiet();
        pending.makePending(pending.addServer(0, "app", "begins"), 30s, 1.1);
        SceneBuilder firing = quiet();
        firing.makeFiring(firing.addServer(0, "app", "flaps"), 70s, 9.8);
        for (const fleet::SnapshotPtr& snapshot : {pending.build(), firing.build()}) {
            Shown shown(snapshot);
            const QImage picture = shown.view.grab().toImage();
            const QRect box = shown.view.scene().shapes.front().box.toRect();
            QVERIFY(picture.rect().contains(box));
            const QColor ground = picture.pixelColor(box.topLeft() - QPoint(6, 0));
            int inked = 0;
            for (int x = box.left(); x < box.right(); ++x) {
                inked += std::abs(picture.pixelColor(x, box.center().y() + 6).lightness() - ground.lightness()) > 60;
            }
            QVERIFY2(inked >= 6, QByteArray::number(inked));
        }
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
        const Shown shown(snapshot);
        const auto& texts = shown.view.scene().texts;
        const auto line
            = std::ranges::find(texts, QStringLiteral("oldest data 7 s · lb-02 late"), &wall::SceneText::text);
        QVERIFY(line != texts.end());
        QVERIFY(line->ink == common::Role::PendingText);
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

    void theLastPageIsAsFullAsAny()
    {
        SceneBuilder scene = quiet(1);
        for (int i = 0; i < 9; ++i) {
            scene.makePending(scene.addServer(0, "app", "begins-" + std::to_string(i)), 30s, 1.1);
        }
        Shown shown(scene.build());
        std::set<qsizetype> counts;
        for (int beat = 0; beat < 80; ++beat) {
            shown.view.beat();
            counts.insert(std::ranges::count_if(shown.view.scene().texts, [](const auto& text) {
                return text.text.startsWith(QStringLiteral("pending 0:"));
            }));
        }
        QCOMPARE(counts.size(), std::size_t{1});
    }

    /// What has no room for all of its words says them one line after the other.
    void everyWordOfACauseIsSaid()
    {
        SceneBuilder scene;
        const std::string why
            = "TLS handshake failed: the server may want another version of the protocol than this one";
        for (const char* name : {"lb-01:8404", "lb-02:8404", "lb-03:8404"}) {
            scene.addTarget(name, false);
        }
        const auto snapshot = changeable(scene.build());
        for (fleet::TargetRow& target : snapshot->targets) {
            target.lastError.message = why;
        }
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(800, 480)}) {
            Shown shown(snapshot, size);
            QSet<QString> said;
            for (int beat = 0; beat < 600; ++beat) {
                shown.view.beat();
                for (const wall::SceneText& text : shown.view.scene().texts) {
                    const QStringList words = text.text.split(QLatin1Char(' '));
                    said.unite(QSet<QString>(words.begin(), words.end()));
                }
            }
            checkTexts(shown.view);
            for (const QString& word : QString::fromStdString(why).split(QLatin1Char(' '))) {
                QVERIFY2(said.contains(word), qPrintable(word));
            }
        }
    }

    /// The line that says so takes some room, and that is no reason not to say where something is wrong.
    void aPartOfTheFleetHasItsTilesToo()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 9; ++i) {
            scene.makeDown(scene.addServer(0, "app", "dead-" + std::to_string(i)), 40s);
        }
        for (const QSize size : {QSize(1280, 720), QSize(1366, 768), QSize(1920, 1080), QSize(1080, 1920)}) {
            const Shown shown(scene.build(), size, {{"Another"}, {}});
            QVERIFY(shown.says(QStringLiteral("Verdict by Another")));
            QVERIFY(shown.says(QStringLiteral("app")) || shown.mentions(QStringLiteral("in rotation")));
            QVERIFY(!shown.view.scene().images.empty());
            QVERIFY(shown.mentions(QStringLiteral("Servers not well")));
            QVERIFY(shown.says(QStringLiteral("stale"))); // each pattern of the chart is explained
            QVERIFY(std::ranges::count_if(shown.view.scene().texts,
                                          [](const auto& text) { return text.text == QStringLiteral("DOWN 0:40"); })
                    >= 2);
            checkTexts(shown.view);
            checkTiles(shown.view);
        }
    }

    /// Who begins to fire was pending a moment before, and is one server all the same.
    void theTrendCountsEachServerOnce()
    {
        const auto totalsOf = [](bool fires) {
            SceneBuilder scene = quiet();
            for (const char* name : {"one", "two", "three"}) {
                fleet::ServerRow& row = scene.addServer(0, "app", name);
                fires ? scene.makeFiring(row, 1s, 9.8) : scene.makePending(row, 59s, 9.8);
            }
            scene.makeDown(scene.addServer(0, "app", "dead"), 40s);
            const fleet::SnapshotPtr snapshot = scene.build();
            return std::pair(snapshot, wall::totalsByServer(*snapshot, sceneTime));
        };
        wall::Trend trend;
        for (const bool fires : {false, true}) {
            const auto [snapshot, totals] = totalsOf(fires);
            trend.take(*snapshot, totals);
        }
        const wall::TrendColumn column = trend.upTo(sceneTime).back();
        QCOMPARE(column.down, 1U);
        QCOMPARE(column.firing, 3U);
        QCOMPARE(column.notWell(), 4U);
    }

    void theVerdictGoesBeforeTheClock()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 16; ++i) {
            fleet::ServerRow& row = scene.addServer(0, "app", "w" + std::to_string(i));
            if (i < 6) {
                scene.makeDown(row, 40s);
            } else {
                scene.makeFiring(row, 70s, 9.8);
            }
        }
        const Shown shown(scene.build(), {800, 480});
        QVERIFY(shown.says(QStringLiteral("6 DOWN · 10 FIRING")));
        checkTexts(shown.view);
    }
};

QTEST_MAIN(WallTruthTest)
#include "tst_walltruth.moc"
