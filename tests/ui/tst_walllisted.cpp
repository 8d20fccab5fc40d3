#include "tests/ui/walltruths.h"
#include "ui/wall/audible.h"
#include "ui/wall/listedservers.h"

#include <QTest>

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

namespace tst_walllisted {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using fleet::AlertPhase;
using fleet::SubjectKind;
using scriptedsession::SceneBuilder;
using Rank = wall::WorstRow::Rank;

namespace {

/// A fleet of which one server, flaps, fires for its health: a warning.
std::shared_ptr<fleet::Snapshot> flapping()
{
    SceneBuilder scene = quiet();
    scene.makeFiring(scene.addServer(0, "app", "flaps"), 70s, 9.8);
    return changeable(scene.build());
}

/// By severity; each thing that can be heard once.
std::multiset<std::string> heardOf(const Shown& shown)
{
    std::multiset<std::string> sounds;
    std::set<std::string> keys;
    for (const fleet::Audible& one :
         wall::audibleOf(shown.view.worst(), *shown.view.listed(), [](Rank rank, const std::string& severity) {
             return rank == Rank::Firing ? severity : "none";
         })) {
        sounds.insert(keys.insert(one.key).second ? one.sound : "twice " + one.key);
    }
    return sounds;
}

/// So many alerts about nothing in particular.
fleet::SnapshotPtr alertsOfTheFleet(int count)
{
    const auto snapshot = changeable(quiet().build());
    addAlert(*snapshot, rowOf(*snapshot, "web-1"), {"Odd", "warning", AlertPhase::Firing, SubjectKind::Fleet});
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>();
    for (int i = 0; i < count; ++i) {
        fleet::AlertRow& alert = alerts->emplace_back(snapshot->alerts->front());
        auto identity = std::make_shared<rules::AlertIdentity>(*alert.alert.identity);
        identity->id = 5000 + static_cast<std::uint64_t>(i);
        identity->labels = metrics::LabelsBuilder(identity->labels).set("alertname", "Odd" + std::to_string(i)).build();
        alert.alert.identity = identity;
        alert.instance.clear();
    }
    snapshot->alerts = std::move(alerts);
    return snapshot;
}

/// CPU time to compose what stands on the wall; the best of five.
double composing(wall::WallView& view)
{
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 5; ++round) {
        const std::clock_t begin = std::clock();
        view.compose();
        best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
}

} // namespace

/// What is in the list, as what, and beside what else.
class WallListedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWorseAlertHasItsOwnEntry_data()
    {
        QTest::addColumn<QByteArray>("severity");
        QTest::addColumn<bool>("listed");
        QTest::newRow("critical") << QByteArray("critical") << true;
        QTest::newRow("a word of their own") << QByteArray("page") << true;
        QTest::newRow("warning") << QByteArray("warning") << false;
        QTest::newRow("info") << QByteArray("info") << false;
        QTest::newRow("none") << QByteArray("") << false;
    }
    /// Its server says that it fires, but not how bad this is.
    void aWorseAlertHasItsOwnEntry()
    {
        QFETCH(QByteArray, severity);
        QFETCH(bool, listed);
        const auto snapshot = flapping();
        addAlert(*snapshot, rowOf(*snapshot, "flaps"), {"TooManySessions", severity.toStdString()});
        for (const config::VerdictAlerts& verdict :
             {config::VerdictAlerts(),
              config::VerdictAlerts{{"HaproxyServerHealthcheckFailure", "TooManySessions"}, {}}}) {
            const Shown shown(snapshot, {1920, 1080}, verdict);
            QVERIFY(shown.says(listed ? QStringLiteral("2 FIRING") : QStringLiteral("1 FIRING")));
            QCOMPARE(shown.entries().size(), listed ? 2 : 1);
            QCOMPARE(shown.entries()
                         .join(QLatin1Char('\n'))
                         .contains(QStringLiteral("app / flaps | firing 0:40 | TooManySessions · ")
                                   + QString::fromLatin1(severity)),
                     listed);
            QCOMPARE(heardOf(shown),
                     listed ? (std::multiset<std::string>{"warning", severity.toStdString()})
                            : std::multiset<std::string>{"warning"});
            checkTexts(shown.view);
        }
    }
    /// While what the server says is pending, or does not count.
    void aWorseAlertThatIsPendingIsListedAsThat()
    {
        const auto snapshot = flapping();
        addAlert(*snapshot, rowOf(*snapshot, "flaps"), {"Full", "critical", AlertPhase::Pending});
        const Shown shown(snapshot);
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{2});
        QVERIFY(shown.view.worst().rows.back().rank == Rank::Pending);
        QCOMPARE(heardOf(shown), std::multiset<std::string>{"warning"});
    }

    void anOutageIsInTheVerdictWhateverElseIsRed_data()
    {
        QTest::addColumn<QStringList>("states"); // of the backend app
        QTest::addColumn<QString>("verdict");    // beside one server of another that is DOWN
        const QString down = QStringLiteral("down");
        const QString maint = QStringLiteral("maint");
        const QString lost = QStringLiteral("lost");
        QTest::newRow("by wish") << QStringList{maint, maint} << QStringLiteral("1 BACKEND DOWN · 1 DOWN");
        QTest::newRow("by nobody's") << QStringList{lost, lost} << QStringLiteral("1 BACKEND DOWN · 1 DOWN · 2 OUT");
        QTest::newRow("both") << QStringList{down, maint} << QStringLiteral("1 BACKEND DOWN · 2 DOWN");
        QTest::newRow("DOWN says it") << QStringList{down, down} << QStringLiteral("3 DOWN");
        QTest::newRow("somebody is left") << QStringList{maint, QString()} << QStringLiteral("1 DOWN");
    }
    void anOutageIsInTheVerdictWhateverElseIsRed()
    {
        QFETCH(QStringList, states);
        QFETCH(QString, verdict);
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404");
        scene.addServer(target, "api", "well");
        scene.makeDown(scene.addServer(target, "api", "dead"), 40s);
        int number = 0;
        for (const QString& state : states) {
            fleet::ServerRow& row = scene.addServer(target, "app", "web-" + std::to_string(++number));
            if (state == QStringLiteral("down")) {
                scene.makeDown(row, 40s);
            } else if (!state.isEmpty()) {
                scene.makeOut(row, haproxy::ServerState::Maint,
                              state == QStringLiteral("lost") ? fleet::OutCause::NoDns : fleet::OutCause::Maint);
            }
        }
        const fleet::SnapshotPtr snapshot = scene.build();
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(1080, 1920), QSize(3840, 2160)}) {
            const Shown shown(snapshot, size);
            const QString brief = QString(verdict).replace(QStringLiteral("BACKEND DOWN"), QStringLiteral("BACKEND"));
            QVERIFY2(shown.says(verdict) || (size.width() < 1920 && shown.says(brief)),
                     qPrintable(shown.view.scene().texts.front().text));
            checkTexts(shown.view);
        }
    }

    void aFloodFoldsWhoIsOut()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 30; ++i) {
            scene.makeFiring(scene.addServer(0, "app", "flaps-" + std::to_string(i)), 70s, 9.8);
        }
        const auto out = [&](const char* backend, const char* name, fleet::OutCause cause) -> fleet::ServerRow& {
            fleet::ServerRow& row = scene.addServer(0, backend, name);
            scene.makeOut(row, haproxy::ServerState::Maint, cause);
            return row;
        };
        out("app", "lost-1", fleet::OutCause::NoDns);
        out("app", "lost-2", fleet::OutCause::Tracked);
        out("api", "lost-3", fleet::OutCause::NoDns);
        fleet::ServerRow& pending = out("api", "lost-4", fleet::OutCause::NoDns);
        scene.makePending(pending, 30s, 1);
        pending.state = haproxy::ServerState::Maint;
        scene.addServer(0, "api", "well");
        const Shown shown(scene.build());
        QVERIFY(shown.view.worst().folded);
        QVERIFY(shown.says(QStringLiteral("30 FIRING · 4 OUT")));
        QCOMPARE(shown.entries(),
                 (QStringList{
                     QStringLiteral("api | 2 OUT | 2 of 3 left, 2 more losses to none · no DNS answer · first lost-4"),
                     QStringLiteral("app | 2 OUT | 34 of 36 left · 30 firing")}));
        QCOMPARE(shown.view.worst().all, std::size_t{2});
        checkTexts(shown.view);
    }

    /// One that does not count, or that somebody is on, stands for no other.
    void inAFloodTheMostUrgentAlertStandsForItsBackend()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 40; ++i) {
            scene.makeFiring(scene.addServer(0, "app", "flaps-" + std::to_string(i)), 70s, 9.8);
        }
        const auto snapshot = changeable(scene.build());
        addAlert(*snapshot, rowOf(*snapshot, "web-1"), {"Odd", "info"});
        addAlert(*snapshot, rowOf(*snapshot, "web-2"));
        addAlert(*snapshot, rowOf(*snapshot, "web-3"));
        const auto events = std::make_shared<std::vector<fleet::Event>>(*snapshot->events);
        events->push_back(fleet::acknowledgementOf((*snapshot->alerts)[41], "ann", snapshot->time));
        snapshot->events = events;
        const Shown shown(snapshot, {1920, 1080}, {{"HaproxyServerHealthcheckFailure"}, {"critical"}});
        QVERIFY(shown.view.worst().folded);
        QCOMPARE(shown.entries().filter(QStringLiteral("app / web-")).size(), 1);
        QCOMPARE(shown.entries().filter(QStringLiteral("app / web-3")).size(), 1);
    }
    /// Beside its number, and not beside that of others.
    void theCauseOfOutIsNoOtherOnes()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 30; ++i) {
            scene.makeFiring(scene.addServer(0, "app", "flaps-" + std::to_string(i)), 70s, 9.8);
        }
        scene.makeDown(scene.addServer(0, "api", "dead"), 40s);
        scene.makeOut(scene.addServer(0, "api", "lost"), haproxy::ServerState::Maint, fleet::OutCause::NoDns);
        scene.addServer(0, "api", "well");
        const Shown shown(scene.build());
        QVERIFY(shown.view.worst().folded);
        QCOMPARE(shown.entries().front(),
                 QStringLiteral("api | 1 DOWN | 1 of 3 left, 1 more loss to none · first dead · 1 OUT, no DNS answer"));
    }
    void whoCameBackIsCountedThoughItIsNotShown()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 70; ++i) {
            const fleet::ServerRow row = scene.addServer(0, "app", "back-" + std::to_string(i));
            scene.addEvent(fleet::EventKind::ServerState, row, 480s, "UP", "DOWN");
            scene.addEvent(fleet::EventKind::ServerState, row, 360s, "DOWN", "UP");
        }
        const Shown shown(scene.build());
        QCOMPARE(shown.view.worst().all, std::size_t{70});
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{60});
        QVERIFY(shown.entries().front().endsWith(QStringLiteral(" | well for 6:00 | was DOWN for 2:00")));
    }
    /// It was DOWN when somebody looked last: since when it is well nobody knows.
    /// As with slowstart, and through one failed check after it.
    void whoWarmsUpIsWellSinceItIsNotDown()
    {
        SceneBuilder scene = quiet();
        const fleet::ServerRow row = scene.addServer(0, "app", "back");
        scene.addEvent(fleet::EventKind::ServerState, row, 480s, "UP", "DOWN");
        scene.addEvent(fleet::EventKind::ServerState, row, 360s, "DOWN", "UP_WARMING");
        scene.addEvent(fleet::EventKind::ServerState, row, 330s, "UP_WARMING", "UP");
        scene.addEvent(fleet::EventKind::ServerState, row, 90s, "UP", "UP_GOING_DOWN");
        scene.addEvent(fleet::EventKind::ServerState, row, 85s, "UP_GOING_DOWN", "UP");
        const QStringList entries = Shown(scene.build()).entries();
        QCOMPARE(entries.size(), 1);
        QVERIFY2(entries.front().contains(QStringLiteral("well for 6:00")), qPrintable(entries.front()));
    }
    void whoWasDownBeforeAGapIsNotWellSinceBefore()
    {
        SceneBuilder scene = quiet();
        const fleet::ServerRow row = scene.addServer(0, "app", "back");
        scene.addEvent(fleet::EventKind::ServerState, row, 480s, "UP", "DOWN");
        scene.addEvent(fleet::EventKind::ServerState, row, 360s, "DOWN", "UP");
        scene.addEvent(fleet::EventKind::ServerState, row, 240s, "UP", "DOWN");
        QCOMPARE(Shown(scene.build()).entries(), QStringList());
    }
    /// The places are for those whom nobody is on, however urgent the others are.
    void aServerThatSomebodyIsOnGivesUpItsPlace()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 70; ++i) {
            scene.makeDown(scene.addServer(0, "app", "dead-" + std::to_string(i)), 100s - i * 1s);
        }
        const auto snapshot = changeable(scene.build());
        const auto events = std::make_shared<std::vector<fleet::Event>>();
        for (int i = 0; i < 65; ++i) {
            const fleet::ServerIdentity& who = *rowOf(*snapshot, "dead-" + std::to_string(i)).identity;
            events->push_back(fleet::acknowledgementOf(who, "ann", snapshot->time));
        }
        snapshot->events = events;
        const fleet::Acknowledgements acknowledgements(*snapshot);
        const common::ExporterNames names{};
        const wall::FirstOut firstOut{};
        const wall::Counted counted(*snapshot, {});
        const wall::WorstContext context{.snapshot = *snapshot,
                                         .exporters = names,
                                         .firstOut = firstOut,
                                         .counted = counted,
                                         .now = snapshot->time,
                                         .acknowledgements = &acknowledgements};
        const wall::ListedServers listed = wall::listedServers(context, 60);
        QCOMPARE(listed.all, std::size_t{70});
        QCOMPARE(std::ranges::count(listed.first, false, &wall::ListedServer::acknowledged), 5);
        QVERIFY(!listed.first.front().acknowledged);
    }

    /// However many there are.
    void onlyWhatMayBeShownIsPutIntoWords()
    {
        Shown few(alertsOfTheFleet(300));
        Shown many(alertsOfTheFleet(30'000));
        QCOMPARE(many.view.worst().all, std::size_t{30'000});
        QCOMPARE(many.view.worst().rows.size(), std::size_t{60});
        QVERIFY(many.says(QStringLiteral("30000 FIRING")));
        QVERIFY(many.mentions(QStringLiteral("more, worst first")));
        const double before = composing(few.view);
        const double after = composing(many.view);
        qInfo("%.2f ms of CPU time for 300 alerts, %.2f ms for 30,000", before * 1000, after * 1000);
        QVERIFY2(after < 30 * before, std::to_string(after / before).c_str());
    }
    /// Whom nobody is on goes first, wherever it stands.
    void whatSomebodyIsOnGivesUpItsPlace()
    {
        const auto snapshot = changeable(alertsOfTheFleet(70));
        auto events = std::make_shared<std::vector<fleet::Event>>();
        for (std::size_t i = 0; i < 65; ++i) {
            events->push_back(fleet::acknowledgementOf((*snapshot->alerts)[i], "ann", snapshot->time));
        }
        snapshot->events = events;
        const Shown shown(snapshot);
        QCOMPARE(std::ranges::count(shown.view.worst().rows, false, &wall::WorstRow::acknowledged), 5);
        QVERIFY(!shown.view.worst().rows.front().acknowledged);
    }

    /// One of two jobs that read one address is late: nothing is said of the other.
    void jobsAreToldApart()
    {
        SceneBuilder scene = quiet();
        scene.addTarget("lb-01:8404");
        const auto snapshot = changeable(scene.build());
        snapshot->targets[1].job = "other";
        snapshot->targets[1].freshness = base::Freshness::Late;
        const auto entries = [&](AlertPhase phase, std::size_t late) {
            for (std::size_t i = 0; i < 2; ++i) {
                snapshot->targets[i].freshness = i == late ? base::Freshness::Late : base::Freshness::Fresh;
            }
            snapshot->alerts = quiet().build()->alerts;
            addAlert(*snapshot, rowOf(*snapshot, "web-1"), {"Slow", "warning", phase, SubjectKind::Exporter});
            return Shown(snapshot).entries().filter(QStringLiteral("Slow")).size();
        };
        QCOMPARE(entries(AlertPhase::Pending, 1), 1);
        QCOMPARE(entries(AlertPhase::Pending, 0), 0);
        QCOMPARE(entries(AlertPhase::Resolved, 1), 1);
        QCOMPARE(entries(AlertPhase::Resolved, 0), 0);
    }
};

QTEST_MAIN(WallListedTest)

} // namespace tst_walllisted

#include "tst_walllisted.moc"
