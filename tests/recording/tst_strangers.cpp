#include "models/recording/framefile.h"
#include "models/recording/reader.h"
#include "models/recording/recordcodec.h"
#include "models/recording/verify.h"
#include "tests/recording/recordings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace tst_strangers {

using namespace checkwatch;
using namespace checkwatch::recording;

/// Files that no recorder wrote: what they are is said, and what they claim is not believed.
class TestStrangers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const std::string path = m_folder.filePath(QStringLiteral("golden.cwrec")).toStdString();
        recordings::writeSmall(path, 30, 160, true);
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = file.readAll();
        QVERIFY(m_golden.size() >= 32 * 1024);
    }
    void strangersAreRefusedInWords_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto changed = [this](qint64 at, const QByteArray& bytes) {
            QByteArray file = m_golden;
            return file.replace(at, bytes.size(), bytes);
        };
        QTest::newRow("empty") << QByteArray() << "the file is empty";
        QTest::newRow("text") << QByteArray("hello") << "this is not a Checkwatch recording";
        QTest::newRow("base64") << m_golden.toBase64() << "base64 -d";
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08 and more") << "packed with gzip";
        QTest::newRow("head only") << m_golden.left(50) << "not even its head";
        QTest::newRow("cut") << m_golden.chopped(1) << "was cut or changed on its way";
        QByteArray mangled = m_golden;
        QTest::newRow("line ends changed") << mangled.replace("\n", "\r\n") << "was cut or changed on its way";
        QTest::newRow("newer") << changed(60, QByteArray("\0\0\0\2", 4))
                               << "has format 2; this Checkwatch reads format 1";
        QTest::newRow("byte order") << changed(68, "CRWC") << "of another byte order";
        QTest::newRow("another program's") << changed(68, "ABCD") << "not a Checkwatch recording";
    }
    void strangersAreRefusedInWords()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto reader = Reader::open(copyOf(bytes));
        QVERIFY(!reader.ok());
        QVERIFY2(QString::fromStdString(reader.error().message).contains(words), reader.error().message.c_str());
    }
    void noIntervalIsTooLongToReckonWith()
    {
        const std::string path = m_folder.filePath(QStringLiteral("interval.cwrec")).toStdString();
        Writer writer({"test", true, {}});
        QVERIFY(writer.attach(path, recordings::start, 7).ok());
        SourceId source = 1;
        for (const std::int64_t interval : {std::int64_t{1} << 62, std::int64_t{15'000}, -(std::int64_t{1} << 62)}) {
            StreamRecord stream;
            stream.interval = stream.timeout = base::Duration{interval};
            writer.begin(source, std::move(stream));
            metrics::ScrapeBatch batch;
            batch.time = recordings::start;
            batch.added = {metrics::Labels{{"__name__", "up"}, {"instance", std::to_string(source)}}};
            batch.column = {1};
            writer.add(source++, batch);
        }
        QVERIFY(writer.close(recordings::start + base::Duration{1000}).ok());
        const auto reader = recordings::opened(path);
        std::vector<base::Duration> intervals;
        for (const RecordedStream& stream : reader->streams()) {
            QCOMPARE(stream.record.interval, stream.record.timeout);
            intervals.push_back(stream.record.interval);
        }
        const base::Duration year = std::chrono::hours{24 * 366};
        QVERIFY((intervals == std::vector<base::Duration>{year, base::Duration{15'000}, base::Duration{0}}));
    }
    void schemasOfOthersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("a view in a table's place") << QByteArray(
            "DROP TABLE frame; CREATE VIEW frame(id, bytes) AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL "
            "SELECT x + 1 FROM n) SELECT x, x FROM n");
        QTest::newRow("a trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON frame BEGIN DELETE FROM frame; END");
        QTest::newRow("an index") << QByteArray("CREATE INDEX i ON frame(bytes)");
        QTest::newRow("one more table") << QByteArray("CREATE TABLE more(x)");
        QTest::newRow("a virtual table") << QByteArray("CREATE VIRTUAL TABLE v USING fts5(x)");
        QTest::newRow("another column") << QByteArray("ALTER TABLE frame ADD COLUMN x");
        QTest::newRow("a table is gone") << QByteArray("DROP TABLE manifest");
    }
    void schemasOfOthersAreRefused()
    {
        QFETCH(QByteArray, change);
        const auto path = copyOf(m_golden);
        recordings::changeSchema(path, change.toStdString());
        const auto reader = Reader::open(path);
        QVERIFY(!reader.ok());
        QVERIFY(reader.error().code == base::ErrorCode::BadInput);
    }
    void aFewBytesDoNotBecomeGigabytes()
    {
        // Each frame of a few KiB says it is more than a million events.
        Bytes payload;
        const std::vector<fleet::Event> events(1'400'000);
        encodeRecords(std::span(events), payload);
        const std::string path = m_folder.filePath(QStringLiteral("bomb.cwrec")).toStdString();
        {
            auto file = FrameFile::open(path, recordings::start, 5);
            QVERIFY(file.ok());
            for (int i = 0; i < 20; ++i) {
                FrameIdentity identity;
                identity.kind = FrameKind::Events;
                identity.to = recordings::start;
                file->stage(identity, payload, true);
            }
            QVERIFY(file->commit().ok() && file->seal().ok());
        }
        const qint64 size = QFile(QString::fromStdString(path)).size();
        QVERIFY2(size < 3'000'000, qPrintable(QString::number(size)));
        const auto reader = Reader::open(path);
        QVERIFY(reader.ok());
        const auto read = (*reader)->events(base::Timestamp::min(), base::Timestamp::max());
        QVERIFY2(read.size() < 3 * events.size(), qPrintable(QString::number(read.size())));
        QVERIFY(damageText((*reader)->damage().front()).find("more records") != std::string::npos);
    }
    void seriesThatNoFileCouldHold()
    {
        const std::string path = m_folder.filePath(QStringLiteral("slots.cwrec")).toStdString();
        {
            auto file = FrameFile::open(path, recordings::start, 5);
            QVERIFY(file.ok());
            const std::vector labels{metrics::Labels{{"__name__", "x"}}};
            Bytes payload;
            encodeSeries(labels, payload);
            for (std::uint32_t i = 1; i <= 1000; ++i) {
                FrameIdentity identity;
                identity.kind = FrameKind::Series;
                identity.stream = 1;
                identity.slot = i * 4'000'000;
                identity.slots = 1;
                file->stage(identity, payload, true);
            }
            QVERIFY(file->commit().ok() && file->seal().ok());
        }
        const auto reader = Reader::open(path);
        QVERIFY(reader.ok());
        QVERIFY((*reader)->seriesOf((*reader)->streams().front()).size() < 3'000'000);
        QCOMPARE((*reader)->damage().size(), 1000U);
    }
    void timesThatNoClockCanShow()
    {
        const std::string path = m_folder.filePath(QStringLiteral("times.cwrec")).toStdString();
        {
            auto file = FrameFile::open(path, recordings::start, 5);
            QVERIFY(file.ok());
            for (const auto& [from, to] : {std::pair(base::Timestamp::min(), base::Timestamp::max()),
                                           {recordings::start, recordings::start + base::Duration{5}},
                                           {base::Timestamp{}, base::Timestamp::max()}}) {
                fleet::Event event;
                event.time = to;
                Bytes payload;
                encodeRecords(std::span<const fleet::Event>(&event, 1), payload);
                FrameIdentity identity;
                identity.kind = FrameKind::Events;
                identity.from = from;
                identity.to = to;
                file->stage(identity, payload, true);
            }
            QVERIFY(file->commit().ok() && file->seal().ok());
        }
        const auto reader = Reader::open(path);
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->from(), recordings::start); // what others subtract from each other
        QCOMPARE((*reader)->to(), recordings::start + base::Duration{5});
    }
    void aPipeIsNotWaitedFor()
    {
        const std::string path = m_folder.filePath(QStringLiteral("pipe")).toStdString();
        QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
        QVERIFY(!Reader::open(path).ok());
        QVERIFY(!Reader::open(m_folder.path().toStdString()).ok());
        QVERIFY(Reader::open("/nowhere/at/all").error().code == base::ErrorCode::NotFound);
    }

private:
    std::string copyOf(const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(QStringLiteral("copy.cwrec")));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write %s", qPrintable(file.fileName()));
        }
        for (const char* const beside : {"-wal", "-shm"}) {
            QFile::remove(file.fileName() + QLatin1String(beside));
        }
        return file.fileName().toStdString();
    }

    QTemporaryDir m_folder;
    QByteArray m_golden; ///< a whole recording
};

QTEST_APPLESS_MAIN(TestStrangers)

} // namespace tst_strangers

#include "tst_strangers.moc"
