#include "models/recording/batchreader.h"
#include "models/recording/framefile.h"
#include "models/recording/recordeddata.h"
#include "models/recording/seal.h"
#include "models/recording/verify.h"
#include "tests/recording/recordings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <unordered_map>

namespace tst_damage {

using namespace checkwatch;
using namespace checkwatch::recording;

namespace {

/// A file whose bytes are changed in place and changed back.
class Patient
{
public:
    explicit Patient(const std::string& path) : m_fd(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
    ~Patient() { ::close(m_fd); }
    Patient(const Patient&) = delete;
    Patient& operator=(const Patient&) = delete;

    void flip(off_t at, unsigned char mask)
    {
        unsigned char byte = 0;
        if (::pread(m_fd, &byte, 1, at) == 1) {
            byte ^= mask;
            (void)!::pwrite(m_fd, &byte, 1, at);
        }
    }
    void write(off_t at, const QByteArray& bytes)
    {
        (void)!::pwrite(m_fd, bytes.constData(), static_cast<std::size_t>(bytes.size()), at);
    }

private:
    int m_fd;
};

enum class Outcome : std::uint8_t { Whole, Refused, LessAndSaid, Lie };

/// Everything in a recording, in a form that is quickly compared.
using Content = std::unordered_map<metrics::Labels, std::vector<metrics::Sample>>;

Content contentOf(Reader& reader)
{
    Content content;
    const RecordedData data(reader, reader.from(), reader.to());
    for (const tsdb::SeriesRef series : data.select({})) {
        data.samples(series, reader.from(), reader.to(), content[data.labels(series)]);
    }
    return content;
}

bool isPart(const std::vector<metrics::Sample>& part, const std::vector<metrics::Sample>& whole)
{
    auto at = whole.begin();
    for (const metrics::Sample& sample : part) {
        at = std::find_if(at, whole.end(), [&](const metrics::Sample& other) { return other.time >= sample.time; });
        if (at == whole.end() || at->time != sample.time || !metrics::sameBits(at->value, sample.value)) {
            return false;
        }
    }
    return true;
}

/// Whether nothing comes in batches whose labels are lost, nor at another time than it was.
bool batchesFit(Reader& reader, const Content& written)
{
    for (const RecordedStream& stream : reader.streams()) {
        BatchReader batches(reader, stream, reader.from(), reader.to());
        std::vector<metrics::Labels> labels;
        while (const auto batch = batches.next()) {
            labels.insert(labels.end(), batch->added.begin(), batch->added.end());
            for (std::size_t slot = 0; slot < batch->column.size(); ++slot) {
                const metrics::Sample sample{batch->time, batch->column[slot]};
                const auto known = written.find(labels[slot]);
                if (!metrics::isMissing(sample.value) && (known == written.end() || !isPart({sample}, known->second))) {
                    return false;
                }
            }
        }
    }
    return true;
}

/// What a reader makes of a damaged recording that held `written`.
Outcome outcomeOf(const std::string& path, const Content& written)
{
    const auto reader = Reader::open(path);
    if (!reader) {
        return reader.error().message.empty() ? Outcome::Lie : Outcome::Refused;
    }
    std::size_t missing = written.size();
    for (const auto& [labels, samples] : contentOf(**reader)) {
        const auto known = written.find(labels);
        if (known == written.end() ? !samples.empty() : !isPart(samples, known->second)) {
            return Outcome::Lie;
        }
        missing -= known != written.end() && samples.size() == known->second.size() ? 1 : 0;
    }
    if (!batchesFit(**reader, written)) {
        return Outcome::Lie;
    }
    if (missing == 0) {
        return Outcome::Whole;
    }
    return (*reader)->damage().empty() ? Outcome::Lie : Outcome::LessAndSaid;
}

/// Every `step`-th position in a short run; so many times as many as CHECKWATCH_EXHAUSTIVE says, 1000 for every one. Odd,
/// so that each bit of a byte comes up.
int stepOf(int step)
{
    return std::max(1, step / std::max(1, qEnvironmentVariableIntValue("CHECKWATCH_EXHAUSTIVE"))) | 1;
}

} // namespace

/// Whatever happens to a recording: what is read is true, and what is missing is said.
class TestDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        makeRunning();
        makeSealed();
    }
    void everyFlippedBit_data() { kinds(); }
    void everyFlippedBit()
    {
        const Golden& golden = chosen();
        const auto path = copyOf(golden.bytes);
        Patient patient(path);
        int counts[4] = {};
        const int step = stepOf(499); // a prime: each bit of a byte comes up
        for (qint64 bit = 0; bit < golden.bytes.size() * 8; bit += step) {
            const auto mask = static_cast<unsigned char>(1U << (bit % 8));
            patient.flip(bit / 8, mask);
            const Outcome outcome = outcomeOf(path, golden.written);
            patient.flip(bit / 8, mask);
            QVERIFY2(outcome != Outcome::Lie, qPrintable(QStringLiteral("bit %1").arg(bit)));
            ++counts[static_cast<int>(outcome)];
        }
        qInfo("whole %d, refused %d, less and said so %d", counts[0], counts[1], counts[2]);
        QVERIFY(counts[2] > counts[1]); // most damage costs a frame, not the recording
        QVERIFY(outcomeOf(path, golden.written) == Outcome::Whole);
    }
    void everyTruncation_data() { kinds(); }
    void everyTruncation()
    {
        const Golden& golden = chosen();
        const auto path = copyOf(golden.bytes);
        const int step = stepOf(97);
        for (qint64 length = golden.bytes.size() - 1; length >= 0; length -= step) {
            QVERIFY(QFile::resize(QString::fromStdString(path), length));
            const auto reader = Reader::open(path);
            QVERIFY2(!reader.ok(), qPrintable(QString::number(length)));
        }
    }
    void zeroedSwappedAndDoubledPages()
    {
        constexpr qint64 page = 4096;
        for (qint64 at = page; at + page <= m_running.bytes.size(); at += page) {
            for (const qint64 other :
                 {qint64{-1}, page, (at + 3 * page) % (m_running.bytes.size() - page) / page * page}) {
                QByteArray bytes = m_running.bytes;
                bytes.replace(at, page, other < 0 ? QByteArray(page, '\0') : m_running.bytes.mid(other, page));
                QVERIFY2(outcomeOf(copyOf(bytes), m_running.written) != Outcome::Lie, qPrintable(QString::number(at)));
                if (other >= page) {
                    bytes.replace(other, page, m_running.bytes.mid(at, page));
                    QVERIFY2(outcomeOf(copyOf(bytes), m_running.written) != Outcome::Lie,
                             qPrintable(QString::number(at)));
                }
            }
        }
    }
    void randomSmashes()
    {
        std::uint64_t random = 88172645463325252ULL;
        const auto path = copyOf(m_running.bytes);
        Patient patient(path);
        for (int round = 0; round < 30'000 / stepOf(60); ++round) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            const auto at
                = static_cast<qint64>((random >> 16U) % static_cast<std::uint64_t>(m_running.bytes.size() - 5));
            patient.write(at, QByteArray(reinterpret_cast<const char*>(&random), 5));
            const Outcome outcome = outcomeOf(path, m_running.written);
            patient.write(at, m_running.bytes.mid(at, 5));
            QVERIFY2(outcome != Outcome::Lie, qPrintable(QString::number(at)));
        }
    }
    void aMissingFrameIsSaid()
    {
        const auto path = copyOf(m_running.bytes);
        const auto frames = Reader::open(path);
        QVERIFY(frames.ok());
        auto database = Database::openToWrite(path);
        QVERIFY(database.ok());
        const std::int64_t lost = (*frames)->streams()[0].blocks[0].shelves[0].identity.id;
        QVERIFY(database->remove(Table::Frame, lost).ok());
        QVERIFY(database->checkpoint().ok());
        const auto verdict = verify(path, [](std::uint64_t) { return true; });
        QVERIFY(verdict.ok());
        QCOMPARE(verdict->damage.size(), std::size_t{1});
        QCOMPARE(damageText(verdict->damage[0]),
                 "frame " + std::to_string(lost) + " (samples of stream 1): it is missing");
    }
    void anotherFrameInItsPlaceIsSaid()
    {
        const auto path = copyOf(m_running.bytes);
        const auto frames = Reader::open(path);
        QVERIFY(frames.ok());
        const auto& shelf = (*frames)->streams()[0].blocks[0].shelves[0];
        auto database = Database::openToWrite(path);
        QVERIFY(database.ok());
        const auto other = database->get(Table::Frame, (*frames)->streams()[1].blocks[0].shelves[0].identity.id);
        QVERIFY(other.ok() && *other);
        const Bytes bytes((*other)->begin(), (*other)->end());
        QVERIFY(database->put(Table::Frame, shelf.identity.id, bytes).ok());
        QVERIFY(database->checkpoint().ok());
        QVERIFY(outcomeOf(path, m_running.written) == Outcome::LessAndSaid);
    }
    void aKindOfALaterProgramIsPassedOver()
    {
        const auto path = copyOf(m_running.bytes);
        {
            auto file = FrameFile::open(path, recordings::start, 5);
            QVERIFY(file.ok());
            FrameIdentity identity;
            identity.kind = static_cast<FrameKind>(mostFrameKinds);
            file->stage(identity, Bytes{1, 2, 3}, false);
            QVERIFY(file->commit().ok() && file->checkpoint().ok());
        }
        QVERIFY(outcomeOf(path, m_running.written) == Outcome::Whole);
        const auto verdict = verify(path, [](std::uint64_t) { return true; });
        QVERIFY(verdict.ok() && verdict->damage.empty());
    }

private:
    /// A recording as it was written, and what is in it.
    struct Golden
    {
        QByteArray bytes;
        Content written;
    };
    static void kinds()
    {
        QTest::addColumn<bool>("sealed");
        QTest::newRow("a recording") << false;
        QTest::newRow("a sealed one") << true;
    }
    [[nodiscard]] const Golden& chosen() const
    {
        return *static_cast<bool*>(QTest::qData("sealed", qMetaTypeId<bool>())) ? m_sealed : m_running;
    }
    /// A block that is packed, and what is not packed yet.
    void makeRunning()
    {
        const std::string path = m_folder.filePath(QStringLiteral("golden.cwrec")).toStdString();
        const recordings::Samples written = recordings::writeSmall(path, 30, 160, true);
        const auto reader = Reader::open(path);
        QVERIFY(reader.ok() && recordings::samplesIn(**reader) == written);
        m_running = read(path);
    }
    void makeSealed()
    {
        const std::string path = m_folder.filePath(QStringLiteral("sealed.cwrec")).toStdString();
        const auto source = Reader::open(m_folder.filePath(QStringLiteral("golden.cwrec")).toStdString());
        QVERIFY(source.ok());
        QVERIFY(seal(**source, path, {(*source)->from(), (*source)->to(), {}, {}, {}}, recordings::start, 99).ok());
        m_sealed = read(path);
        QVERIFY(m_sealed.written.size() == m_running.written.size());
    }
    static Golden read(const std::string& path)
    {
        QFile file(QString::fromStdString(path));
        const auto reader = Reader::open(path);
        if (!file.open(QIODevice::ReadOnly) || file.size() < 32 * 1024 || !reader) {
            qFatal("not the recording that it should be: %s", path.c_str());
        }
        return {file.readAll(), contentOf(**reader)};
    }
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
    Golden m_running;
    Golden m_sealed;
};

QTEST_APPLESS_MAIN(TestDamage)

} // namespace tst_damage

#include "tst_damage.moc"
