#include "models/base/sun.h"

#include <QTest>

namespace tst_sun {

using namespace checkwatch::base;
using namespace std::chrono;

/// Sunrise and sunset against what almanacs print.
class SunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void almanac_data()
    {
        QTest::addColumn<int>("year");
        QTest::addColumn<int>("month");
        QTest::addColumn<int>("day");
        QTest::addColumn<double>("latitude");
        QTest::addColumn<double>("longitude");
        QTest::addColumn<int>("rise"); // minutes of the day in UTC; before or beyond it on the days beside
        QTest::addColumn<int>("set");
        const auto at = [](int hour, int minute) { return hour * 60 + minute; };
        QTest::newRow("Berlin, midsummer") << 2024 << 6 << 21 << 52.52 << 13.405 << at(2, 43) << at(19, 33);
        QTest::newRow("Berlin, midwinter") << 2024 << 12 << 21 << 52.52 << 13.405 << at(7, 15) << at(14, 54);
        QTest::newRow("London, midsummer") << 2024 << 6 << 21 << 51.5074 << -0.1278 << at(3, 43) << at(20, 21);
        QTest::newRow("London, midwinter") << 2024 << 12 << 21 << 51.5074 << -0.1278 << at(8, 4) << at(15, 53);
        QTest::newRow("New York, midsummer") << 2024 << 6 << 21 << 40.7128 << -74.006 << at(9, 25) << at(24, 30);
        QTest::newRow("New York, midwinter") << 2024 << 12 << 21 << 40.7128 << -74.006 << at(12, 16) << at(21, 32);
        QTest::newRow("Sydney, midsummer") << 2024 << 12 << 21 << -33.8688 << 151.2093 << at(-6, 41) << at(9, 5);
        QTest::newRow("Reykjavik, midsummer") << 2024 << 6 << 21 << 64.1466 << -21.9426 << at(2, 55) << at(24, 3);
    }

    void almanac()
    {
        QFETCH(int, year);
        QFETCH(int, month);
        QFETCH(int, day);
        QFETCH(double, latitude);
        QFETCH(double, longitude);
        QFETCH(int, rise);
        QFETCH(int, set);
        const sys_days date = std::chrono::year{year} / month / day;
        const SunDay sun = sunOn(date.time_since_epoch().count(), latitude, longitude);
        QCOMPARE(sun.kind, SunDay::Kind::RisesAndSets);
        const auto off = [&](Timestamp time, int minute) {
            return std::abs(duration<double, std::ratio<60>>(time - (date + minutes{minute})).count());
        };
        QVERIFY2(off(sun.rise, rise) <= 2, qPrintable(QStringLiteral("rise is %1 min off").arg(off(sun.rise, rise))));
        QVERIFY2(off(sun.set, set) <= 2, qPrintable(QStringLiteral("set is %1 min off").arg(off(sun.set, set))));
    }

    void wherePolarDayIs()
    {
        const auto kindOn = [](int month, double latitude) {
            const sys_days date = std::chrono::year{2025} / month / 21;
            return sunOn(date.time_since_epoch().count(), latitude, 18.9553).kind;
        };
        QCOMPARE(kindOn(6, 69.6492), SunDay::Kind::AlwaysUp); // Tromsø
        QCOMPARE(kindOn(12, 69.6492), SunDay::Kind::NeverUp);
        QCOMPARE(kindOn(3, 69.6492), SunDay::Kind::RisesAndSets);
        QCOMPARE(kindOn(6, -78), SunDay::Kind::NeverUp);
        QCOMPARE(kindOn(6, 90), SunDay::Kind::AlwaysUp);
        QCOMPARE(kindOn(12, 90), SunDay::Kind::NeverUp);
        const sys_days june = std::chrono::year{2025} / 6 / 21;
        const sys_days december = std::chrono::year{2025} / 12 / 21;
        for (int hour = 0; hour < 24; ++hour) {
            QVERIFY(isSunUp(june + hours{hour}, 69.6492, 18.9553));
            QVERIFY(!isSunUp(december + hours{hour}, 69.6492, 18.9553, minutes{30}));
        }
    }

    void dayHasItsMargin()
    {
        const sys_days date = std::chrono::year{2024} / 6 / 21;
        const auto up = [&](int hour, int minute, Duration margin) {
            return isSunUp(date + hours{hour} + minutes{minute}, 52.52, 13.405, margin);
        };
        QVERIFY(!up(2, 38, 0ms) && up(2, 48, 0ms) && up(19, 28, 0ms) && !up(19, 38, 0ms));
        QVERIFY(!up(2, 8, 30min) && up(2, 18, 30min) && up(19, 58, 30min) && !up(20, 8, 30min));
        QVERIFY(!up(3, 8, -30min) && up(3, 18, -30min) && up(18, 58, -30min) && !up(19, 8, -30min));
    }

    void whereTheDateChanges()
    {
        // Local noon of Suva and of Apia is near midnight UTC, an hour and a day apart from each other.
        const sys_days date = std::chrono::year{2025} / 1 / 15;
        for (const double longitude : {179.9, -179.9, 178.4419}) {
            QVERIFY(isSunUp(date + hours{0}, -18, longitude));
            QVERIFY(!isSunUp(date + hours{12}, -18, longitude));
        }
    }
};

QTEST_APPLESS_MAIN(SunTest)

} // namespace tst_sun

#include "tst_sun.moc"
