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

    void soundIsOffUntilItIsAskedFor()
    {
        const auto silent = with("    dwell: 5s\n");
        QVERIFY(silent.ok());
        QVERIFY(!silent->checkwatch.wall.sound.on);
        const auto usual = with("    sound: {}\n");
        QVERIFY2(usual.ok(), usual.ok() ? "" : usual.error().text().c_str());
        const WallSound& sound = usual->checkwatch.wall.sound;
        QVERIFY(sound.on);
        QCOMPARE(sound.down, std::string("alarm"));
        QCOMPARE(sound.ofAlert("critical"), std::string("alarm"));
        QCOMPARE(sound.ofAlert("warning"), std::string("notice"));
        QCOMPARE(sound.ofAlert(""), std::string("notice"));
        QCOMPARE(sound.silent, std::string("none"));
        QCOMPARE(sound.repeat, base::Duration{60'000});
        QVERIFY(!sound.quiet.contains(0));
        QCOMPARE(sound.all(), (std::set<std::string>{"alarm", "notice"}));
    }

    void eachSeverityHasItsSound()
    {
        const auto config = with("    sound:\n      down: /srv/horn.oga\n      firing: none\n      silent: notice\n"
                                 "      severities: {page: alarm, critical: none}\n      repeat: 5m\n"
                                 "      quiet: {from: \"22:00\", to: \"06:30\"}\n");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const WallSound& sound = config->checkwatch.wall.sound;
        QCOMPARE(sound.down, std::string("/srv/horn.oga"));
        QCOMPARE(sound.ofAlert("page"), std::string("alarm"));
        QCOMPARE(sound.ofAlert("critical"), std::string("none"));
        QCOMPARE(sound.ofAlert("warning"), std::string("none"));
        QCOMPARE(sound.repeat, base::Duration{300'000});
        QVERIFY(sound.quiet.contains(23 * 60) && sound.quiet.contains(6 * 60 + 29)
                && !sound.quiet.contains(6 * 60 + 30));
        QCOMPARE(sound.all(), (std::set<std::string>{"/srv/horn.oga", "notice", "alarm"}));
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
        QTest::newRow("sound") << "    sound: {down: loud}\n"
                               << "line 4: down must be alarm, notice, none, or the whole path of a sound file, not";
        QTest::newRow("relative sound") << "    sound: {firing: horn.wav}\n"
                                        << "firing must be alarm";
        QTest::newRow("severity") << "    sound: {severities: {page: 7}}\n"
                                  << "page must be alarm";
        QTest::newRow("severity list") << "    sound: {severities: {page: [alarm]}}\n"
                                       << "page must be alarm";
        QTest::newRow("repeat") << "    sound: {repeat: 1s}\n"
                                << "repeat must be 0s, which is once, or at least 10s";
        QTest::newRow("quiet") << "    sound: {quiet: {from: \"22:00\", to: \"22:00\"}}\n"
                               << "from and to of quiet hours must differ";
        QTest::newRow("quiet hour") << "    sound: {quiet: {from: \"24:00\"}}\n"
                                    << "from must be a time of the day";
        QTest::newRow("no such sound field") << "    sound: {volume: 11}\n"
                                             << "volume";
        QTest::newRow("sound as a word") << "    sound: on\n"
                                         << "sound";
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
