#include "models/recording/reader.h"
#include "models/recording/writer.h"
#include "tests/recording/recordings.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

namespace tst_writeaheadlog {

using namespace checkwatch;
using namespace checkwatch::recording;
using recordings::start;

namespace {

constexpr int manyCommits = 500;

} // namespace

/// A reader keeps what it sees in the write-ahead log. That must not become a log of everything.
class TestWriteAheadLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("r.cwrec")).toStdString();
        m_writer = std::make_unique<Writer>(WriterOptions{"test", true, {}});
        m_target = std::make_unique<recordings::RandomTarget>("lb-1", 400, 1);
        m_now = start;
        m_step = base::Duration{5000};
        m_written.clear();
        m_labels.clear();
        QVERIFY(m_writer->attach(m_path, start, 7).ok());
        m_writer->begin(1, m_target->record());
    }

    void itIsFoldedInAsItGrows()
    {
        commit(2 * manyCommits);
        // SQLite folds it in every 1,000 pages, and begins it anew then.
        QVERIFY2(log() < 6'000'000, QByteArray::number(log()));
    }

    void whoReadsHoldsItUntilHeGoesOn()
    {
        commit(10);
        auto reader = Reader::open(m_path);
        QVERIFY(reader.ok());
        const auto before = recordings::samplesIn(**reader);
        m_step = base::Duration{1}; // no minute passes
        commit(manyCommits);
        const qint64 held = log();
        commit(manyCommits);
        QVERIFY2(log() > held + 1'000'000, QByteArray::number(log())); // so it is the reader who holds it
        QVERIFY(recordings::samplesIn(**reader) == before);            // and sees what was there
        const qint64 most = log();
        std::atomic<bool> stop = false;
        std::thread follower([&] {
            while (!stop && (*reader)->refresh().ok()) {
                std::this_thread::sleep_for(std::chrono::milliseconds{10});
            }
        });
        m_step = base::Duration{5000}; // a replay of what is being recorded
        commit(manyCommits / 10);
        stop = true;
        follower.join();
        QVERIFY2(log() < most / 4, QByteArray::number(log()));
        const auto seen = recordings::samplesIn(**reader);
        QVERIFY(!seen.empty() && recordings::isPart(seen, m_written));
        reader = base::Error{};
        QVERIFY(m_writer->close(m_now).ok());
        QCOMPARE(log(), qint64{0});
        const auto whole = Reader::open(m_path);
        QVERIFY(whole.ok());
        QVERIFY(recordings::samplesIn(**whole) == m_written);
    }

private:
    void commit(int times)
    {
        for (int i = 0; i < times; ++i) {
            const metrics::ScrapeBatch batch = m_target->scrape(m_now);
            recordings::note(batch, m_labels, m_written);
            m_writer->add(1, batch);
            QVERIFY(m_writer->commit(m_now).ok());
            m_now += m_step;
        }
    }
    [[nodiscard]] qint64 log() const { return QFileInfo(QString::fromStdString(m_path + "-wal")).size(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<Writer> m_writer;
    std::unique_ptr<recordings::RandomTarget> m_target;
    base::Timestamp m_now{};
    base::Duration m_step{5000};
    recordings::Samples m_written;
    std::vector<metrics::Labels> m_labels;
};

QTEST_APPLESS_MAIN(TestWriteAheadLog)

} // namespace tst_writeaheadlog

#include "tst_writeaheadlog.moc"
