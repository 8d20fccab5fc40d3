#include "app/run/screenchoice.h"

#include <QTest>

#include <algorithm>
#include <iterator>

namespace tst_screenchoice {

using namespace checkwatch;
using app::screenFor;

/// On which screen a wall stands while screens come and go.
class ScreenChoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byNumberOrName();
    void unpluggedAndBack();
    void theCommandLineGoesBeforeTheFile();
};

void ScreenChoiceTest::byNumberOrName()
{
    const QStringList two{QStringLiteral("DP-1"), QStringLiteral("HDMI-1")};
    QCOMPARE(screenFor(QString(), two), 0);
    QCOMPARE(screenFor(QStringLiteral("1"), two), 0);
    QCOMPARE(screenFor(QStringLiteral("2"), two), 1);
    QCOMPARE(screenFor(QStringLiteral("HDMI-1"), two), 1);
    QCOMPARE(screenFor(QStringLiteral("0"), two), 0);
    QCOMPARE(screenFor(QStringLiteral("-1"), two), 0);
    QCOMPARE(screenFor(QStringLiteral("7"), {QStringLiteral("A"), QStringLiteral("7")}), 1); // a name like a number
}

void ScreenChoiceTest::unpluggedAndBack()
{
    const QString wanted = QStringLiteral("HDMI-1");
    const QStringList both{QStringLiteral("DP-1"), wanted};
    QCOMPARE(screenFor(wanted, both), 1);
    QCOMPARE(screenFor(wanted, {QStringLiteral("DP-1")}), 0);
    QCOMPARE(screenFor(wanted, {}), -1);
    QCOMPARE(screenFor(wanted, {wanted}), 0);
    QCOMPARE(screenFor(wanted, both), 1);
    QCOMPARE(screenFor(QStringLiteral("2"), {QStringLiteral("DP-1")}), 0);
    QCOMPARE(screenFor(QStringLiteral("2"), both), 1);
}

void ScreenChoiceTest::theCommandLineGoesBeforeTheFile()
{
    config::Wall wall;
    wall.filter = {"backend:app", 0};
    const auto names = [](const std::vector<config::WallScreen>& screens) {
        std::vector<std::string> out;
        std::ranges::transform(screens, std::back_inserter(out), &config::WallScreen::screen);
        return out;
    };
    QCOMPARE(names(app::screensOf(wall, {})), std::vector<std::string>{""}); // somewhere it stands
    wall.screens = {{"DP-1", config::WallGrouping::Haproxy, wall.filter, {}},
                    {"HDMI-1", config::WallGrouping::Server, {"backend:db", 0}, {}}};
    QCOMPARE(names(app::screensOf(wall, {})), (std::vector<std::string>{"DP-1", "HDMI-1"}));
    QCOMPARE(names(app::screensOf(wall, "HDMI-1")), std::vector<std::string>{"HDMI-1"});
    QCOMPARE(app::screensOf(wall, "HDMI-1").front().filter.text, std::string("backend:db"));
    QCOMPARE(app::screensOf(wall, "HDMI-1").front().grouping, config::WallGrouping::Server);
    QCOMPARE(names(app::screensOf(wall, "2")), std::vector<std::string>{"2"});
    QCOMPARE(app::screensOf(wall, "2").front().filter.text, std::string("backend:app"));
}

QTEST_GUILESS_MAIN(ScreenChoiceTest)

} // namespace tst_screenchoice

#include "tst_screenchoice.moc"
