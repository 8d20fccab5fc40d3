#include "app/run/watchdog.h"

#include <systemd/sd-daemon.h>

namespace checkwatch::app {
namespace {

constexpr qint64 tellEveryMs = 1000;

} // namespace

void Watchdog::painted()
{
    if (!m_ready) {
        m_ready = true;
        m_sinceTold.start();
        sd_notify(0, "READY=1");
    } else if (m_sinceTold.elapsed() >= tellEveryMs) {
        m_sinceTold.start();
        sd_notify(0, "WATCHDOG=1");
    }
}

} // namespace checkwatch::app
