#include "models/session/replaysession.h"
#include "tests/session/recordedlife.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace checkwatch;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'123);

std::unique_ptr<session::ReplaySession> opened(const recordedlife::Life& life)
{
    auto session = session::ReplaySession::open(life.path());
    return session ? std::move(*session) : nullptr;
}

} // namespace

/// A replay as screens have it: threads, signals, and everything as of the position.
class TestReplaySession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySecondIsShownAsItWas()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 21);
        life.live(std::chrono::seconds{150});
        life.flush();
        const auto session = opened(life);
        QVERIFY(session != nullptr);
        session->start();
        std::vector<std::size_t> order(life.seconds().size());
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), std::mt19937(7));
        for (const std::size_t i : order) {
            const recordedlife::Life::Second& second = life.seconds()[i];
            session->seek(second.time);
            const base::Timestamp reached = std::min(second.time, session->facts().to);
            QTRY_COMPARE(session->now(), reached);
            if (reached == second.time) {
                QCOMPARE(recordedlife::describe(*session->snapshot()), second.shown);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestReplaySession)
#include "tst_replaysession.moc"
