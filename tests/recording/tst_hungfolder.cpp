#include "models/recording/recorder.h"
#include "models/recording/verify.h"
#include "models/recording/writerlock.h"
#include "tests/recording/recordings.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

namespace tst_hungfolder {

using namespace checkwatch;
using namespace checkwatch::recording;
using namespace std::chrono_literals;
using recordings::start;

namespace {

/// Set: what SQLite writes does not come back before it is set free.
std::atomic<bool> hangs = false;
std::atomic<int> hanging = 0;

ssize_t hangingWrite(int file, const void* bytes, std::size_t count, off_t offset)
{
    ++hanging;
    hangs.wait(true);
    --hanging;
    return ::pwrite(file, bytes, count, offset);
}

/// A folder of a server that has gone away, as SQLite sees one.
class HungFolder
{
public:
    HungFolder()
    {
        sqlite3_initialize();
        for (const char* const call : {"pwrite", "pwrite64"}) {
            sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
            system->xSetSystemCall(system, call, reinterpret_cast<sqlite3_syscall_ptr>(hangingWrite));
        }
    }
    ~HungFolder()
    {
        comeBack();
        sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
        system->xSetSystemCall(system, nullptr, nullptr); // as it was
    }
    HungFolder(const HungFolder&) = delete;
    HungFolder& operator=(const HungFolder&) = delete;

    static void goAway() { hangs = true; }
    static void comeBack()
    {
        hangs = false;
        hangs.notify_all();
    }
};

/// What is written to stderr while this lives.
class Complaints
{
public:
    Complaints() : m_before(::dup(STDERR_FILENO)) { ::dup2(::fileno(m_file), STDERR_FILENO); }
    ~Complaints()
    {
        ::dup2(m_before, STDERR_FILENO);
        ::close(m_before);
        std::fclose(m_file);
    }
    Complaints(const Complaints&) = delete;
    Complaints& operator=(const Complaints&) = delete;

    [[nodiscard]] QByteArray text() const
    {
        QByteArray out(4096, '\0');
        const ssize_t got = ::pread(::fileno(m_file), out.data(), static_cast<std::size_t>(out.size()), 0);
        out.resize(std::max<ssize_t>(got, 0));
        return out;
    }

private:
    std::FILE* const m_file = std::tmpfile();
    const int m_before;
};

} // namespace

/// The end of a program whose recording lies in a folder that does not answer.
class HungFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isLeftInTime()
    {
        const HungFolder hung;
        const QTemporaryDir folder;
        RecorderOptions options;
        options.folder = folder.filePath(QStringLiteral("recorded")).toStdString();
        options.writer = {"test", true, {}};
        options.commitEvery = base::Duration{20};
        options.patience = 400ms;
        auto clock = std::make_unique<base::SystemClock>();
        std::atomic<std::uint64_t> heard = 0;
        auto recorder
            = std::make_unique<Recorder>(options, *clock, [&heard](const fleet::RecordingState& /*said*/) { ++heard; });
        recordings::RandomTarget target("lb-1", 300, 1);
        recorder->start();
        recorder->post(SourceBegins{1, target.record()});
        const auto scrape = [&](int round) {
            auto batch
                = std::make_shared<const metrics::ScrapeBatch>(target.scrape(start + round * base::Duration{1000}));
            recorder->post(Scraped{1, batch, batch->time});
        };
        scrape(0);
        const auto count = [&options] {
            const auto reader = Reader::open(recordingIn(options.folder));
            return reader ? recordings::samplesIn(**reader).size() : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(count() > 0, 10'000);
        const std::size_t committed = count();
        HungFolder::goAway();
        scrape(1);
        QTRY_VERIFY_WITH_TIMEOUT(hanging > 0, 10'000);
        scrape(2);
        const Complaints complaints;
        QElapsedTimer took;
        took.start();
        recorder.reset();
        QVERIFY2(took.elapsed() >= 400 && took.elapsed() < 10'000, QByteArray::number(took.elapsed()));
        QVERIFY(complaints.text().contains("checkwatch: " + QByteArray::fromStdString(options.folder)
                                           + " does not answer: left after 1 s without what was not written yet\n"));
        QVERIFY(count() >= committed);
        // Nobody is there any more when it comes back; what it finishes then is whole.
        const std::uint64_t told = heard;
        clock.reset();
        HungFolder::comeBack();
        QTRY_VERIFY_WITH_TIMEOUT(!isLocked(options.folder + "/recording.lock"), 10'000);
        QCOMPARE(heard.load(), told);
        QVERIFY(count() > committed);
        const auto reader = Reader::open(recordingIn(options.folder));
        QVERIFY(reader.ok() && (*reader)->damage().empty());
    }
    void aSlowOneIsWaitedFor()
    {
        const HungFolder hung;
        const QTemporaryDir folder;
        RecorderOptions options;
        options.folder = folder.filePath(QStringLiteral("recorded")).toStdString();
        options.writer = {"test", true, {}};
        options.patience = 60s;
        const base::SystemClock clock;
        recordings::RandomTarget target("lb-1", 300, 1);
        std::future<void> later;
        const Complaints complaints;
        {
            Recorder recorder(options, clock, [](const fleet::RecordingState& /*said*/) {});
            recorder.start();
            recorder.post(SourceBegins{1, target.record()});
            auto batch = std::make_shared<const metrics::ScrapeBatch>(target.scrape(start));
            recorder.post(Scraped{1, batch, batch->time});
            HungFolder::goAway();
            later = std::async(std::launch::async, [] {
                std::this_thread::sleep_for(500ms);
                HungFolder::comeBack();
            });
        }
        later.wait();
        QVERIFY(!complaints.text().contains("does not answer"));
        const auto reader = Reader::open(recordingIn(options.folder));
        QVERIFY(reader.ok() && !recordings::samplesIn(**reader).empty());
    }
};

QTEST_GUILESS_MAIN(HungFolderTest)

} // namespace tst_hungfolder

#include "tst_hungfolder.moc"
