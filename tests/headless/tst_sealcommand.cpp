#include "app/headless/commands.h"
#include "models/recording/reader.h"
#include "models/recording/recorder.h"
#include "models/session/notesfile.h"
#include "tests/recording/recordings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_sealcommand {

using namespace checkwatch;
using base::Duration;
using recordings::start;

namespace {

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closing>;

QByteArray contents(const File& file)
{
    std::rewind(file.get());
    QFile in;
    return in.open(file.get(), QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

} // namespace

/// `checkwatch seal FILE OUT`: from words on the command line to a file.
class TestSealCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_source = m_folder.filePath("source.cwrec").toStdString();
        recordings::writeSmall(m_source, 20, 120); // ten minutes
    }
    void init()
    {
        m_options = {};
        m_options.files = {m_source};
        m_options.lead = Duration{0};
        m_options.output
            = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction())).toStdString() + ".cwrec";
    }
    void fromTimesAsPeopleWriteThem()
    {
        m_options.start = "2m";
        m_options.end = "2027-01-15T08:04:00Z";
        QCOMPARE(run(), 0);
        QVERIFY2(m_said.contains(" samples, ") && m_said.contains("2027-01-15T08:02:00Z to 2027-01-15T08:04:00Z"),
                 m_said.constData());
        const auto reader = recording::Reader::open(m_options.output);
        QCOMPARE((*reader)->from(), start + Duration{120'000});
        QCOMPARE((*reader)->to(), start + Duration{240'000});
    }
    /// So that alerts are in the state of then where it begins.
    void aQuarterOfAnHourBeforeComesAlong_data()
    {
        QTest::addColumn<int>("lead");
        QTest::addColumn<int>("begins");
        QTest::newRow("to the beginning") << -1 << 0;
        QTest::newRow("chosen") << 60 << 240;
        QTest::newRow("none") << 0 << 300;
    }
    void aQuarterOfAnHourBeforeComesAlong()
    {
        QFETCH(int, lead);
        QFETCH(int, begins);
        m_options.lead = lead < 0 ? std::nullopt : std::optional<Duration>(std::chrono::seconds{lead});
        m_options.output += std::to_string(lead);
        m_options.start = "5m";
        QCOMPARE(run(), 0);
        const auto reader = recording::Reader::open(m_options.output);
        QVERIFY((*reader)->from() == start + std::chrono::seconds{begins});
    }
    void allOfItWhereNothingIsSaid()
    {
        QCOMPARE(run(), 0);
        const auto source = recording::Reader::open(m_source);
        const auto reader = recording::Reader::open(m_options.output);
        QCOMPARE((*reader)->samples(), (*source)->samples());
    }
    void namesThatNothingHasAreRefused()
    {
        m_options.hashLabels = {"server", "instnace"};
        QCOMPARE(run(), 2);
        QVERIFY2(m_complained.contains("nothing in the recording has the label instnace"), m_complained.constData());
        m_options.hashLabels.clear();
        m_options.servers = {"web-3", "app/wbe-3"};
        QCOMPARE(run(), 2);
        QVERIFY2(m_complained.contains("the recording has no server app/wbe-3"), m_complained.constData());
        QVERIFY(!QFile::exists(QString::fromStdString(m_options.output)));
        m_options.servers = {"web-3"};
        QCOMPARE(run(), 0);
    }
    void notesBesideTheRecordingGoAlong()
    {
        QVERIFY(session::appendNote(m_source, {start + Duration{90'000}, "moved the service address"}).ok());
        QVERIFY(session::appendNote(m_source, {start + Duration{150'000}, "too late"}).ok());
        m_options.start = "1m";
        m_options.end = "2m";
        QCOMPARE(run(), 0);
        const auto notes
            = (*recording::Reader::open(m_options.output))->notes(base::Timestamp::min(), base::Timestamp::max());
        QCOMPARE(notes.size(), 1U);
        QCOMPARE(notes.front().text, "moved the service address");
        QVERIFY(QFile::remove(QString::fromStdString(session::notesFileOf(m_source))));
    }
    void aFolderStandsForWhatIsRecordedInIt()
    {
        QVERIFY(QDir().mkpath(m_folder.filePath("live")));
        recordings::writeSmall(recording::recordingIn(m_folder.filePath("live").toStdString()), 20, 20);
        m_options.files = {m_folder.filePath("live").toStdString()};
        QCOMPARE(run(), 0);
    }
    void hashesAreAnotherKeysEachTime()
    {
        m_options.hashLabels = {"server"};
        std::vector<std::string> names;
        for (int i = 0; i < 2; ++i) {
            m_options.output += 'x';
            QCOMPARE(run(), 0);
            const auto reader = recording::Reader::open(m_options.output);
            names.emplace_back((*reader)->seriesOf((*reader)->streams().front()).front().get("server"));
        }
        QVERIFY(names[0] != names[1] && names[0].starts_with('h') && names[0].size() == 17);
    }
    void refusals_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("words");
        QTest::newRow("no time") << "soon"
                                 << ""
                                 << ""
                                 << ""
                                 << "not a time";
        QTest::newRow("before it") << "0"
                                   << "5"
                                   << ""
                                   << ""
                                   << "the recording has 2027-01-15T08:00:00Z to";
        QTest::newRow("backwards") << "3m"
                                   << "2m"
                                   << ""
                                   << ""
                                   << "--end is before --start";
        QTest::newRow("between two scrapes") << "61s"
                                             << "62s"
                                             << ""
                                             << ""
                                             << "nothing is recorded from 2027-01-15T08:01:01Z";
        QTest::newRow("there already") << ""
                                       << "" << QString::fromStdString(m_source) << ""
                                       << "nothing was written";
        QTest::newRow("no key") << ""
                                << ""
                                << ""
                                << "/nowhere/key"
                                << "--hash-key";
        QTest::newRow("no secret") << ""
                                   << ""
                                   << ""
                                   << "/dev/null"
                                   << "--hash-key: not a regular file";
    }
    void refusals()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, out);
        QFETCH(QString, key);
        QFETCH(QString, words);
        m_options.start = from.toStdString();
        m_options.end = to.toStdString();
        m_options.hashKey = key.toStdString();
        m_options.hashLabels = {"server"};
        if (!out.isEmpty()) {
            m_options.output = out.toStdString();
        }
        QCOMPARE(run(), 2);
        QVERIFY2(m_complained.contains(words.toUtf8()), m_complained.constData());
        QVERIFY(!out.isEmpty() || !QFile::exists(QString::fromStdString(m_options.output)));
    }

private:
    int run()
    {
        const File out(std::tmpfile());
        const File err(std::tmpfile());
        const int code = app::seal(m_options, {out.get(), err.get()});
        m_said = contents(out);
        m_complained = contents(err);
        return code;
    }

    QTemporaryDir m_folder;
    std::string m_source;
    app::Options m_options;
    QByteArray m_said;
    QByteArray m_complained;
};

QTEST_GUILESS_MAIN(TestSealCommand)

} // namespace tst_sealcommand

#include "tst_sealcommand.moc"
