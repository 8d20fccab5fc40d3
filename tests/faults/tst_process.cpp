#include "tests/faults/faults.h"
#include "tests/support/files.h"
#include "tests/support/processes.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace tst_process {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace checkwatch::support;

namespace {

QString job(const QString& name, const std::string& address, const QString& more = {})
{
    return QStringLiteral("- job_name: %1\n  static_configs: [{targets: ['%2']}]\n%3")
        .arg(name, QString::fromStdString(address), more);
}

QByteArray configuration(const QString& jobs)
{
    return "global: {scrape_interval: 300ms, evaluation_interval: 1s}\nscrape_configs:\n" + jobs.toUtf8();
}

} // namespace

/// The whole program, from outside.
class TestProcess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsSoonWhileALookupHangs_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QStringList>("arguments");
        const QString program = QStringLiteral(CHECKWATCH_PROGRAM);
        QTest::newRow("watch") << program << QStringList{"watch", "--json", "--config"};
        QTest::newRow("window") << program << QStringList{"--config"};
        QTest::newRow("window that is closed") << QStringLiteral(CHECKWATCH_CLOSING_WINDOW) << QStringList();
    }
    void endsSoonWhileALookupHangs()
    {
        QFETCH(QString, program);
        QFETCH(QStringList, arguments);
        const FaultServer good(healthy);
        QString jobs = job(QStringLiteral("good"), good.address());
        for (int i = 0; i < 20; ++i) { // more than there are threads for lookups
            jobs += job(QStringLiteral("dead%1").arg(i), "lb" + std::to_string(i) + ".hangs.test:8404");
        }
        const QString config = m_folder.filePath(QStringLiteral("dns.yml"));
        QVERIFY(write(config, configuration(jobs)));
        ChildProcess process(program, arguments + QStringList{config}, environment());
        QTRY_VERIFY_WITH_TIMEOUT(good.requests().size() >= 3, 20'000); // unaffected
        const bool closesItself = arguments.isEmpty();
        QElapsedTimer sinceEnd;
        if (closesItself) {
            QByteArray output;
            QTRY_VERIFY_WITH_TIMEOUT((output += process.output()).contains("closing"), 20'000);
            sinceEnd.start();
        } else {
            sinceEnd.start();
            process.terminate();
        }
        QTRY_VERIFY_WITH_TIMEOUT(!process.running(), 20'000);
        QVERIFY2(sinceEnd.elapsed() < 2000, std::to_string(sinceEnd.elapsed()).c_str());
        QCOMPARE(process.exitCode(), 0);
        if (program == QLatin1String(CHECKWATCH_PROGRAM) && arguments.size() == 3) {
            QVERIFY(process.output().contains("\"kind\":\"summary\""));
        }
    }

    void aRecordingIsClosedHoweverOftenItIsAskedTo_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("times");
        QTest::newRow("SIGTERM") << SIGTERM << 1;
        QTest::newRow("SIGINT") << SIGINT << 1;
        QTest::newRow("SIGINT again and again") << SIGINT << 50;
    }
    void aRecordingIsClosedHoweverOftenItIsAskedTo()
    {
        QFETCH(int, number);
        QFETCH(int, times);
        const FaultServer good(healthy);
        const QTemporaryDir folder;
        const QString config = folder.filePath(QStringLiteral("record.yml"));
        QVERIFY(write(config,
                      configuration(job(QStringLiteral("good"), good.address()))
                          + "checkwatch: {recording: {path: rec}}\n"));
        ChildProcess process(QStringLiteral(CHECKWATCH_PROGRAM), {"record", "--config", config}, environment());
        QTRY_VERIFY_WITH_TIMEOUT(good.requests().size() >= 5, 20'000);
        for (int i = 0; i < times && process.running(); ++i) {
            ::kill(static_cast<pid_t>(process.pid()), number);
            QTest::qWait(1);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!process.running(), 20'000);
        // With the recording closed the program has nothing left to lose, and one more signal may end it.
        QVERIFY(times > 1 || process.exitCode() == 0);
        QCOMPARE(QDir(folder.filePath(QStringLiteral("rec"))).entryList(QDir::Files),
                 (QStringList{"recording.cwrec", "recording.lock"}));
        ChildProcess check(QStringLiteral(CHECKWATCH_PROGRAM),
                           {"verify", folder.filePath(QStringLiteral("rec/recording.cwrec"))}, environment());
        QTRY_VERIFY_WITH_TIMEOUT(!check.running(), 20'000);
        QCOMPARE(check.exitCode(), 0);
    }

    /// Also where what was to be printed fits into what stdio keeps until the end.
    void whatCannotBePrintedIsNoSuccess()
    {
        const QString page = m_folder.filePath(QStringLiteral("page.txt"));
        QVERIFY(write(page, "x 1\n"));
        QProcessEnvironment variables = environment();
        variables.remove(QStringLiteral("LD_PRELOAD")); // the shell looks up no names
        for (const bool full : {true, false}) {
            const QString into = full ? QStringLiteral("/dev/full") : QStringLiteral("/dev/null");
            ChildProcess process(QStringLiteral("/bin/sh"),
                                 {"-c", "\"$0\" \"$@\" > " + into, QStringLiteral(CHECKWATCH_PROGRAM), "query",
                                  "--exposition", page, "x"},
                                 variables);
            QTRY_VERIFY_WITH_TIMEOUT(!process.running(), 20'000);
            QCOMPARE(process.exitCode(), full ? 2 : 0);
            QCOMPARE(process.errors().contains("standard output: not all could be written"), full);
        }
    }

    void aHangUpReadsTheConfigurationAgain()
    {
        const FaultServer first(healthy);
        const FaultServer second(healthy);
        const QString config = m_folder.filePath(QStringLiteral("live.yml"));
        QVERIFY(write(config, configuration(job(QStringLiteral("one"), first.address()))));
        ChildProcess process(QStringLiteral(CHECKWATCH_PROGRAM), {"watch", "--json", "--config", config},
                             environment());
        QTRY_VERIFY_WITH_TIMEOUT(first.requests().size() >= 2, 20'000);
        const auto hangUp = [&process] { ::kill(static_cast<pid_t>(process.pid()), SIGHUP); };
        QByteArray errors;
        const auto told = [&](const char* what) { return (errors += process.errors()).contains(what); };

        QVERIFY(write(config, "scrape_configs:\n  - job_na")); // somebody's editor is half way
        hangUp();
        QTRY_VERIFY_WITH_TIMEOUT(told("error: the running configuration stays: "), 10'000);
        QVERIFY2(errors.contains("live.yml: line 2: "), errors.constData());
        const std::size_t before = first.requests().size();
        QTRY_VERIFY(first.requests().size() > before + 1);

        QVERIFY(write(
            config,
            configuration(job(QStringLiteral("one"), first.address()) + job(QStringLiteral("two"), second.address()))));
        hangUp();
        QTRY_VERIFY_WITH_TIMEOUT(told("Configuration loaded"), 10'000);
        QTRY_VERIFY(!second.requests().empty());
        QCOMPARE(first.connections(), 1); // not even a new connection
        QVERIFY(process.running());
    }

    void secretsAreNotPrinted()
    {
        const FaultServer other([](const Request&) { return Script().send(httpResponse("", {}, "403 Forbidden")); });
        const FaultServer refuses([](const Request&) {
            return Script().send(
                httpResponse("SECRET-echo", "WWW-Authenticate: Basic realm=\"x\"\r\n", "401 Unauthorized"));
        });
        const FaultServer sends([&](const Request&) {
            return Script().send(
                httpResponse("", "Location: http://" + other.address() + "/metrics?a=SECRET-query\r\n", "302 Found"));
        });
        const FaultServer good(healthy);
        const QString file = m_folder.filePath(QStringLiteral("password"));
        QVERIFY(write(file, "SECRET-file\n"));
        const QString config = m_folder.filePath(QStringLiteral("secrets.yml"));
        const QString basic = QStringLiteral("  basic_auth: {username: user, password: SECRET-inline}\n");
        const QString fromFile = QStringLiteral("  authorization: {credentials_file: '%1'}\n").arg(file);
        const QString fromEnvironment = QStringLiteral("  authorization: {credentials: '${CHECKWATCH_TEST_TOKEN}'}\n");
        QVERIFY(write(
            config,
            configuration(
                job(QStringLiteral("a"), refuses.address(), basic) + job(QStringLiteral("b"), sends.address(), fromFile)
                + job(QStringLiteral("c"), good.address(), fromEnvironment)
                + job(QStringLiteral("d"), "127.0.0.1:1", QStringLiteral("  params: {token: [SECRET-param]}\n")))));
        QProcessEnvironment variables = environment();
        variables.insert(QStringLiteral("CHECKWATCH_TEST_TOKEN"), QStringLiteral("SECRET-environment"));
        ChildProcess process(QStringLiteral(CHECKWATCH_PROGRAM), {"watch", "--json", "--config", config}, variables);
        QTRY_VERIFY_WITH_TIMEOUT(
            refuses.requests().size() >= 2 && other.requests().size() >= 2 && good.requests().size() >= 2, 20'000);
        QByteArray all;
        QTRY_VERIFY_WITH_TIMEOUT((all += process.output()).contains("HTTP 401") && all.contains("HTTP 403"), 20'000);
        process.terminate();
        QVERIFY(process.waitForEnd(10'000));
        all += process.output() + process.errors();
        QVERIFY(all.contains("chmod 600"));
        QVERIFY2(!all.contains("SECRET"), all.constData());
        QVERIFY2(!all.contains(QByteArray("user:SECRET-inline").toBase64()), all.constData());
        QCOMPARE(refuses.requests().front().header("Authorization"), "Basic dXNlcjpTRUNSRVQtaW5saW5l");
        QCOMPARE(sends.requests().front().header("Authorization"), "Bearer SECRET-file");
        QCOMPARE(good.requests().front().header("Authorization"), "Bearer SECRET-environment");
        QCOMPARE(other.requests().front().header("Authorization"), "");
    }

private:
    /// As it is, with a DNS that never answers for some names, and nobody's settings.
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(CHECKWATCH_NAME_LOOKUP));
        variables.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("verify_asan_link_order=0"));
        variables.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        variables.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath(QStringLiteral("config")));
        return variables;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestProcess)

} // namespace tst_process

#include "tst_process.moc"
