#include "models/base/leavablethread.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

namespace tst_leavablethread {

using namespace checkwatch;
using namespace std::chrono_literals;
using base::LeavableThread;

/// A thread whose work may never come back.
class LeavableThreadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workRunsInOrderAndToTheEnd()
    {
        std::vector<int> done;
        {
            LeavableThread thread(10s);
            for (int i = 0; i < 100; ++i) {
                thread.post([&done, i] { done.push_back(i); });
            }
        }
        QCOMPARE(done.size(), std::size_t{100});
        QVERIFY(std::ranges::is_sorted(done));
    }

    void itTellsAsLongAsSomebodyListens()
    {
        std::atomic<int> heard = 0;
        std::shared_ptr<base::Door> door;
        {
            LeavableThread thread(10s);
            door = thread.door();
            thread.post([door, &heard] { door->pass([&] { ++heard; }); });
            QTRY_COMPARE(heard.load(), 1);
        }
        door->pass([&] { ++heard; });
        QCOMPARE(heard.load(), 1);
    }

    void howLongItIsAtItIsKnown()
    {
        std::promise<void> back;
        LeavableThread thread(10s);
        QVERIFY(thread.isIdle());
        QCOMPARE(thread.busyFor(), 0ms);
        thread.post([until = back.get_future().share()] { until.wait(); });
        QTRY_VERIFY(thread.busyFor() > 20ms);
        QVERIFY(!thread.isIdle());
        back.set_value();
        QTRY_VERIFY(thread.isIdle());
        QCOMPARE(thread.busyFor(), 0ms);
    }

    /// What it owns lives on with it, what waits is not done any more, and nobody hears of it.
    void whatHangsIsLeftBehind()
    {
        std::promise<void> back;
        auto own = std::make_shared<int>(7);
        auto later = std::make_shared<int>(0);
        const std::weak_ptr<int> owned = own;
        const std::weak_ptr<int> waits = later;
        auto heard = std::make_shared<std::atomic<int>>(0);
        QElapsedTimer took;
        {
            LeavableThread thread(100ms);
            thread.post([until = back.get_future().share(), own = std::move(own), door = thread.door(), heard] {
                until.wait();
                door->pass([&] { *heard += *own; });
            });
            thread.post([later = std::move(later), heard] { *heard += 100 + *later; });
            QTRY_VERIFY(thread.busyFor() > 0ms);
            took.start();
        }
        QVERIFY2(took.elapsed() >= 100 && took.elapsed() < 2000, QByteArray::number(took.elapsed()));
        QVERIFY(!owned.expired() && !waits.expired());
        back.set_value(); // it comes back after all
        QTRY_VERIFY(owned.expired() && waits.expired());
        QCOMPARE(heard->load(), 0);
    }
};

QTEST_GUILESS_MAIN(LeavableThreadTest)

} // namespace tst_leavablethread

#include "tst_leavablethread.moc"
