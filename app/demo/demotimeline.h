#pragma once

#include <QObject>
#include <QString>

#include <chrono>

namespace checkwatch::demo {

/// Sends one command to the runtime API of a HAProxy and forgets it. Returns at once.
void sendCommand(const QString& socketPath, const QByteArray& command, QObject* owner);

/// What an operator does in the demo, at fixed times after the start, over the two admin sockets: a service is switched
/// off and on again, two servers are drained, the cause of the flapping is removed. Main thread, monotonic clock.
class DemoTimeline : public QObject
{
    Q_OBJECT

public:
    explicit DemoTimeline(QObject* parent = nullptr) : QObject(parent) {}

    /// From now on. `folder` holds admin.sock, origins.sock and behaviour.map.
    void begin(const QString& folder);
};

} // namespace checkwatch::demo
