#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/wall/ratemeter.h"

#include <QDir>
#include <QTest>

namespace tst_alarmpractice {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;

/// What operators of alarm systems expect of a wall (EEMUA 191, ISA-18.1): how many alarms there are and whether that can be
/// coped with, what went first, what is left, and what has passed. All of it read off the wall.
class AlarmPracticeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { common::applyTheme(windowshow::application(), common::ThemeKind::Dark); }
    void loadsGoByTwoMarks();
    void theMeterGrowsWithEachAlarm();
    void theMeterIsOnTheWall_data();
    void theMeterIsOnTheWall();
    void alarmsAreCountedOnce();
    void aFloodFoldsWithTheFirstOnTop();
    void saysWhatIsLeftBeforeNone_data();
    void saysWhatIsLeftBeforeNone();
    void whatWasDownStaysListedForAWhile();
    void whatSomebodyIsOnStandsBehindTheOthers();

private:
    struct Shown
    {
        ScriptedSession session{scriptedsession::Scene::Empty};
        WallView view;

        Shown(const fleet::SnapshotPtr& snapshot, const QSize& size = {1920, 1080})
        {
            view.setZone(common::Zone::Utc);
            view.resize(size);
            view.setSession(&session);
            play(snapshot);
        }
        void play(const fleet::SnapshotPtr& snapshot)
        {
            session.play(snapshot);
            view.compose();
        }
        [[nodiscard]] bool says(const QString& text) const
        {
            return std::ranges::any_of(view.scene().texts,
                                       [&](const SceneText& line) { return line.text.contains(text); });
        }
        [[nodiscard]] QByteArray all() const
        {
            QStringList texts;
            for (const SceneText& line : view.scene().texts) {
                texts << line.text;
            }
            return texts.join(QLatin1Char('\n')).toUtf8();
        }
    };
    static FakeFleet backendOf(int servers)
    {
        FakeFleet fleet(scriptedsession::sceneTime);
        const std::size_t target = fleet.addTarget("lb-01:8404");
        for (int i = 0; i < servers; ++i) {
            fleet.addServer(target, "app", "web-0" + std::to_string(i + 1));
        }
        return fleet;
    }
    static void addFiring(FakeFleet& fleet, int count, base::Duration ago = 1min, const std::string& before = "pending")
    {
        for (int i = 0; i < count; ++i) {
            fleet::Event event;
            event.kind = fleet::EventKind::AlertFiring;
            event.time = fleet.now() - ago;
            event.name = "HaproxyServerHealthcheckFailure";
            event.before = before;
            event.after = "firing";
            event.fired = true;
            fleet.addEvent(event);
        }
    }
};

void AlarmPracticeTest::loadsGoByTwoMarks()
{
    QVERIFY(loadOf(0) == AlarmLoad::Manageable);
    QVERIFY(loadOf(1) == AlarmLoad::Manageable);
    QVERIFY(loadOf(2) == AlarmLoad::OverDemanding);
    QVERIFY(loadOf(9) == AlarmLoad::OverDemanding);
    QVERIFY(loadOf(10) == AlarmLoad::Flood);
    QVERIFY(loadOf(10'000) == AlarmLoad::Flood);
}

void AlarmPracticeTest::theMeterGrowsWithEachAlarm()
{
    using Parts = std::array<double, 3>;
    QCOMPARE(filledOf(0), (Parts{0, 0, 0}));
    QCOMPARE(filledOf(1), (Parts{1, 0, 0}));
    QCOMPARE(filledOf(10), (Parts{1, 1, 0}));
    QCOMPARE(filledOf(100), (Parts{1, 1, 1}));
    QCOMPARE(filledOf(100'000), (Parts{1, 1, 1}));
    double before = -1;
    for (int alarms = 0; alarms <= 100; ++alarms) {
        const Parts filled = filledOf(alarms);
        const double sum = filled[0] + filled[1] + filled[2];
        QVERIFY(sum > before);
        before = sum;
    }
}

void AlarmPracticeTest::theMeterIsOnTheWall_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("alarms");
    for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920)}) {
        for (const int alarms : {0, 1, 4, 10, 2345}) {
            QTest::addRow("%dx%d-%d", size.width(), size.height(), alarms) << size << alarms;
        }
    }
}

void AlarmPracticeTest::theMeterIsOnTheWall()
{
    QFETCH(QSize, size);
    QFETCH(int, alarms);
    FakeFleet fleet = FakeFleet::picture();
    addFiring(fleet, alarms);
    Shown shown(fleet.snapshot(), size);
    shown.session.advance(fleet.now() - shown.session.now());
    shown.view.compose();
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty()) {
        shown.view.grab().save(
            QDir(folder).filePath(QStringLiteral("meter-%1.png").arg(QString::fromLatin1(QTest::currentDataTag()))));
    }
    wallshow::checkTexts(shown.view);
    QVERIFY2(shown.says(QStringLiteral("%1 alarm").arg(alarms)), shown.all());
    const QString word = alarms >= 10 ? QStringLiteral("FLOOD")
        : alarms > 1                  ? QStringLiteral("over-demanding")
                                      : QStringLiteral("manageable");
    QVERIFY2(size.width() == 1280 || shown.says(word), shown.all());
}

/// An alert whose exporter was silent for a while has not begun anew.
void AlarmPracticeTest::alarmsAreCountedOnce()
{
    FakeFleet fleet = backendOf(2);
    addFiring(fleet, 3);
    addFiring(fleet, 5, 1min, "unknown");
    addFiring(fleet, 7, 10min);
    QCOMPARE(alarmsInTenMinutes(*fleet.snapshot(), fleet.now()), 3);
}

void AlarmPracticeTest::aFloodFoldsWithTheFirstOnTop()
{
    FakeFleet fleet(scriptedsession::sceneTime);
    const std::size_t target = fleet.addTarget("lb-01:8404");
    std::vector<fleet::ServerId> ids;
    for (int i = 0; i < 40; ++i) {
        ids.push_back(fleet.addServer(target, i < 20 ? "app" : "api", "web-" + std::to_string(i + 1)));
    }
    Shown shown(fleet.snapshot());
    fleet.setState(ids[7], FakeState::Pending);
    fleet.setState(ids[30], FakeState::Pending);
    shown.play(fleet.snapshot());
    for (int i = 0; i < 38; ++i) {
        fleet.setState(ids[static_cast<std::size_t>(i)], FakeState::DownFiring);
    }
    addFiring(fleet, 9);
    shown.play(fleet.snapshot());
    QVERIFY2(shown.says(QStringLiteral("app / web-")), shown.all()); // not a flood yet
    addFiring(fleet, 1);
    shown.play(fleet.snapshot());
    QVERIFY2(shown.says(QStringLiteral("FLOOD")), shown.all());
    QVERIFY2(!shown.says(QStringLiteral("app / web-")), shown.all());
    QVERIFY2(shown.says(QStringLiteral("NONE LEFT")), shown.all());
    QVERIFY2(shown.says(QStringLiteral("first web-8")), shown.all());
    QVERIFY2(shown.says(QStringLiteral("first web-31")), shown.all());
    fleet.setState(ids[7], FakeState::Up); // the others are not well: it was the first all the same
    shown.play(fleet.snapshot());
    QVERIFY2(shown.says(QStringLiteral("first web-8")), shown.all());
}

void AlarmPracticeTest::saysWhatIsLeftBeforeNone_data()
{
    QTest::addColumn<int>("down");
    QTest::addColumn<QString>("words");
    QTest::newRow("one") << 1 << QStringLiteral("5 of 6 left");
    QTest::newRow("three") << 3 << QStringLiteral("3 of 6 left");
    QTest::newRow("four") << 4 << QStringLiteral("2 of 6 left, 2 more losses to none");
    QTest::newRow("five") << 5 << QStringLiteral("1 of 6 left, 1 more loss to none");
    QTest::newRow("all") << 6 << QStringLiteral("no server of 6 takes traffic");
}

void AlarmPracticeTest::saysWhatIsLeftBeforeNone()
{
    QFETCH(int, down);
    QFETCH(QString, words);
    FakeFleet fleet = backendOf(6);
    for (int i = 0; i < down; ++i) {
        fleet.setState(static_cast<fleet::ServerId>(i), FakeState::DownSilent);
    }
    Shown shown(fleet.snapshot());
    QVERIFY2(shown.says(words), shown.all());
    QCOMPARE(shown.says(QStringLiteral("NONE LEFT")), down == 6);
}

/// No alert ever fired for it, and those who come back from lunch want to know all the same.
void AlarmPracticeTest::whatWasDownStaysListedForAWhile()
{
    FakeFleet fleet = backendOf(6);
    const auto add = [&](base::Duration ago, const char* before, const char* after, fleet::Shown shown) {
        fleet::Event event;
        event.kind = fleet::EventKind::ServerState;
        event.server = 2;
        event.time = fleet.now() - ago;
        event.name = "web-03";
        event.before = before;
        event.after = after;
        event.shown = static_cast<std::uint8_t>(shown);
        fleet.addEvent(event);
    };
    add(200s, "UP_GOING_DOWN", "DOWN", fleet::Shown::DownRuleSilent);
    add(60s, "DOWN", "DOWN_CHECK_OK", fleet::Shown::DownRuleSilent);
    add(40s, "DOWN_CHECK_OK", "UP", fleet::Shown::Up);
    Shown shown(fleet.snapshot());
    QVERIFY2(shown.says(QStringLiteral("app / web-03")), shown.all());
    QVERIFY2(shown.says(QStringLiteral("well for 0:40")), shown.all());
    QVERIFY2(shown.says(QStringLiteral("was DOWN for 2:40")), shown.all());
    shown.session.advance(9min + 21s);
    shown.view.compose();
    QVERIFY2(!shown.says(QStringLiteral("was DOWN")), shown.all());
    fleet.setState(2, FakeState::DownSilent); // again: then it is in the list with what it is
    Shown again(fleet.snapshot());
    QVERIFY2(!again.says(QStringLiteral("was DOWN")), again.all());
}

/// Acknowledged at a workstation, shown here.
void AlarmPracticeTest::whatSomebodyIsOnStandsBehindTheOthers()
{
    FakeFleet fleet = backendOf(6);
    fleet.setState(0, FakeState::DownSilent);
    fleet.setState(1, FakeState::DownSilent);
    const auto rows = [](const Shown& shown) {
        QStringList out;
        for (const SceneText& text : shown.view.scene().texts) {
            if (text.text.startsWith(QStringLiteral("app / "))) {
                out << text.text;
            }
        }
        return out;
    };
    Shown shown(fleet.snapshot());
    QCOMPARE(rows(shown), (QStringList{QStringLiteral("app / web-01"), QStringLiteral("app / web-02")}));
    fleet.addEvent(fleet::acknowledgementOf(*fleet.row(0).identity, "ann <b>", fleet.now() - 81s));
    shown.play(fleet.snapshot());
    QVERIFY2(shown.says(QStringLiteral("acknowledged by ann <b> at 12:05")), shown.all());
    QCOMPARE(rows(shown), (QStringList{QStringLiteral("app / web-02"), QStringLiteral("app / web-01")}));
    fleet.row(0).since = fleet.now() - 1s; // it was well in between, and is DOWN anew
    shown.play(fleet.snapshot());
    QVERIFY2(!shown.says(QStringLiteral("acknowledged")), shown.all());
}

QTEST_MAIN(AlarmPracticeTest)

} // namespace tst_alarmpractice

#include "tst_alarmpractice.moc"
