#include "tests/support/scriptedreplay.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/replay/noticeline.h"
#include "ui/replay/replaybanner.h"
#include "ui/replay/replaywindow.h"

#include <QTest>
#include <QToolButton>

namespace tst_replayremark {

using namespace checkwatch;
using namespace checkwatch::windowshow;

/// What a program that opens a replay says and does with it: a remark in the window, and playing at a speed.
class ReplayRemarkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }

    void aRemarkIsSaidUntilItIsClosed()
    {
        scriptedsession::ScriptedReplay replay{scriptedsession::RecordingShape{}};
        replay::ReplayWindow window(&replay);
        window.show();
        QVERIFY(shownLine(window) == nullptr);
        window.showRemark(QStringLiteral("This is a recording: the live demo needs HAProxy"));
        present(
            window, [] {}, QSize(1280, 800), QStringLiteral("replay-remark"));
        checkLabels(window);
        const auto* line = shownLine(window);
        QVERIFY(line != nullptr);
        QCOMPARE(line->words(), QStringLiteral("This is a recording: the live demo needs HAProxy"));
        line->findChild<QToolButton*>()->click();
        QVERIFY(shownLine(window) == nullptr);
    }

    void aSpeedIsTheNearestOneOffered_data()
    {
        QTest::addColumn<int>("asked");
        QTest::addColumn<double>("played");
        QTest::newRow("offered") << 1 << 1.0;
        QTest::newRow("between two") << 7 << 10.0;
        QTest::newRow("beyond") << 100'000 << 3600.0;
    }

    void aSpeedIsTheNearestOneOffered()
    {
        QFETCH(int, asked);
        QFETCH(double, played);
        scriptedsession::ScriptedReplay replay{scriptedsession::RecordingShape{}};
        replay::ReplayWindow window(&replay);
        window.play(asked);
        QVERIFY(replay.playing());
        QCOMPARE(window.findChild<replay::ReplayBanner*>()->speed(), played);
        QCOMPARE(replay.speed(), played);
    }

private:
    static replay::NoticeLine* shownLine(const QWidget& window)
    {
        for (auto* line : window.findChildren<replay::NoticeLine*>()) {
            if (line->isVisible())
                return line;
        }
        return nullptr;
    }
};

QTEST_MAIN(ReplayRemarkTest)

} // namespace tst_replayremark

#include "tst_replayremark.moc"
