#include "app/run/watchdog.h"

#include <QLibrary>

namespace checkwatch::app {
namespace {

constexpr qint64 tellEveryMs = 1000;

/// libsystemd is loaded where a service asks for it, and by nobody else: it would cost every start a few milliseconds.
void notify(const char* state)
{
    using Notify = int (*)(int unsetEnvironment, const char* state);
    static const auto sdNotify = qEnvironmentVariableIsSet("NOTIFY_SOCKET")
        ? reinterpret_cast<Notify>(QLibrary::resolve(QStringLiteral("systemd"), 0, "sd_notify"))
        : nullptr;
    if (sdNotify != nullptr) {
        sdNotify(0, state);
    }
}

} // namespace

void Watchdog::painted()
{
    if (!m_ready) {
        m_ready = true;
        m_sinceTold.start();
        notify("READY=1");
    } else if (m_sinceTold.elapsed() >= tellEveryMs) {
        m_sinceTold.start();
        notify("WATCHDOG=1");
    }
}

} // namespace checkwatch::app
