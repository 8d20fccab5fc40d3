#include "models/config/config.h"

#include <QTest>

using namespace checkwatch;
using namespace checkwatch::config;

namespace {

base::Result<Config> with(const std::string& wall)
{
    return parseConfig("scrape_configs: [{job_name: h, static_configs: [{targets: ['a:1']}]}]\ncheckwatch:\n  wall:\n"
                           + wall,
                       "wall.yml");
}

} // namespace

/// The `wall:` block: read whole, refused with the line and what to write.
class TestWallConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingMeansOneScreen()
    {
        const auto config = with("    dwell: 5s\n");
        QVERIFY(config.ok());
        QVERIFY(config->checkwatch.wall.screens.empty());
        QCOMPARE(config->checkwatch.wall.dwell, base::Duration{5000});
        QVERIFY(!config->checkwatch.wall.utc);
        QCOMPARE(config->checkwatch.wall.themes.day, std::string("dark"));
    }

    void screensHaveTheirRoles()
    {
        const auto config = with("    grouping: backend\n    clock: utc\n"
                                 "    themes: {day: light, night: contrast, from: \"06:30\", to: \"20:00\"}\n"
                                 "    screens: [{screen: HDMI-1, grouping: server}, {screen: 2}]\n");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const Wall& wall = config->checkwatch.wall;
        QCOMPARE(wall.screens.size(), std::size_t{2});
        QVERIFY((wall.screens[0] == WallScreen{"HDMI-1", WallGrouping::Server}));
        QVERIFY((wall.screens[1] == WallScreen{"2", WallGrouping::Backend}));
        QVERIFY(wall.utc);
        QCOMPARE(wall.themes.from, 6 * 60 + 30);
        QCOMPARE(wall.themes.to, 20 * 60);
    }

    void dayAndNight()
    {
        const WallThemes day{"light", "dark", 7 * 60, 19 * 60};
        QVERIFY(!day.isDay(7 * 60 - 1) && day.isDay(7 * 60) && day.isDay(19 * 60 - 1) && !day.isDay(19 * 60));
        const WallThemes overMidnight{"light", "dark", 22 * 60, 6 * 60};
        QVERIFY(overMidnight.isDay(23 * 60) && overMidnight.isDay(0) && !overMidnight.isDay(6 * 60));
    }

    void mistakesAreTold_data()
    {
        QTest::addColumn<QString>("wall");
        QTest::addColumn<QString>("words");
        QTest::newRow("grouping") << "    grouping: rack\n"
                                  << "line 4: grouping must be haproxy, backend or server";
        QTest::newRow("dwell") << "    dwell: 10ms\n"
                               << "line 4: dwell must be at least 1s";
        QTest::newRow("clock") << "    clock: swatch\n"
                               << "line 4: clock must be local or utc";
        QTest::newRow("theme") << "    themes: {day: bright}\n"
                               << "day must be dark, light or contrast";
        QTest::newRow("time") << "    themes: {from: \"7\"}\n"
                              << "from must be a time of the day";
        QTest::newRow("25 h") << "    themes: {to: \"25:00\"}\n"
                              << "to must be a time of the day";
        QTest::newRow("no day") << "    themes: {from: \"07:00\", to: \"07:00\"}\n"
                                << "must differ";
        QTest::newRow("unknown") << "    colour: red\n"
                                 << "colour";
    }

    void mistakesAreTold()
    {
        QFETCH(QString, wall);
        QFETCH(QString, words);
        const auto config = with(wall.toStdString());
        QVERIFY(!config.ok());
        const QString told = QString::fromStdString(config.error().text());
        QVERIFY2(told.contains(words), qPrintable(told));
    }
};

QTEST_APPLESS_MAIN(TestWallConfig)
#include "tst_wallconfig.moc"
