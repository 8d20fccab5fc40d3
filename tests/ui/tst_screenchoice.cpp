#include "app/run/screenchoice.h"

#include <QTest>

using namespace checkwatch;
using app::screenFor;

/// On which screen a wall stands while screens come and go.
class ScreenChoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byNumberOrName();
    void unpluggedAndBack();
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

QTEST_GUILESS_MAIN(ScreenChoiceTest)
#include "tst_screenchoice.moc"
