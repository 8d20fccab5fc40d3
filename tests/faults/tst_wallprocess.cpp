#include "tests/faults/faults.h"
#include "tests/faults/notifysocket.h"
#include "tests/support/files.h"
#include "tests/support/processes.h"
#include "tests/support/xserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace tst_wallprocess {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace checkwatch::support;

namespace {

QString program()
{
    return QStringLiteral(CHECKWATCH_PROGRAM);
}

double secondsOf(const QString& unit, const char* key)
{
    const QRegularExpression line(QStringLiteral("^%1=([0-9]+)$").arg(QLatin1String(key)),
                                  QRegularExpression::MultilineOption);
    return line.match(unit).captured(1).toDouble();
}

} // namespace

/// `checkwatch wall` from outside, while what it stands on breaks.
class WallProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDisplayDies();
    void aFrozenWallIsHeardOfNoMore();
    void startsBeforeAnythingAnswers();
    void nothingIsConfigured();

private:
    [[nodiscard]] QProcessEnvironment environment(const QString& platform) const
    {
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("QT_QPA_PLATFORM"), platform);
        variables.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath(QStringLiteral("config")));
        variables.insert(QStringLiteral("XDG_DATA_HOME"), m_folder.filePath(QStringLiteral("data")));
        variables.remove(QStringLiteral("WAYLAND_DISPLAY"));
        variables.remove(QStringLiteral("NOTIFY_SOCKET"));
        return variables;
    }
    [[nodiscard]] QString configure(const QString& name, const std::string& address) const
    {
        const QString path = m_folder.filePath(name + QStringLiteral(".yml"));
        const QString text = QStringLiteral("global: {scrape_interval: 200ms, evaluation_interval: 1s}\n"
                                            "scrape_configs:\n- job_name: haproxy\n"
                                            "  static_configs: [{targets: ['%1']}]\n"
                                            "checkwatch: {recording: {path: %2}}\n");
        return write(path, text.arg(QString::fromStdString(address), name).toUtf8()) ? path : QString();
    }
    [[nodiscard]] bool isIntact(const QString& recording) const
    {
        ChildProcess verify(program(), {"verify", recording}, environment(QStringLiteral("offscreen")));
        return verify.waitForEnd(20'000) && verify.exitCode() == 0;
    }

    QTemporaryDir m_folder;
};

/// The X server is killed: the wall ends, so that the unit starts it again; its recording is whole, and goes on.
void WallProcessTest::theDisplayDies()
{
    CHECKWATCH_NEEDS(!findProgram(QStringLiteral("Xvfb")).isEmpty(), "Xvfb");
    const FaultServer exporter(healthy);
    const QString config = configure(QStringLiteral("display"), exporter.address());
    const QString recording = m_folder.filePath(QStringLiteral("display/recording.cwrec"));
    for (int start = 0; start < 2; ++start) {
        XServer display = virtualScreen(m_folder.path());
        QProcessEnvironment variables = environment(QStringLiteral("xcb"));
        variables.insert(QStringLiteral("DISPLAY"), display.display());
        ChildProcess wall(program(), {"wall", "--config", config}, variables);
        const std::size_t before = exporter.requests().size();
        QTRY_VERIFY_WITH_TIMEOUT(exporter.requests().size() > before + 40, 60'000); // something was committed
        QVERIFY(wall.running());
        display.die();
        QVERIFY(wall.waitForEnd(10'000));
        QVERIFY(wall.exitCode() != 0); // Restart=always would start it either way
        QVERIFY(QFile::exists(recording));
        QVERIFY(isIntact(recording));
    }
}

/// What systemd hears each second stops within two where the program does, and the unit's numbers start it again within 35.
void WallProcessTest::aFrozenWallIsHeardOfNoMore()
{
    const FaultServer exporter(healthy);
    const NotifySocket systemd(m_folder.filePath(QStringLiteral("notify")));
    QVERIFY(systemd.listens());
    QProcessEnvironment variables = environment(QStringLiteral("offscreen"));
    variables.insert(QStringLiteral("NOTIFY_SOCKET"), m_folder.filePath(QStringLiteral("notify")));
    ChildProcess wall(program(), {"wall", "--config", configure(QStringLiteral("frozen"), exporter.address())},
                      variables);
    std::vector<QByteArray> heard;
    const auto times = [&](const char* what) {
        const std::vector<QByteArray> more = systemd.take();
        heard.insert(heard.end(), more.begin(), more.end());
        return std::ranges::count_if(heard, [&](const QByteArray& message) { return message.contains(what); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(times("READY=1") == 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(times("WATCHDOG=1") >= 3, 20'000);
    ::kill(static_cast<pid_t>(wall.pid()), SIGSTOP);
    QTest::qWait(2000);
    const auto before = times("WATCHDOG=1");
    QTest::qWait(4000);
    QCOMPARE(times("WATCHDOG=1"), before);
    ::kill(static_cast<pid_t>(wall.pid()), SIGCONT);
    QTRY_VERIFY_WITH_TIMEOUT(times("WATCHDOG=1") > before, 10'000);

    QFile file(qEnvironmentVariable("CHECKWATCH_SOURCE") + QStringLiteral("/packaging/checkwatch-wall.service.in"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString unit = QString::fromUtf8(file.readAll());
    QVERIFY(unit.contains(QStringLiteral("\nType=notify\n")) && unit.contains(QStringLiteral("\nRestart=always\n")));
    const double watchdog = secondsOf(unit, "WatchdogSec");
    QVERIFY(watchdog >= 10); // no hasty end of one that only has much to do
    QVERIFY(watchdog + secondsOf(unit, "RestartSec") <= 35);
}

/// As at boot, before there is a network: the wall stands, says that it knows nothing, and heals by itself.
void WallProcessTest::startsBeforeAnythingAnswers()
{
    const quint16 port = freePort();
    const QString config = configure(QStringLiteral("early"), "127.0.0.1:" + std::to_string(port));
    ChildProcess wall(program(), {"wall", "--config", config}, environment(QStringLiteral("offscreen")));
    QTest::qWait(1500);
    QVERIFY(wall.running());
    const FaultServer late(healthy, port);
    QTRY_VERIFY_WITH_TIMEOUT(late.requests().size() > 3, 30'000);
    wall.terminate();
    QVERIFY(wall.waitForEnd(10'000));
    QCOMPARE(wall.exitCode(), 0);
}

void WallProcessTest::nothingIsConfigured()
{
    const QString config = m_folder.filePath(QStringLiteral("empty.yml"));
    QVERIFY(write(config, "scrape_configs: []\n"));
    const QString picture = m_folder.filePath(QStringLiteral("empty.png"));
    ChildProcess wall(program(), {"wall", "--config", config, "--screenshot", picture, "--after", "1"},
                      environment(QStringLiteral("offscreen")));
    QVERIFY(wall.waitForEnd(30'000));
    QVERIFY2(wall.exitCode() == 0, wall.errors().constData());
    QVERIFY(QFile::exists(picture));
}

QTEST_GUILESS_MAIN(WallProcessTest)

} // namespace tst_wallprocess

#include "tst_wallprocess.moc"
