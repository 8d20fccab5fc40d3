#pragma once

#include "tests/support/processes.h"

#include <QByteArray>
#include <QString>

namespace checkwatch::support {

/// A display of its own, which can die. It ends with the test.
class XServer
{
public:
    /// Waits until it answers.
    XServer(const QString& program, const QStringList& arguments);

    /// ":7"; empty where it does not answer.
    [[nodiscard]] QString display() const;
    void die();

private:
    ChildProcess m_server;
    QByteArray m_number;
};

/// Xvfb: one screen, and no hardware. Its frame buffer lies in `folder`.
[[nodiscard]] XServer virtualScreen(const QString& folder);

/// The path of an Xorg that can be had without hardware and without rights: with Debian's "dummy" driver, whose outputs
/// DUMMY0, DUMMY1, ... are plugged and unplugged by xrandr. Empty where one of the three is missing.
[[nodiscard]] QString findXorg();
/// The same at work, with a configuration and a log in `folder`. DUMMY0 is on.
[[nodiscard]] XServer dummyOutputs(const QString& folder);

} // namespace checkwatch::support
