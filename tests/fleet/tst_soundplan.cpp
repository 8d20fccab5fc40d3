#include "models/config/wallsound.h"
#include "models/fleet/soundplan.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

#include <array>

namespace tst_soundplan {

using namespace checkwatch;
using namespace std::chrono_literals;
using fleet::Audible;
using fleet::SoundPlan;

namespace {

constexpr base::Timestamp begun = base::fromUnixMs(1'764'000'000'000);

Audible down(const std::string& server, base::Duration after = 0s)
{
    return {"server " + server, 1, "alarm", begun + after};
}
Audible firing(const std::string& server, base::Duration after = 0s)
{
    return {"server " + server, 2, "notice", begun + after};
}

/// A plan, a second at a time; the wall's own step.
struct Wall
{
    SoundPlan plan;
    base::Duration steady{12'345'000}; ///< no clock begins at 0
    bool flood = false;
    bool quiet = false;

    explicit Wall(base::Duration repeat = 60s) : plan(repeat, begun) {}

    std::string second(const std::vector<Audible>& wrong)
    {
        steady += 1s;
        return plan.next(wrong, {steady, flood, quiet});
    }
    /// At which of the next seconds, from 1, there is a sound.
    std::vector<int> sounds(int seconds, const std::vector<Audible>& wrong)
    {
        std::vector<int> out;
        for (int i = 1; i <= seconds; ++i) {
            if (!second(wrong).empty()) {
                out.push_back(i);
            }
        }
        return out;
    }
};

using Times = std::vector<int>;

/// The minute of the day that a clock on the wall shows there.
int minuteThere(qint64 ms, const QTimeZone& zone)
{
    const QTime time = QDateTime::fromMSecsSinceEpoch(ms, zone).time();
    return time.hour() * 60 + time.minute();
}

} // namespace

/// When a wall is heard. All times are made up; nothing here waits.
class SoundPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWrongIsSilent()
    {
        Wall wall;
        QCOMPARE(wall.sounds(3600, {}), Times());
    }

    void whatIsNewSoundsAtOnceAndIsRepeated()
    {
        Wall wall;
        QCOMPARE(wall.sounds(200, {down("a")}), (Times{1, 61, 121, 181}));
        QCOMPARE(wall.sounds(600, {}), Times()); // cleared
    }

    void onceIsOnce()
    {
        Wall wall(0s);
        QCOMPARE(wall.sounds(3600, {down("a")}), (Times{1}));
    }

    void theMostUrgentIsHeard()
    {
        Wall wall;
        QCOMPARE(wall.second({down("a"), firing("b")}), std::string("alarm"));
        QCOMPARE(wall.sounds(59, {down("a"), firing("b")}), Times()); // one sound is for both
    }

    void whoeverIsThereSilencesWhatIsThere()
    {
        Wall wall;
        QVERIFY(!wall.second({down("a")}).empty());
        wall.plan.seen();
        QCOMPARE(wall.sounds(600, {down("a")}), Times());
        QCOMPARE(wall.sounds(62, {down("a"), down("b")}), (Times{1, 61})); // and nothing else
    }

    /// A server that fires and then dies is news, also to who has seen that it fires.
    void whatGetsWorseIsNew()
    {
        Wall wall;
        QCOMPARE(wall.second({firing("a")}), std::string("notice"));
        wall.plan.seen();
        QCOMPARE(wall.sounds(20, {firing("a")}), Times());
        QCOMPARE(wall.second({down("a")}), std::string("alarm"));
        QCOMPARE(wall.sounds(50, {firing("a")}), Times()); // what gets better is not
    }

    /// Each time, and not only the first one.
    void whatGetsWorseAgainIsNewAgain()
    {
        Wall wall;
        QCOMPARE(wall.sounds(30, {down("a")}), Times{1});
        wall.plan.seen();
        QCOMPARE(wall.sounds(600, {firing("a")}), Times{}); // better, and seen
        QCOMPARE(wall.sounds(30, {down("a")}), Times{1});
        wall.plan.seen();
        QCOMPARE(wall.sounds(20, {firing("a")}), Times{}); // for too short a time to be news
        QCOMPARE(wall.sounds(30, {down("a")}), Times{});
    }

    void whatComesBackAfterAWhileIsNew()
    {
        Wall wall;
        QVERIFY(!wall.second({down("a")}).empty());
        wall.plan.seen();
        QCOMPARE(wall.sounds(61, {}), Times());
        QCOMPARE(wall.sounds(5, {down("a")}), (Times{1}));
    }

    /// Up and down each second: as often as if it stayed down.
    void whoFlapsIsNotNewEachTime()
    {
        Wall wall;
        int sounds = 0;
        for (int i = 0; i < 600; ++i) {
            sounds += wall.second(i % 2 == 0 ? std::vector{down("a")} : std::vector<Audible>()).empty() ? 0 : 1;
        }
        QVERIFY2(sounds >= 9 && sounds <= 10, QByteArray::number(sounds));
    }

    void twoSoundsAreApart()
    {
        Wall wall;
        QVERIFY(!wall.second({down("a")}).empty());
        QCOMPARE(wall.sounds(20, {down("a"), down("b")}), (Times{10})); // ten seconds after the first
    }

    /// Ten thousand alerts that flip each second, and some each second that nobody has heard of before.
    void aStormIsNoNoise_data()
    {
        QTest::addColumn<bool>("flood");
        QTest::addColumn<int>("most");
        QTest::newRow("one by one") << false << 20;
        QTest::newRow("folded") << true << 4;
    }
    void aStormIsNoNoise()
    {
        QFETCH(bool, flood);
        QFETCH(int, most);
        Wall wall;
        wall.flood = flood;
        std::array<std::vector<Audible>, 2> turns;
        for (int i = 0; i < 10'000; ++i) {
            turns[static_cast<std::size_t>(i % 2)].push_back(down(std::to_string(i)));
        }
        int sounds = 0;
        for (std::size_t second = 0; second < 200; ++second) {
            turns[second % 2].front().key = "new " + std::to_string(second);
            sounds += wall.second(turns[second % 2]).empty() ? 0 : 1;
        }
        QCOMPARE(sounds, most); // one each ten seconds, one a minute
    }

    /// Who starts the wall anew at night is not woken by what is known, but by what stays.
    void whatIsOlderThanTheWallIsNotNew()
    {
        Wall wall;
        QCOMPARE(wall.sounds(130, {down("a", -1s)}), (Times{61, 121}));
        QCOMPARE(wall.sounds(5, {down("a", -1s), down("b", 130s)}), (Times{1}));
        Wall once(0s);
        QCOMPARE(once.sounds(600, {down("a", -1s)}), Times());
    }

    void quietHoursEnd()
    {
        Wall wall;
        wall.quiet = true;
        QCOMPARE(wall.sounds(3600, {down("a"), down("b")}), Times());
        wall.quiet = false;
        QCOMPARE(wall.second({down("a")}), std::string("alarm")); // it is still there
        Wall cleared;
        cleared.quiet = true;
        QVERIFY(cleared.second({down("a")}).empty());
        cleared.quiet = false;
        QCOMPARE(cleared.sounds(600, {}), Times());
    }

    /// From ten in the evening to six in the morning as the clock on the wall has it, in the nights of an hour less and more.
    void quietHoursFollowTheClockOnTheWall_data()
    {
        QTest::addColumn<QDateTime>("evening");
        QTest::addColumn<int>("minutes");
        const QTimeZone berlin("Europe/Berlin");
        QTest::newRow("any night") << QDateTime(QDate(2026, 6, 1), QTime(21, 0), berlin) << 8 * 60;
        QTest::newRow("in March") << QDateTime(QDate(2026, 3, 28), QTime(21, 0), berlin) << 7 * 60;
        QTest::newRow("in October") << QDateTime(QDate(2026, 10, 24), QTime(21, 0), berlin) << 9 * 60;
    }
    void quietHoursFollowTheClockOnTheWall()
    {
        QFETCH(QDateTime, evening);
        QFETCH(int, minutes);
        const config::HoursOfDay hours{22 * 60, 6 * 60};
        Wall wall;
        int silent = 0;
        int before = 0;
        int firstAfter = 0; // second of the first sound after the night
        for (int second = 1; second <= 12 * 3600; ++second) {
            wall.quiet = hours.contains(minuteThere(evening.toMSecsSinceEpoch() + second * 1000LL, evening.timeZone()));
            silent += wall.quiet ? 1 : 0;
            const bool sound = !wall.second({down("a")}).empty();
            QVERIFY(!(sound && wall.quiet));
            before += sound && silent == 0 ? 1 : 0;
            firstAfter = firstAfter == 0 && sound && silent > 0 ? second : firstAfter;
        }
        QCOMPARE(silent, minutes * 60);
        QCOMPARE(before, 60);                      // an hour of repetitions
        QCOMPARE(firstAfter, 3600 + minutes * 60); // at six
    }

    void hoursOverMidnight()
    {
        const config::HoursOfDay night{22 * 60, 6 * 60};
        QVERIFY(night.contains(23 * 60) && night.contains(0) && night.contains(6 * 60 - 1));
        QVERIFY(!night.contains(6 * 60) && !night.contains(22 * 60 - 1));
        QVERIFY(!config::HoursOfDay().contains(0)); // nothing is said: never
    }
};

QTEST_APPLESS_MAIN(SoundPlanTest)

} // namespace tst_soundplan

#include "tst_soundplan.moc"
