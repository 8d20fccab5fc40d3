#include "models/recording/recorder.h"
#include "models/session/livesession.h"
#include "models/session/notesfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace tst_livenotes {

using namespace checkwatch;

/// What is written down in a live window is in the recording.
class TestLiveNotes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void notesAreRecorded()
    {
        const QTemporaryDir folder;
        config::Config config;
        config.checkwatch.recording.folder = folder.path().toStdString();
        auto session = session::LiveSession::create(config);
        QVERIFY(session.ok());
        (*session)->start();
        QTRY_VERIFY((*session)->recording().mode == fleet::RecordingMode::Recording);
        const base::Timestamp before = (*session)->now();
        QVERIFY((*session)->addNote("the switch was replaced").ok());
        const base::Timestamp earlier = before - std::chrono::minutes{10};
        QVERIFY((*session)->addNote(recording::NoteRecord{earlier, "it began"}).ok());
        const base::Timestamp after = (*session)->now();
        session->reset();

        const std::string file = recording::recordingIn(folder.path().toStdString());
        auto reader = recording::Reader::open(file);
        QVERIFY(reader.ok());
        const auto notes = (*reader)->notes(earlier, after);
        QCOMPARE(notes.size(), std::size_t{2});
        QCOMPARE(notes[0].text, std::string("it began"));
        QCOMPARE(notes[0].time, earlier);
        QCOMPARE(notes[1].text, std::string("the switch was replaced"));
        QVERIFY(notes[1].time >= before && notes[1].time <= after);
        QVERIFY(!QFile::exists(QString::fromStdString(session::notesFileOf(file))));
    }

    void withoutARecordingTheyAreRefused()
    {
        auto session = session::LiveSession::create({});
        QVERIFY(session.ok());
        (*session)->start();
        const auto kept = (*session)->addNote("lost");
        QVERIFY(!kept.ok());
        QVERIFY(kept.error().message.find("nothing is recorded here") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestLiveNotes)

} // namespace tst_livenotes

#include "tst_livenotes.moc"
