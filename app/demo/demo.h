#pragma once

#include "models/base/result.h"

#include <QObject>
#include <QString>

#include <memory>

namespace checkwatch::demo {

/// Where the running demo answers.
struct DemoEndpoint
{
    QString metricsUrl;  ///< http://127.0.0.1:PORT/metrics of the observed HAProxy
    QString hostAndPort; ///< 127.0.0.1:PORT of it, as in a scrape target
    QString statsUrl;    ///< its statistics page; add ";csv" for CSV
    quint16 trafficPort = 0;
    quint16 logPort = 0;    ///< UDP on 127.0.0.1, where its log goes
    QString folder;         ///< admin.sock, master.sock, origins.sock, behaviour.map; only its owner may enter
    qint64 observedPid = 0; ///< master process; SIGUSR2 makes it reload
};

/// The built-in demo: two real HAProxy processes on loopback, one playing 30 servers, one observed (guides: haproxy 7).
/// They run unprivileged, and end with this object or this program, whatever way it ends; so does their folder. Several
/// demos may run beside each other. Lives on a thread that lasts as long as the demo, normally the main thread, because
/// the system ends the processes with the thread that started them; nothing here blocks it but the destructor, for
/// about 50 ms.
class Demo : public QObject
{
    Q_OBJECT

public:
    /// `haproxy`: the program; empty: that of CHECKWATCH_HAPROXY, else looked for in PATH and /usr/sbin.
    explicit Demo(QString haproxy = {}, QObject* parent = nullptr);
    ~Demo() override;

    /// Answered by started() or failed(), within 10 s. To be called once.
    void start();
    /// Ends the processes and removes the folder.
    void stop();

Q_SIGNALS:
    void started(const checkwatch::demo::DemoEndpoint& endpoint);
    /// It did not start, or one of its processes ended. The message says what to do, for instance what to install.
    void failed(const checkwatch::base::Error& error);

private:
    struct State;
    using Step = void (Demo::*)();

    void fail(base::ErrorCode code, const QString& message);
    /// Runs haproxy to its end, then goes on with `next`, or fails with what it said.
    void run(const QStringList& arguments, Step next);
    void checkExporter();
    void prepare();
    base::Result<void> fillFolder();
    void checkObserved();
    void startOrigins();
    void startObserved();
    void waitFor(const QString& socketName, Step next);
    void finish();

    QString m_haproxy;
    bool m_running = false;
    std::unique_ptr<State> m_state; ///< null: not running
};

} // namespace checkwatch::demo
