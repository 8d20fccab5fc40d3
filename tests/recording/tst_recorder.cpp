#include "models/recording/recorder.h"
#include "models/recording/verify.h"
#include "tests/recording/recordings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <mutex>

namespace tst_recorder {

using namespace checkwatch;
using namespace checkwatch::recording;
using recordings::Samples;
using recordings::start;

namespace {

RecorderOptions optionsFor(const QTemporaryDir& folder)
{
    RecorderOptions options;
    options.folder = folder.filePath(QStringLiteral("recorded")).toStdString();
    options.writer = {"test", true, {}};
    options.commitEvery = base::Duration{20};
    return options;
}

/// A recorder, and what it says about itself.
struct Bench
{
    explicit Bench(RecorderOptions options)
        : recorder(std::move(options), clock, [this](const fleet::RecordingState& said) {
              const std::lock_guard lock(mutex);
              state = said;
          })
    {
        recorder.start();
        recorder.post(SourceBegins{1, target.record()});
    }
    void scrape(int round)
    {
        auto batch = std::make_shared<const metrics::ScrapeBatch>(target.scrape(start + round * base::Duration{1000}));
        recordings::note(*batch, labels, written);
        recorder.post(Scraped{1, batch, batch->time});
    }
    fleet::RecordingState told()
    {
        const std::lock_guard lock(mutex);
        return state;
    }

    base::SystemClock clock;
    std::mutex mutex;
    fleet::RecordingState state;
    recordings::RandomTarget target{"lb-1", 300, 1};
    std::vector<metrics::Labels> labels;
    Samples written;
    Recorder recorder;
};

Samples readBack(const RecorderOptions& options)
{
    const auto reader = Reader::open(recordingIn(options.folder));
    if (!reader) {
        qWarning("%s", reader.error().text().c_str());
        return {};
    }
    return (*reader)->damage().empty() ? recordings::samplesIn(**reader) : Samples();
}

/// Files of this process can grow no further than so many bytes until this goes.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

} // namespace

/// What becomes of a recording when the disk, the machine or another program is in the way.
class TestRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aFolderThatWasThereKeepsItsRights()
    {
        RecorderOptions options = optionsFor(*m_folder);
        const auto rightsOf = [&options] {
            struct stat found = {};
            return ::stat(options.folder.c_str(), &found) == 0 ? found.st_mode & 0777U : 0U;
        };
        {
            Bench bench(options);
            QTRY_COMPARE(rightsOf(), 0700U);
        }
        ::chmod(options.folder.c_str(), 0750);
        {
            Bench bench(options);
            QTRY_COMPARE(bench.told().mode, fleet::RecordingMode::Recording);
        }
        QCOMPARE(rightsOf(), 0750U);
    }

    void everythingPostedIsWrittenAtTheEnd()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        Samples written;
        {
            Bench bench(options);
            for (int round = 0; round < 200; ++round) {
                bench.scrape(round);
            }
            written = bench.written;
        }
        QVERIFY(readBack(options) == written);
        QVERIFY(!QFile::exists(QString::fromStdString(recordingIn(options.folder) + "-wal")));
    }
    void whatIsAroundAnAlertThatFiresIsKept()
    {
        RecorderOptions options = optionsFor(*m_folder);
        options.incidents.folder = incidentsIn(options.folder);
        options.incidents.around = base::Duration{300};
        const QDir kept(QString::fromStdString(options.incidents.folder));
        {
            Bench bench(options);
            AlertRecord alert;
            alert.time = bench.clock.wall();
            alert.after = rules::AlertState::Firing;
            alert.labels = metrics::Labels{{"alertname", "Down"}};
            bench.recorder.post(Evaluated{2, {}, {alert}});
            QTRY_COMPARE(kept.entryList({"*.cwrec"}).size(), 1);
            QVERIFY(bench.told().trouble.empty());
        }
        const auto incident = Reader::open(kept.filePath(kept.entryList({"*.cwrec"}).front()).toStdString());
        QVERIFY(incident.ok());
        QCOMPARE((*incident)->alerts(base::Timestamp::min(), base::Timestamp::max()).size(), 1U);
    }
    void aFullDiskPausesAndThenItGoesOn()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        Samples written;
        {
            Bench bench(options);
            int round = 0;
            for (; round < 20; ++round) {
                bench.scrape(round);
            }
            QTRY_VERIFY(bench.told().bytes > 0);
            {
                const FullDisk full(64 * 1024);
                for (; round < 200; ++round) {
                    bench.scrape(round);
                    QTest::qWait(1);
                }
                QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Paused);
                QVERIFY(!bench.told().reason.empty());
            }
            QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Recording);
            bench.scrape(round);
            written = bench.written;
        }
        QVERIFY(readBack(options) == written); // what waited was not lost
    }
    void whatWaitsIsBoundedAndTheGapIsSaid()
    {
        RecorderOptions options = optionsFor(*m_folder);
        options.memory = 100'000;
        Samples written;
        {
            Bench bench(options);
            bench.scrape(0);
            QTRY_VERIFY(bench.told().bytes > 0);
            {
                const FullDisk full(16 * 1024);
                for (int round = 1; round < 500; ++round) {
                    bench.scrape(round);
                    QTest::qWait(1);
                }
                QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Paused);
            }
            QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Recording);
            bench.scrape(1000);
            written = bench.written;
        }
        const auto reader = Reader::open(recordingIn(options.folder));
        QVERIFY(reader.ok());
        const Samples read = recordings::samplesIn(**reader);
        QVERIFY((*reader)->damage().empty());
        QVERIFY(recordings::isPart(read, written) && recordings::count(read) < recordings::count(written));
        QVERIFY((*reader)->to() == start + base::Duration{1'000'000});
        QCOMPARE((*reader)->gaps({}, base::Timestamp::max()).size(), std::size_t{1});
    }
    void aFolderThatCannotBeMadeIsSaidAndTriedAgain()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        QFile inTheWay(QString::fromStdString(options.folder));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        Bench bench(options);
        bench.scrape(0);
        QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Paused);
        QVERIFY(bench.told().reason.find("cannot make the folder") != std::string::npos);
        QVERIFY(inTheWay.remove());
        QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Recording);
        bench.scrape(1); // its labels came while nothing was recorded
        const auto path = recordingIn(options.folder);
        QTRY_VERIFY([&] {
            const auto reader = Reader::open(path);
            return reader.ok() && (*reader)->samples() > 0;
        }());
    }
    void aDamagedRecordingIsSetAside()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        {
            Bench bench(options);
            bench.scrape(0);
        }
        QFile file(QString::fromStdString(recordingIn(options.folder)));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(200));
        QVERIFY(file.write(QByteArray(20'000, 'x')) > 0);
        file.close();
        {
            Bench bench(options);
            bench.scrape(0);
        }
        QVERIFY(!readBack(options).empty());
        const QDir folder(QString::fromStdString(options.folder));
        QCOMPARE(folder.entryList({QStringLiteral("recording.cwrec.damaged-*")}).size(), 1);
    }
    void aNewerRecordingIsLeftAlone()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        {
            Bench bench(options);
            bench.scrape(0);
        }
        QFile file(QString::fromStdString(recordingIn(options.folder)));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(60) && file.write(QByteArray("\0\0\0\7", 4)) == 4);
        file.close();
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        Bench bench(options);
        QTRY_VERIFY(bench.told().mode == fleet::RecordingMode::Paused);
        QVERIFY(bench.told().reason.find("format 7") != std::string::npos);
        QVERIFY(file.seek(0));
        QCOMPARE(file.readAll(), before);
    }
    void readersWorkBesideTheWriter()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        Bench bench(options);
        bench.scrape(0);
        QTRY_VERIFY(bench.told().bytes > 0);
        const auto reader = Reader::open(recordingIn(options.folder));
        QVERIFY(reader.ok());
        for (int round = 1; round < 150; ++round) {
            bench.scrape(round);
            QTest::qWait(1);
            if (round % 10 == 0) {
                QVERIFY((*reader)->refresh().ok());
                QVERIFY(recordings::isPart(recordings::samplesIn(**reader), bench.written));
                QVERIFY((*reader)->damage().empty());
            }
        }
        QTRY_VERIFY((*reader)->refresh().ok() && recordings::samplesIn(**reader) == bench.written);
    }
    void twoWritersNeverMix()
    {
        const RecorderOptions options = optionsFor(*m_folder);
        Samples written;
        {
            Bench first(options);
            QTRY_VERIFY(first.told().mode == fleet::RecordingMode::Recording);
            {
                Bench second(options);
                QTRY_VERIFY(second.told().mode == fleet::RecordingMode::ReadOnly);
                second.scrape(7);
            }
            first.scrape(0);
            written = first.written;
        }
        QVERIFY(readBack(options) == written);
    }
    void aKilledWriterLosesNothingItHadCommitted()
    {
        std::uint64_t random = 4711;
        for (int cycle = 0; cycle < (qEnvironmentVariableIsSet("CHECKWATCH_EXHAUSTIVE") ? 200 : 12); ++cycle) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            killOne(static_cast<useconds_t>(1000 + (random >> 33U) % 60'000), cycle);
        }
        const auto verdict
            = verify(m_folder->filePath(QStringLiteral("killed.cwrec")).toStdString(), [](auto) { return true; });
        QVERIFY(verdict.ok() && verdict->damage.empty());
    }

private:
    /// A child writes and commits, saying each commit over a pipe, until it is killed.
    void killOne(useconds_t after, int cycle)
    {
        const std::string path = m_folder->filePath(QStringLiteral("killed.cwrec")).toStdString();
        const base::Timestamp begin = start + cycle * base::Duration{10'000'000};
        int ends[2] = {};
        QCOMPARE(::pipe(ends), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            writeUntilKilled(path, begin, ends[1]);
        }
        ::close(ends[1]);
        int committed = -1;
        // Half of them are killed after some commits, however slow the machine is; the others maybe while they begin.
        for (int wait = cycle % 2 == 0 ? cycle / 2 % 4 : -1; wait >= 0; --wait) {
            QVERIFY(::read(ends[0], &committed, sizeof(committed)) == sizeof(committed));
        }
        ::usleep(after);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        for (int round = 0; ::read(ends[0], &round, sizeof(round)) == sizeof(round);) {
            committed = round;
        }
        ::close(ends[0]);
        if (committed < 0) {
            return;
        }
        Samples expected;
        std::vector<metrics::Labels> labels;
        recordings::RandomTarget target("lb-1", 50, 9);
        for (int round = 0; round <= committed; ++round) {
            recordings::note(target.scrape(begin + round * base::Duration{1000}), labels, expected);
        }
        const auto reader = Reader::open(path);
        QVERIFY2(reader.ok(), reader ? "" : reader.error().text().c_str());
        QVERIFY(recordings::isPart(expected, recordings::samplesIn(**reader)));
        QVERIFY((*reader)->damage().empty());
    }
    [[noreturn]] static void writeUntilKilled(const std::string& path, base::Timestamp begin, int said)
    {
        Writer writer({"child", true, {}});
        recordings::RandomTarget target("lb-1", 50, 9);
        if (!writer.attach(path, begin, 7)) {
            ::_exit(1);
        }
        writer.begin(1, target.record());
        for (int round = 0;; ++round) {
            writer.add(1, target.scrape(begin + round * base::Duration{1000}));
            if (!writer.commit(begin) || ::write(said, &round, sizeof(round)) != sizeof(round)) {
                ::_exit(1);
            }
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRecorder)

} // namespace tst_recorder

#include "tst_recorder.moc"
