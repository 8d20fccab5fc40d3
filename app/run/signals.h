#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace checkwatch::app {

/// Turns SIGHUP, SIGINT and SIGTERM into Qt signals on the thread of this object. At most one at a time in a process.
class Signals final : public QObject
{
    Q_OBJECT

public:
    explicit Signals(QObject* parent = nullptr);
    ~Signals() override;

Q_SIGNALS:
    void hangUp();
    void terminate();

private:
    void read();

    int m_readEnd = -1;
    int m_writeEnd = -1;
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace checkwatch::app
