#pragma once

#include <QElapsedTimer>
#include <QObject>

namespace checkwatch::app {

/// Tells systemd that the program lives (sd_notify(3)): READY with the first paint, then WATCHDOG as long as it paints. A
/// program that is frozen paints nothing, is not heard of, and is started anew. Nothing happens where systemd does not
/// listen. GUI thread.
class Watchdog : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The screen was really painted.
    void painted();

private:
    bool m_ready = false;
    QElapsedTimer m_sinceTold;
};

} // namespace checkwatch::app
