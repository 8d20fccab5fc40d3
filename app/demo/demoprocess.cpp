#include "app/demo/demoprocess.h"

#include "app/demo/haproxywords.h"

#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace checkwatch::demo {

namespace {

constexpr qsizetype keptOutput = 4096;
constexpr int exitWithoutRights = 126;

/// Runs in the child between fork and exec: system calls only.
void becomeDependent(const std::optional<UserIds>& runAs, pid_t parent)
{
    if (runAs && (::setgroups(0, nullptr) != 0 || ::setgid(runAs->group) != 0 || ::setuid(runAs->user) != 0)) {
        ::_exit(exitWithoutRights);
    }
    ::setpgid(0, 0); // a Ctrl-C in the terminal is ours to handle
    // After setuid, which clears it. Who lost its parent before this line is not told any more, so it asks.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(exitWithoutRights);
    }
}

} // namespace

std::optional<UserIds> unprivilegedUser()
{
    if (::geteuid() != 0) {
        return {};
    }
    const passwd* const nobody = ::getpwnam("nobody");
    return nobody == nullptr ? std::nullopt : std::optional(UserIds{nobody->pw_uid, nobody->pw_gid});
}

DemoProcess::DemoProcess(std::optional<UserIds> runAs, QObject* parent) : QProcess(parent)
{
    setProcessChannelMode(QProcess::MergedChannels);
    setStandardInputFile(QProcess::nullDevice());
    setChildProcessModifier([runAs, self = ::getpid()] { becomeDependent(runAs, self); });
    connect(this, &QProcess::readyReadStandardOutput, this, [this] {
        m_output += readAllStandardOutput();
        m_output = m_output.right(state() == QProcess::NotRunning ? m_output.size() : keptOutput);
    });
}

DemoProcess::~DemoProcess()
{
    disconnect();
    if (state() != QProcess::NotRunning) {
        terminate();
        if (!waitForFinished(1000)) {
            kill();
            waitForFinished(1000);
        }
    }
}

QString DemoProcess::reason() const
{
    QString said = reasonIn(m_output);
    if (state() != QProcess::NotRunning) {
        return said;
    }
    const QString end = exitStatus() == QProcess::CrashExit
        ? QStringLiteral("it was killed by signal %1").arg(exitCode())
        : QStringLiteral("it ended with code %1").arg(exitCode());
    return said.isEmpty() ? end : end + QLatin1Char('\n') + said;
}

bool startJanitor(QProcess& janitor, const QString& folder)
{
    janitor.setChildProcessModifier([] { ::setsid(); });
    janitor.start(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("read -r end; rm -rf -- \"$1\""), QStringLiteral("sh"), folder});
    return janitor.waitForStarted(1000);
}

} // namespace checkwatch::demo
