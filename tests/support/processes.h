#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <memory>

namespace checkwatch::support {

/// A program that ends with the test, whatever way the test ends. Ends only what it started.
class ChildProcess
{
public:
    ChildProcess(const QString& program, const QStringList& arguments,
                 const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] bool running() const { return m_process.state() == QProcess::Running; }
    /// What it has printed to standard output since the last call.
    QByteArray output() { return m_process.readAllStandardOutput(); }
    QByteArray errors() { return m_process.readAllStandardError(); }
    bool waitForEnd(int ms) { return m_process.waitForFinished(ms); }
    bool waitForOutput(int ms) { return m_process.waitForReadyRead(ms); }
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    void terminate() { m_process.terminate(); }

private:
    QProcess m_process;
};

/// The path of an installed program, also in sbin; empty where it is missing.
QString findProgram(const QString& name);

/// A loopback TCP port that nobody listens on now.
quint16 freePort();

/// True where a missing part must fail a test instead of leaving it out.
bool mustNotSkip();

} // namespace checkwatch::support

/// Leaves a test out where a part it needs is missing, and fails it where CI is set.
#define CHECKWATCH_NEEDS(condition, what)                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            if (checkwatch::support::mustNotSkip()) {                                                                  \
                QFAIL("missing: " what);                                                                               \
            }                                                                                                          \
            QSKIP("not run: " what " is missing");                                                                     \
        }                                                                                                              \
    } while (false)
