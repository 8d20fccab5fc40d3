#include "app/run/wallscreens.h"

#include <QEvent>
#include <QTest>

namespace tst_screenturns {

using namespace checkwatch;
using namespace std::chrono_literals;
using app::WallScreens;

namespace {

/// Which of the windows was put on top last.
class OnTop final : public QObject
{
public:
    explicit OnTop(std::initializer_list<QWidget*> windows)
    {
        for (QWidget* const window : windows) {
            window->installEventFilter(this);
        }
    }
    QList<QWidget*> raised;

protected:
    bool eventFilter(QObject* window, QEvent* event) override
    {
        if (event->type() == QEvent::ZOrderChange) {
            raised.append(qobject_cast<QWidget*>(window));
        }
        return false;
    }
};

} // namespace

/// A screen is gone: what stood there stands with another wall, and neither hides the other for good.
class ScreenTurnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoSharesAScreenTakesTurns()
    {
        QWidget here;
        QWidget lost;
        OnTop top{&here, &lost};
        WallScreens screens;
        screens.setDwell(20ms);
        screens.keep({{&here, "1"}, {&lost, "HDMI-9"}});
        QTRY_VERIFY(here.isVisible() && lost.isVisible() && !top.raised.isEmpty());
        top.raised.clear(); // what came of their being shown
        QTRY_VERIFY(top.raised.size() >= 4);
        const auto last = top.raised.size();
        QVERIFY(top.raised[last - 1] != top.raised[last - 2]);
        QCOMPARE(top.raised[last - 1], top.raised[last - 3]);
        QVERIFY(top.raised.contains(&here) && top.raised.contains(&lost));
    }

    void whoIsAloneStays()
    {
        QWidget here;
        WallScreens screens;
        screens.setDwell(20ms);
        screens.keep({{&here, "1"}});
        const OnTop top{&here};
        QTest::qWait(200);
        QVERIFY(top.raised.isEmpty());
    }
};

QTEST_MAIN(ScreenTurnsTest)

} // namespace tst_screenturns

#include "tst_screenturns.moc"
