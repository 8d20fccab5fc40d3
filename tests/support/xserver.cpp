#include "tests/support/xserver.h"

#include <QFile>

#include <csignal>

namespace checkwatch::support {
namespace {

/// No keyboard, no mouse, no graphics card that is really there.
constexpr const char* dummyConfiguration = R"(Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoEnableDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
Section "Device"
    Identifier "dummy"
    Driver "dummy"
    VideoRam 65536
EndSection
Section "Monitor"
    Identifier "any"
    HorizSync 5.0-1000.0
    VertRefresh 5.0-200.0
EndSection
Section "Screen"
    Identifier "screen"
    Device "dummy"
    Monitor "any"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual 3200 1200
    EndSubSection
EndSection
)";

} // namespace

XServer::XServer(const QString& program, const QStringList& arguments)
    : m_server(program, QStringList{"-displayfd", "1", "-nolisten", "tcp", "-noreset"} + arguments)
{
    for (int waited = 0; waited < 100 && m_server.running() && !m_number.endsWith('\n'); ++waited) {
        m_server.waitForOutput(200);
        m_number += m_server.output();
    }
}

QString XServer::display() const
{
    return m_number.endsWith('\n') ? QLatin1Char(':') + QString::fromLatin1(m_number.trimmed()) : QString();
}

void XServer::die()
{
    ::kill(static_cast<pid_t>(m_server.pid()), SIGKILL);
    m_server.waitForEnd(10'000);
}

XServer virtualScreen(const QString& folder)
{
    return {findProgram(QStringLiteral("Xvfb")), {"-screen", "0", "1280x720x24", "-fbdir", folder}};
}

QString findXorg()
{
    const QString server = QStringLiteral("/usr/lib/xorg/Xorg"); // what stands in PATH may be one that asks for rights
    const bool whole = QFile::exists(server)
        && QFile::exists(QStringLiteral("/usr/lib/xorg/modules/drivers/dummy_drv.so"))
        && !findProgram(QStringLiteral("xrandr")).isEmpty();
    return whole ? server : QString();
}

XServer dummyOutputs(const QString& folder)
{
    const QString configuration = folder + QStringLiteral("/xorg.conf");
    QFile file(configuration);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(dummyConfiguration);
        file.close();
    }
    return {findXorg(),
            {"-config", configuration, "-logfile", folder + QStringLiteral("/xorg.log"), "-novtswitch", "-sharevts",
             "-keeptty"}};
}

} // namespace checkwatch::support
