#include "models/session/steadyclock.h"

#include <QTest>

namespace tst_steadyclock {

using namespace checkwatch;
using namespace std::chrono_literals;

class TestSteadyClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheWallClockForward()
    {
        base::ManualClock wall(base::fromUnixMs(1'000'000));
        const session::SteadyClock clock(wall);
        wall.advance(1500ms);
        QCOMPARE(base::unixMs(clock.wall()), 1'001'500);
        wall.stepWall(24h); // or the machine slept
        QCOMPARE(clock.wall(), wall.wall());
        QCOMPARE(clock.ahead(), 0ms);
    }
    void goesOnWhereTheWallClockIsSetBack()
    {
        base::ManualClock wall(base::fromUnixMs(1'000'000'000));
        const session::SteadyClock clock(wall);
        wall.stepWall(-6h);
        QCOMPARE(base::unixMs(clock.wall()), 1'000'000'000);
        for (int i = 1; i <= 10; ++i) {
            wall.advance(1s);
            QCOMPARE(base::unixMs(clock.wall()), 1'000'000'000 + i * 1000);
            QCOMPARE(clock.ahead(), 6h);
        }
        wall.stepWall(6h - 30s);
        QCOMPARE(base::unixMs(clock.wall()), 1'000'010'000);
        QCOMPARE(clock.ahead(), 30s);
        wall.stepWall(60s);
        QCOMPARE(clock.wall(), wall.wall());
        QCOMPARE(clock.ahead(), 0ms);
    }
    void twoStepsBackAddUp()
    {
        base::ManualClock wall(base::fromUnixMs(1'000'000'000));
        const session::SteadyClock clock(wall);
        wall.stepWall(-1h);
        QCOMPARE(clock.ahead(), 1h);
        wall.stepWall(-1h);
        QCOMPARE(clock.ahead(), 2h);
    }
};

QTEST_APPLESS_MAIN(TestSteadyClock)

} // namespace tst_steadyclock

#include "tst_steadyclock.moc"
