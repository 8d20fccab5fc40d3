#include "models/config/config.h"

#include <QTest>

namespace tst_wallconfig {

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
        QVERIFY((wall.screens[0] == WallScreen{"HDMI-1", WallGrouping::Server, {}, {}}));
        QVERIFY((wall.screens[1] == WallScreen{"2", WallGrouping::Backend, {}, {}}));
        QVERIFY(wall.utc);
        QCOMPARE(wall.themes.from, 6 * 60 + 30);
        QCOMPARE(wall.themes.to, 20 * 60);
    }

    void dayAndNight()
    {
        const WallThemes day{"light", "dark", 7 * 60, 19 * 60, {}};
        QVERIFY(!day.isDay(7 * 60 - 1) && day.isDay(7 * 60) && day.isDay(19 * 60 - 1) && !day.isDay(19 * 60));
        const WallThemes overMidnight{"light", "dark", 22 * 60, 6 * 60, {}};
        QVERIFY(overMidnight.isDay(23 * 60) && overMidnight.isDay(0) && !overMidnight.isDay(6 * 60));
    }

    void screensHaveTheirFilters()
    {
        const auto config = with("    filter: 'backend:web*'\n    pages: ['exporter:lb-01', 'exporter:lb-02']\n"
                                 "    screens:\n      - {screen: 1}\n"
                                 "      - {screen: 2, filter: 'job:edge', pages: []}\n");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const Wall& wall = config->checkwatch.wall;
        QCOMPARE(wall.screens[0].filter.text, std::string("backend:web*"));
        QCOMPARE(wall.screens[0].filter.line, 4);
        QCOMPARE(wall.screens[0].pages.size(), std::size_t{2});
        QCOMPARE(wall.screens[1].filter.text, std::string("job:edge"));
        QCOMPARE(wall.screens[1].filter.line, 8);
        QVERIFY(wall.screens[1].pages.empty());
    }

    void dayBySun()
    {
        const auto config
            = with("    themes: {day: light, sunset: {latitude: 52.52, longitude: 13.405, offset: 30m}}\n");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const WallThemes& themes = config->checkwatch.wall.themes;
        QVERIFY(themes.sunset.has_value());
        QCOMPARE(themes.sunset->latitude, 52.52);
        QCOMPARE(themes.sunset->offset, base::Duration{30 * 60'000});
        const base::Timestamp set{std::chrono::sys_days{std::chrono::year{2024} / 6 / 21} + std::chrono::minutes{1173}};
        QVERIFY(themes.isDay(set + std::chrono::minutes{28}, 0)); // whatever the clock on the wall says
        QVERIFY(!themes.isDay(set + std::chrono::minutes{33}, 12 * 60));
        WallThemes byClock = themes;
        byClock.sunset.reset();
        QVERIFY(byClock.isDay(set, 12 * 60) && !byClock.isDay(set, 0));
    }

    void whatCountsInTheVerdict()
    {
        const auto config = with("    verdict_alerts: {names: [HaproxyServerDown], severities: [critical, page]}\n");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const VerdictAlerts& alerts = config->checkwatch.wall.verdictAlerts;
        QCOMPARE(alerts.names, std::vector<std::string>{"HaproxyServerDown"});
        QCOMPARE(alerts.severities.size(), std::size_t{2});
        QVERIFY(!alerts.all() && Wall{}.verdictAlerts.all());
    }

    void textIsReadBack()
    {
        Wall wall;
        const auto readBack = [&] {
            const auto config = parseConfig("scrape_configs: [{job_name: h, static_configs: [{targets: ['a:1']}]}]\n"
                                                + wallAsYaml(wall),
                                            "wall.yml");
            return config.ok() && config->checkwatch.wall == wall;
        };
        QVERIFY(readBack());
        wall.grouping = WallGrouping::Server;
        wall.filter.text = "backend:\"it's, web\" -server:canary*";
        wall.pages = {{"exporter:lb-01"}, {"exporter:'lb'"}};
        wall.dwell = base::Duration{12'500};
        wall.utc = true;
        wall.themes = {"light", "contrast", 6 * 60 + 5, 21 * 60, {}};
        wall.verdictAlerts = {{"A", "B"}, {"critical"}};
        wall.screens = {{"HDMI-1", WallGrouping::Server, wall.filter, wall.pages},
                        {"2", WallGrouping::Backend, {"job:edge"}, {}}};
        QVERIFY(readBack());
        wall.themes.sunset = WallSun{-33.8688, 151.2093, base::Duration{45 * 60'000}};
        wall.themes.from = WallThemes{}.from; // mean nothing then
        wall.themes.to = WallThemes{}.to;
        QVERIFY(readBack());
        wall.sound.on = true;
        QVERIFY(readBack());
        wall.sound.severities = {{"critical", "alarm"}, {"it's, this", "none"}};
        wall.sound.down = "/a file's.wav";
        wall.sound.repeat = base::Duration{0};
        wall.sound.quiet = {22 * 60, 6 * 60 + 5};
        QVERIFY(readBack());
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
        QTest::newRow("pages") << "    pages: [{a: b}]\n"
                               << "line 4: every item of pages must be a filter";
        QTest::newRow("filter") << "    filter: [a]\n"
                                << "line 4: filter must be a single value";
        QTest::newRow("nothing counts") << "    dwell: 8s\n    verdict_alerts: {}\n"
                                        << "line 5: verdict_alerts wants names or severities";
        QTest::newRow("severity") << "    verdict_alerts: {severity: [critical]}\n"
                                  << "field severity not found in checkwatch.wall.verdict_alerts";
        QTest::newRow("latitude") << "    themes:\n      sunset: {latitude: 95, longitude: 13}\n"
                                  << "line 5: latitude must be degrees from -90 to 90";
        QTest::newRow("longitude") << "    themes: {sunset: {latitude: 52}}\n"
                                   << "line 4: longitude must be degrees from -180 to 180";
        QTest::newRow("offset") << "    themes: {sunset: {latitude: 1, longitude: 1, offset: 7h}}\n"
                                << "line 4: offset must be at most 6h";
        QTest::newRow("both") << "    themes: {from: \"07:00\", sunset: {latitude: 1, longitude: 1}}\n"
                              << "line 4: themes go by sunset or by from and to";
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

} // namespace tst_wallconfig

#include "tst_wallconfig.moc"
