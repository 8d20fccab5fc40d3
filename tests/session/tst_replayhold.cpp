#include "models/recording/writer.h"
#include "models/recording/writerlock.h"
#include "models/session/filmmaker.h"
#include "models/session/replaysession.h"
#include "models/session/replayworker.h"
#include "tests/recording/recordings.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace tst_replayhold {

using namespace checkwatch;

namespace {

constexpr base::Duration aScrape{5000};

/// A recording that is being written, and its write-ahead log.
class Running
{
public:
    bool begin()
    {
        auto lock = recording::WriterLock::take(m_folder.filePath(QStringLiteral("recording.lock")).toStdString());
        if (!lock) {
            return false;
        }
        m_lock = std::move(*lock); // without it, nobody seems to write
        const bool attached = m_writer.attach(path(), m_now, 7).ok();
        m_writer.begin(1, m_target.record());
        return attached && commit(10, aScrape);
    }
    bool commit(int times, base::Duration step)
    {
        bool good = true;
        for (int i = 0; good && i < times; ++i, m_now += step) {
            m_writer.add(1, m_target.scrape(m_now));
            good = m_writer.commit(m_now).ok();
        }
        return good;
    }
    bool finish()
    {
        const bool closed = m_writer.close(m_now).ok();
        m_lock.reset();
        return closed;
    }
    [[nodiscard]] std::string path() const { return m_folder.filePath(QStringLiteral("r.cwrec")).toStdString(); }
    [[nodiscard]] qint64 log() const { return QFileInfo(QString::fromStdString(path() + "-wal")).size(); }

private:
    QTemporaryDir m_folder;
    std::optional<recording::WriterLock> m_lock;
    recording::Writer m_writer{recording::WriterOptions{"test", true, {}}};
    recordings::RandomTarget m_target{"lb-1", 400, 1};
    base::Timestamp m_now = recordings::start;
};

} // namespace

/// A window that nobody touches keeps what it reads of a running recording. That must not keep the rest of it, too.
class TestReplayHold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIdleReplayLetsGo()
    {
        Running running;
        QVERIFY(running.begin());
        auto session = session::ReplaySession::open(running.path());
        QVERIFY2(session.ok(), session ? "" : session.error().text().c_str());
        QVERIFY((*session)->facts().growing);
        (*session)->start();
        QTRY_VERIFY((*session)->snapshot() != nullptr);
        QVERIFY(running.commit(300, base::Duration{1})); // no minute passes, so nothing is folded in
        const qint64 most = running.log();
        QVERIFY2(most > 1'000'000, QByteArray::number(most));
        QTRY_VERIFY_WITH_TIMEOUT(running.commit(1, aScrape) && running.log() < most / 4, 40'000);
    }

    /// All series of a day would be read anew, by whoever goes somewhere first.
    void theEndOfTheFilmIsNoGrowth()
    {
        Running running;
        QVERIFY(running.begin() && running.finish());
        auto reader = recording::Reader::open(running.path());
        QVERIFY(reader.ok());
        const base::Timestamp to = (*reader)->to();
        auto data = std::make_unique<session::ReplayData>(std::move(*reader), recordings::start);
        const session::ReplayData& seen = *data;
        const std::uint64_t before = seen.generation();
        std::size_t shown = 0;
        session::ReplayListener listener;
        listener.shown = [&shown] { ++shown; };
        listener.firstAlert = [](base::Timestamp, bool) {};
        session::ReplayWorker worker(running.path(), std::move(data), listener);
        auto filmed = recording::Reader::open(running.path());
        QVERIFY(filmed.ok());
        session::FilmMaker maker(std::move(*filmed), {}, base::Timestamp::min(), base::Timestamp::max());
        while (maker.advance()) {}
        worker.postParts(maker.take(true), to + aScrape, maker.reader().to()); // to the end of an evaluation
        worker.postWhole();
        worker.postSeek(to);
        QTRY_COMPARE(shown, std::size_t{1});
        QVERIFY(worker.takeShown().snapshot != nullptr);
        QTRY_VERIFY(seen.built()); // before anybody asks
        QCOMPARE(seen.generation(), before);
        worker.postStopped(to + base::Duration{1});
        worker.postSeek(to - aScrape); // was there before
        QTRY_COMPARE(shown, std::size_t{2});
        QVERIFY(worker.takeShown().snapshot != nullptr);
        QCOMPARE(seen.generation(), before);
    }
};

QTEST_GUILESS_MAIN(TestReplayHold)

} // namespace tst_replayhold

#include "tst_replayhold.moc"
