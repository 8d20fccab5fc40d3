#include "tests/support/scriptedscenes.h"
#include "tests/ui/replayshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/workstation/fleetpanels.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QWheelEvent>

#include <limits>

namespace tst_replaystrip {

using namespace checkwatch;
using namespace checkwatch::replayshow;
using namespace checkwatch::windowshow;
using replay::ReplayWindow;
using replay::TimelineStrip;
using scriptedsession::sceneTime;
using std::chrono::hours;
using std::chrono::minutes;

/// The timeline of a replay: scrubbing, zooming, and its lanes.
class ReplayStripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void scrubbingSeeks()
    {
        Shown shown;
        QSignalSpy moved(&shown.replay, &session::Replay::moved);
        const base::Timestamp wanted = sceneTime - hours{6};
        const int y = shown.strip->viewport()->height() - 10; // over the axis: no lane
        QTest::mousePress(shown.strip->viewport(), Qt::LeftButton, {}, {shown.xOf(sceneTime - hours{8}), y});
        QTest::mouseMove(shown.strip->viewport(), {shown.xOf(wanted), y});
        QTest::mouseRelease(shown.strip->viewport(), Qt::LeftButton, {}, {shown.xOf(wanted), y});
        QVERIFY(moved.count() >= 2);
        QVERIFY(std::chrono::abs(shown.replay.now() - wanted) < minutes{3});
        QVERIFY(shown.window.panels().selection().current().isEmpty());
    }

    void lanesSelectTheirServer()
    {
        Shown shown;
        const fleet::TimelineLane& lane = shown.replay.timeline()->lanes[1];
        const QPoint place(20, shown.strip->laneCentre(1));
        const base::Timestamp before = shown.replay.now();
        QTest::mouseClick(shown.strip->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(shown.window.panels().selection().current().server, lane.server);
        QCOMPARE(shown.replay.now(), before); // the name is no place in time
        shown.strip->setFocus();
        shown.key(Qt::Key_Down);
        shown.key(Qt::Key_Return);
        QCOMPARE(shown.window.panels().selection().current().server, shown.replay.timeline()->lanes[2].server);
        QVERIFY(shown.strip->accessibleDescription().contains(QLatin1String("lanes")));
    }

    void wheelZoomsAndPans()
    {
        Shown shown;
        TimelineStrip& strip = *shown.strip;
        const auto turn = [&](const QPointF& place, const QPoint& by, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event(place, strip.viewport()->mapToGlobal(place), {}, by, Qt::NoButton, modifiers,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(strip.viewport(), &event);
        };
        const QPointF place(800, 60);
        const base::Timestamp anchor = strip.timeAt(800);
        turn(place, {0, 240}, {});
        QVERIFY(strip.range().length() < hours{16});
        QVERIFY(std::chrono::abs(strip.timeAt(800) - anchor) < minutes{1});
        const base::Timestamp from = strip.range().from();
        turn(place, {0, -120}, Qt::ShiftModifier);
        QVERIFY(strip.range().from() > from);
        shown.key(Qt::Key_0);
        QVERIFY(strip.range().whole());
        turn(place, {0, -1200}, {}); // never more than there is
        QCOMPARE(strip.range().length(), base::Duration{hours{24}});
    }

    /// A position out of sight brings its stretch into sight.
    void theStripFollowsThePosition()
    {
        Shown shown;
        for (int i = 0; i < 8; ++i)
            shown.key(Qt::Key_Plus);
        QVERIFY(shown.strip->range().length() < minutes{10});
        shown.key(Qt::Key_Home);
        QVERIFY(shown.strip->range().from() <= shown.replay.now());
        QVERIFY(shown.strip->range().to() > shown.replay.now());
    }

    /// Half a lane would look like one whose state is another. And as high as its share of the window lets it be.
    void lanesAreWhole()
    {
        Shown shown({.lanes = 300, .servers = 500});
        const auto* bar = shown.strip->verticalScrollBar();
        const int lane = shown.strip->laneCentre(1) - shown.strip->laneCentre(0);
        int least = std::numeric_limits<int>::max();
        int most = 0;
        for (int height = 700; height <= 1000; height += 13) {
            ReplayWindow window(&shown.replay);
            window.resize(1280, height);
            window.show();
            QCoreApplication::processEvents();
            const auto* strip = window.findChild<TimelineStrip*>();
            QCOMPARE(strip->verticalScrollBar()->pageStep() % lane, 0);
            constexpr int spare = 4; // what the strip can do without
            const int whole = strip->heightWithin(strip->height() + spare);
            QVERIFY2(whole >= strip->height() && whole <= strip->height() + spare, QByteArray::number(height));
            least = std::min(least, strip->height());
            most = std::max(most, strip->height());
        }
        QVERIFY2(most - least >= 2 * lane, QByteArray::number(most - least));
        QVERIFY(bar->pageStep() >= 2 * lane);
    }

    void everyLaneIsReached()
    {
        Shown shown({.lanes = 300, .servers = 500});
        auto* bar = shown.strip->verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        shown.strip->setFocus();
        for (int i = 0; i < 301; ++i)
            shown.key(Qt::Key_Down);
        QCOMPARE(bar->value(), bar->maximum());
    }
};

QTEST_MAIN(ReplayStripTest)

} // namespace tst_replaystrip

#include "tst_replaystrip.moc"
