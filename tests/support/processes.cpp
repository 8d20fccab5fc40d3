#include "tests/support/processes.h"

#include <QHostAddress>
#include <QStandardPaths>
#include <QTcpServer>

#include <csignal>
#include <sys/prctl.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#include <cstdarg>

// The thread sanitizer counts a clone() as a fork, twice in the parent's memory where the child borrows it (CLONE_VM with
// CLONE_VFORK, as QProcess does), and ends the program over that. The child does little but exec while its parent waits.
extern "C" int __clone(int (*function)(void*), void* stack, int flags, void* argument, ...);
extern "C" int clone(int (*function)(void*), void* stack, int flags, void* argument, ...)
{
    va_list more;
    va_start(more, argument);
    auto* const parent = va_arg(more, void*);
    auto* const tls = va_arg(more, void*);
    auto* const child = va_arg(more, void*);
    va_end(more);
    return __clone(function, stack, flags, argument, parent, tls, child);
}
#endif
#endif

namespace checkwatch::support {

ChildProcess::ChildProcess(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment)
{
    m_process.setProcessEnvironment(environment);
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, arguments);
    m_process.waitForStarted();
}

ChildProcess::~ChildProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        if (!m_process.waitForFinished(5000)) {
            m_process.kill();
            m_process.waitForFinished(2000);
        }
    }
}

QString findProgram(const QString& name)
{
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty()
        ? QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin"), QStringLiteral("/sbin")})
        : found;
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool mustNotSkip()
{
    return qEnvironmentVariableIsSet("CI");
}

} // namespace checkwatch::support
