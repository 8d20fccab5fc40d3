#include "tests/ui/typedcommand.h"
#include "ui/common/theme.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

namespace tst_replaycommand {

using namespace checkwatch;
using typedcommand::Ended;
using typedcommand::write;

namespace {

Ended run(const QStringList& arguments, const QString& haproxy = {})
{
    return typedcommand::run(QStringLiteral(CHECKWATCH_PROGRAM), arguments,
                             haproxy.isEmpty() ? QStringList() : QStringList("CHECKWATCH_HAPROXY=" + haproxy));
}

/// Whether a row near the top is the ground of the REPLAY banner from edge to edge, but for what stands on it.
bool hasBanner(const QImage& picture)
{
    const QRgb ground = common::theme(common::ThemeKind::Dark)[common::Role::Replay].rgb();
    for (int y = 0; y < picture.height() / 8; ++y) {
        int of = 0;
        for (int x = 0; x < picture.width(); ++x)
            of += picture.pixel(x, y) == ground ? 1 : 0;
        if (of > picture.width() / 2)
            return true;
    }
    return false;
}

} // namespace

/// `checkwatch replay` as somebody types it: what is no recording is refused with a word that says what it is.
class ReplayCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoRecordingIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("global: {scrape_interval: 5s}\n");
        QTest::newRow("cut") << QByteArray("SQLite format 3\0\x10\0", 18);
        QTest::newRow("base64") << QByteArray("U1FMaXRlIGZvcm1hdCAzABAAAQEAQCAgAAAAAQAAAAIAAAAAAAAAAAAAAAI=\r\n");
    }

    void whatIsNoRecordingIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("odd.cwrec"));
        write(file, bytes);
        const Ended ended = run({QStringLiteral("replay"), file});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.said.contains(QLatin1String("odd.cwrec")), ended.said.toUtf8());
        QVERIFY2(ended.said.count(QLatin1Char('\n')) == 1, ended.said.toUtf8());
    }

    void whatIsNotThereIsRefused()
    {
        const QTemporaryDir folder;
        for (const QString& path : {folder.filePath(QStringLiteral("nothing.cwrec")), folder.path()}) {
            const Ended ended = run({QStringLiteral("replay"), path});
            QCOMPARE(ended.code, 2);
            QVERIFY2(ended.said.startsWith(QLatin1String("checkwatch: ")), ended.said.toUtf8());
        }
        QCOMPARE(run({QStringLiteral("replay")}).code, 2);
        QCOMPARE(run({QStringLiteral("replay"), QStringLiteral("--demo"), QStringLiteral("x.cwrec")}).code, 2);
    }

    /// What comes with the program is whole, and is shown.
    void theDemoIsReplayed()
    {
        const QTemporaryDir folder;
        const QString picture = folder.filePath(QStringLiteral("replay.png"));
        const Ended ended
            = run({QStringLiteral("replay"), QStringLiteral("--demo"), QStringLiteral("--screenshot"), picture,
                   QStringLiteral("--size"), QStringLiteral("1280x720"), QStringLiteral("--after"),
                   QStringLiteral("2s"), QStringLiteral("--time"), QStringLiteral("10m")});
        QCOMPARE(ended.code, 0);
        QCOMPARE(QImage(picture).size(), QSize(1280, 720));
        const Ended outside = run({QStringLiteral("replay"), QStringLiteral("--demo"), QStringLiteral("--screenshot"),
                                   picture, QStringLiteral("--time"), QStringLiteral("10h")});
        QCOMPARE(outside.code, 2);
        QVERIFY2(outside.said.contains(QLatin1String("outside the recording")), outside.said.toUtf8());
    }

    void aServerThatIsNotThereIsSaidWithThoseLikeIt()
    {
        const QTemporaryDir folder;
        const QString picture = folder.filePath(QStringLiteral("replay.png"));
        const Ended ended = run({QStringLiteral("replay"), QStringLiteral("--demo"), QStringLiteral("--screenshot"),
                                 picture, QStringLiteral("--after"), QStringLiteral("1s"), QStringLiteral("--time"),
                                 QStringLiteral("10m"), QStringLiteral("--select"), QStringLiteral("wbe3")});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.said.contains(QLatin1String("no server \"wbe3\" here; there is web/web3, ")),
                 ended.said.toUtf8());
        QVERIFY(!QFile::exists(picture));
    }

    /// Said at the start, not after everything has been watched.
    void aPictureThatCannotBeWrittenIsRefusedAtOnce_data()
    {
        QTest::addColumn<QString>("picture");
        QTest::newRow("no such folder") << QStringLiteral("none/a.png");
        QTest::newRow("a folder") << QStringLiteral(".");
        QTest::newRow("no such format") << QStringLiteral("a.docx");
    }
    void aPictureThatCannotBeWrittenIsRefusedAtOnce()
    {
        QFETCH(QString, picture);
        const QTemporaryDir folder;
        const Ended ended = run({QStringLiteral("replay"), QStringLiteral("--demo"), QStringLiteral("--screenshot"),
                                 folder.filePath(picture), QStringLiteral("--after"), QStringLiteral("10m")});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.said.contains(picture), ended.said.toUtf8());
    }

    void whereHaproxyIsMissingTheDemoIsReplayed_data()
    {
        QTest::addColumn<QByteArray>("program"); // none: it is not there at all
        QTest::addColumn<QString>("said");
        QTest::newRow("no HAProxy") << QByteArray() << "apt install haproxy";
        QTest::newRow("no exporter in it") << QByteArray("#!/bin/sh\necho HAProxy version 2.6\n")
                                           << "does not have; Debian's has it, install it: apt install haproxy";
    }

    void whereHaproxyIsMissingTheDemoIsReplayed()
    {
        QFETCH(QByteArray, program);
        QFETCH(QString, said);
        QTemporaryDir folder;
        const QString haproxy = folder.filePath(QStringLiteral("haproxy"));
        if (!program.isEmpty()) {
            write(haproxy, program);
            QFile(folder.path()).setPermissions(QFile::Permissions(0x7755)); // the demo runs it as nobody
            QFile(haproxy).setPermissions(QFile::Permissions(0x7755));
        }
        const QString picture = folder.filePath(QStringLiteral("demo.png"));
        const Ended ended
            = run({QStringLiteral("demo"), QStringLiteral("--screenshot"), picture, QStringLiteral("--theme"),
                   QStringLiteral("dark"), QStringLiteral("--after"), QStringLiteral("3s")},
                  haproxy);
        QVERIFY2(ended.code == 0, ended.said.toUtf8());
        QVERIFY2(ended.said.contains(said), ended.said.toUtf8());
        QVERIFY(hasBanner(QImage(picture)));
    }
};

QTEST_GUILESS_MAIN(ReplayCommandTest)

} // namespace tst_replaycommand

#include "tst_replaycommand.moc"
