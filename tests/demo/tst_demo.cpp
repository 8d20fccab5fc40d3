#include "app/demo/demo.h"
#include "tests/support/processes.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

#include <cstdio>
#include <signal.h>

namespace tst_demo {

using namespace checkwatch;
using demo::Demo;
using demo::DemoEndpoint;

namespace {

/// Processes that have `text` in their command line, or in their environment where that may be read.
QStringList processesWith(const QString& text)
{
    QStringList found;
    for (const QString& pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(pid));
        if (pid.toInt() > 0 && file.open(QIODevice::ReadOnly) && file.readAll().contains(text.toUtf8())) {
            found << pid;
        }
    }
    return found;
}

QByteArray fetch(const DemoEndpoint& endpoint, const char* path)
{
    QTcpSocket socket;
    QByteArray answer;
    socket.connectToHost(QStringLiteral("127.0.0.1"), endpoint.hostAndPort.section(QLatin1Char(':'), 1).toUShort());
    if (socket.waitForConnected(2000)) {
        socket.write(QByteArray("GET ") + path + " HTTP/1.0\r\n\r\n");
        while (socket.waitForReadyRead(2000)) {
            answer += socket.readAll();
        }
        answer += socket.readAll();
    }
    return answer;
}

/// A started demo's endpoint, or what went wrong.
struct Started
{
    explicit Started(Demo& one)
    {
        QObject::connect(&one, &Demo::started, &one, [this](const DemoEndpoint& e) { endpoint = e; });
        QObject::connect(&one, &Demo::failed, &one,
                         [this](const base::Error& e) { error = QString::fromStdString(e.text()); });
        one.start();
    }
    [[nodiscard]] bool wait() const
    {
        return QTest::qWaitFor([this] { return !endpoint.metricsUrl.isEmpty() || !error.isEmpty(); }, 12'000)
            && error.isEmpty();
    }
    DemoEndpoint endpoint;
    QString error;
};

/// What a test kills: starts a demo, prints its folder, waits.
int runParent(QCoreApplication& application)
{
    Demo one;
    QObject::connect(&one, &Demo::started, &one, [](const DemoEndpoint& endpoint) {
        std::puts(qPrintable(endpoint.folder));
        std::fflush(stdout);
    });
    QObject::connect(&one, &Demo::failed, &application, &QCoreApplication::quit);
    one.start();
    return QCoreApplication::exec();
}

} // namespace

class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAndEnds()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        Demo one;
        QElapsedTimer blocked;
        blocked.start();
        const Started started(one);
        QVERIFY(blocked.elapsed() < 100);
        QVERIFY2(started.wait(), qPrintable(started.error));
        const QByteArray metrics = fetch(started.endpoint, "/metrics");
        QCOMPARE(metrics.count("\nhaproxy_server_check_failures_total{"), 30);
        QVERIFY(fetch(started.endpoint, "/stats;csv").contains("\napi,api2,"));
        const QString folder = started.endpoint.folder;
        QVERIFY(processesWith(folder).size() >= 3); // origins, master, worker
        QCOMPARE(QFile::permissions(folder) & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther),
                 QFile::Permissions());
        one.stop();
        QTRY_VERIFY(processesWith(folder).isEmpty());
        QVERIFY(!QDir(folder).exists());
    }

    void isUnprivileged()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        Demo one;
        const Started started(one);
        QVERIFY2(started.wait(), qPrintable(started.error));
        QFile status(QStringLiteral("/proc/%1/status").arg(started.endpoint.observedPid));
        QVERIFY(status.open(QIODevice::ReadOnly));
        QVERIFY(!status.readAll().contains("Uid:\t0\t"));
    }

    /// What can be seen in the first seconds: dead at start in four ways, agents, maintenance.
    void serversAreInTheirStates()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        Demo one;
        const Started started(one);
        QVERIFY2(started.wait(), qPrintable(started.error));
        const auto has = [&](const char* server, const char* state) {
            for (const QByteArray& line : fetch(started.endpoint, "/stats;csv").split('\n')) {
                if (line.startsWith(server)) {
                    return line.contains(state);
                }
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(has("api,api5,", ",L4CON,"), 8000);
        QTRY_VERIFY_WITH_TIMEOUT(has("pay,pay4,", ",L4TOUT,"), 8000);
        QTRY_VERIFY_WITH_TIMEOUT(has("auth,auth2,", ",L6TOUT,"), 8000);
        QTRY_VERIFY_WITH_TIMEOUT(has("auth,auth3,", ",L6RSP,"), 8000);
        QTRY_VERIFY_WITH_TIMEOUT(has("search,srch1,", ",UP,50,"), 8000); // its agent was heard
        QVERIFY(has("web,web6,", ",MAINT,"));
    }

    void twoBesideEachOther()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        Demo one;
        Demo other;
        const Started first(one);
        const Started second(other);
        QVERIFY2(first.wait(), qPrintable(first.error));
        QVERIFY2(second.wait(), qPrintable(second.error));
        QVERIFY(first.endpoint.metricsUrl != second.endpoint.metricsUrl);
        one.stop();
        QVERIFY(fetch(second.endpoint, "/metrics").contains("haproxy_server_check_failures_total"));
    }

    void nothingIsLeftOfAKilledProgram()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        support::ChildProcess parent(QCoreApplication::applicationFilePath(),
                                     {QStringLiteral("tst_demo"), QStringLiteral("--parent")});
        QByteArray folder;
        QTRY_VERIFY_WITH_TIMEOUT((folder += parent.output()).endsWith('\n'), 12'000);
        const QString path = QString::fromUtf8(folder.trimmed());
        QVERIFY(processesWith(path).size() >= 3);
        ::kill(static_cast<pid_t>(parent.pid()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(processesWith(path).isEmpty(), 2000);
        QTRY_VERIFY_WITH_TIMEOUT(!QDir(path).exists(), 2000);
    }

    void reportsAProcessThatEnds()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        Demo one;
        const Started started(one);
        QVERIFY2(started.wait(), qPrintable(started.error));
        ::kill(static_cast<pid_t>(started.endpoint.observedPid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(started.error.contains(QStringLiteral("killed by signal 9")), 5000);
        QVERIFY2(started.error.contains(QStringLiteral("start the demo again")), qPrintable(started.error));
        QVERIFY2(!started.error.contains(QStringLiteral("is DOWN")), qPrintable(started.error));
        QTRY_VERIFY(processesWith(started.endpoint.folder).isEmpty());
    }

    void saysWhatToInstall_data()
    {
        QTest::addColumn<QString>("haproxy");
        QTest::addColumn<QString>("word");
        QTest::newRow("missing") << "/nowhere/haproxy"
                                 << "cannot run /nowhere/haproxy";
        QTest::newRow("without the exporter") << "/bin/true"
                                              << "with its Prometheus exporter";
    }
    void saysWhatToInstall()
    {
        QFETCH(QString, haproxy);
        QFETCH(QString, word);
        Demo one(haproxy);
        const Started started(one);
        QVERIFY(!started.wait());
        QVERIFY2(started.error.contains(word), qPrintable(started.error));
        QVERIFY(started.error.contains(QStringLiteral("apt install haproxy")));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("--parent"))) {
        return runParent(application);
    }
    TestDemo test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace tst_demo

#include "tst_demo.moc"
