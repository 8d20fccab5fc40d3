#include "tests/support/processes.h"
#include "tests/ui/typedcommand.h"
#include "ui/common/theme.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

namespace tst_drillcommand {

using namespace checkwatch;
using common::Role;
using typedcommand::Ended;
using typedcommand::write;

namespace {

Ended drill(const QStringList& more)
{
    return typedcommand::run(QStringLiteral(CHECKWATCH_PROGRAM), QStringList("wall") + more);
}

QString demoRecording()
{
    return qEnvironmentVariable("CHECKWATCH_SOURCE") + QStringLiteral("/resources/demo/demo.cwrec");
}

QColor colour(Role role)
{
    return common::theme(common::ThemeKind::Dark)[role];
}

/// Whether the upper edge is striped in the drill's colours.
bool hasBorder(const QImage& picture)
{
    int ground = 0;
    int ink = 0;
    for (int x = 0; x < picture.width(); ++x) {
        ground += picture.pixelColor(x, 1) == colour(Role::Drill) ? 1 : 0;
        ink += picture.pixelColor(x, 1) == colour(Role::OnDrill) ? 1 : 0;
    }
    return ground > picture.width() / 3 && ink > picture.width() / 3;
}

/// An exporter that counts who asks it.
struct Exporter
{
    QTcpServer server;
    int asked = 0;

    Exporter()
    {
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] { ++asked; });
        server.listen(QHostAddress::LocalHost);
    }
    [[nodiscard]] QByteArray configuration() const
    {
        return "global: {scrape_interval: 1s}\nscrape_configs: [{job_name: haproxy, static_configs: [{targets: "
               "['127.0.0.1:"
            + QByteArray::number(server.serverPort()) + "']}]}]\n";
    }
};

} // namespace

/// `checkwatch wall --drill` as somebody types it.
class DrillCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoRecordingIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("global: {scrape_interval: 5s}\n");
        QTest::newRow("cut") << QByteArray("SQLite format 3\0\x10\0", 18);
        QTest::newRow("a stranger's") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    }
    void whatIsNoRecordingIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("odd.cwrec"));
        write(file, bytes);
        const Ended ended = drill({QStringLiteral("--drill"), file});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.said.contains(QLatin1String("odd.cwrec")), ended.said.toUtf8());
        QCOMPARE(ended.said.count(QLatin1Char('\n')), 1);
    }

    void whatIsNotThereIsRefused()
    {
        const QTemporaryDir folder;
        for (const QString& path : {folder.filePath(QStringLiteral("nothing.cwrec")), folder.path(), QString()}) {
            QCOMPARE(drill({QStringLiteral("--drill"), path}).code, 2);
        }
        QCOMPARE(drill({QStringLiteral("--drill"), QStringLiteral("built-in"), QStringLiteral("--demo")}).code, 2);
        const Ended badConfig = drill({QStringLiteral("--drill"), QStringLiteral("built-in"),
                                       QStringLiteral("--config"), folder.filePath(QStringLiteral("none.yml"))});
        QCOMPARE(badConfig.code, 2);
        QVERIFY2(badConfig.said.contains(QLatin1String("none.yml")), badConfig.said.toUtf8());
    }

    /// Its end would be now.
    void whatIsBeingRecordedIsRefused()
    {
        const QTemporaryDir folder;
        const QString config = folder.filePath(QStringLiteral("c.yml"));
        const QString recording = folder.filePath(QStringLiteral("rec"));
        write(config, Exporter().configuration() + "checkwatch: {recording: {path: " + recording.toUtf8() + "}}\n");
        const support::ChildProcess recorder(QStringLiteral(CHECKWATCH_PROGRAM), {"record", "--config", config},
                                             typedcommand::withoutScreen(folder.path()));
        Ended ended;
        QElapsedTimer since;
        since.start();
        do { // until there is something in it
            QTest::qWait(300);
            ended = drill({QStringLiteral("--drill"), recording});
        } while (!ended.said.contains(QLatin1String("being recorded at this moment")) && since.elapsed() < 30'000);
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.said.contains(QLatin1String("being recorded at this moment")), ended.said.toUtf8());
    }

    /// The configuration's exporter is not asked, and no folder is made for what is played.
    void nothingOfItIsLive()
    {
        const QTemporaryDir folder;
        const Exporter exporter;
        const QString config = folder.filePath(QStringLiteral("c.yml"));
        const QString recording = folder.filePath(QStringLiteral("rec"));
        const QString picture = folder.filePath(QStringLiteral("drill.png"));
        write(config, exporter.configuration() + "checkwatch: {recording: {path: " + recording.toUtf8() + "}}\n");
        support::ChildProcess process(QStringLiteral(CHECKWATCH_PROGRAM),
                                      {"wall", "--drill", "built-in", "--config", config, "--screenshot", picture,
                                       "--size", "1280x720", "--after", "4s", "--theme", "dark"},
                                      typedcommand::withoutScreen(folder.filePath(QStringLiteral("home"))));
        while (process.running()) { // connections are taken meanwhile
            QTest::qWait(50);
        }
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(exporter.asked, 0);
        QVERIFY(!QDir(recording).exists());
        QVERIFY(!QDir(folder.filePath(QStringLiteral("home/checkwatch"))).exists());
        const QImage shot(picture);
        QCOMPARE(shot.size(), QSize(1280, 720));
        QVERIFY(hasBorder(shot));
        QVERIFY(shot.pixelColor(640, 350) != colour(Role::Drill)); // neither beginning nor over
    }

    /// Played to its end it says so, and then ends, so that a script may put the live wall back.
    void itEnds()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("short.cwrec"));
        const Ended sealed
            = typedcommand::run(QStringLiteral(CHECKWATCH_PROGRAM),
                                {"seal", demoRecording(), file, "--start", "10m", "--lead", "0", "--end", "10m3s"});
        QVERIFY2(sealed.code == 0, sealed.said.toUtf8());
        const QString picture = folder.filePath(QStringLiteral("over.png"));
        const Ended shot = drill({"--drill", file, "--screenshot", picture, "--after", "10s", "--theme", "dark"});
        QVERIFY2(shot.code == 0, shot.said.toUtf8());
        const QImage over(picture);
        QVERIFY(hasBorder(over));
        QCOMPARE(over.pixelColor(over.width() / 2 - 180, over.height() / 2 - 10), colour(Role::Drill));
        const Ended whole = drill({"--drill", file});
        QVERIFY2(whole.code == 0, whole.said.toUtf8());
    }
};

QTEST_GUILESS_MAIN(DrillCommandTest)

} // namespace tst_drillcommand

#include "tst_drillcommand.moc"
