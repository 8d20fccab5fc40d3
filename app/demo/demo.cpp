#include "app/demo/demo.h"

#include "app/demo/demoports.h"
#include "app/demo/demoprocess.h"
#include "app/demo/demoservers.h"
#include "app/demo/demotimeline.h"
#include "resources/builtin.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <chrono>
#include <unistd.h>
#include <utility>
#include <vector>

namespace checkwatch::demo {

namespace {

constexpr std::chrono::milliseconds lookInterval{20};
constexpr std::chrono::seconds longestStart{8};
constexpr auto install = "install it: apt install haproxy";

QString findHaproxy()
{
    QString named = qEnvironmentVariable("CHECKWATCH_HAPROXY");
    if (!named.isEmpty()) {
        return named;
    }
    const QString found = QStandardPaths::findExecutable(QStringLiteral("haproxy"));
    return !found.isEmpty()
        ? found
        : QStandardPaths::findExecutable(QStringLiteral("haproxy"),
                                         {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
}

} // namespace

/// One run. Members go in reverse order: processes first, the folder last.
struct Demo::State
{
    std::optional<UserIds> runAs = unprivilegedUser();
    QTemporaryDir folder{QDir::tempPath() + QStringLiteral("/checkwatch-demo-XXXXXX")};
    QProcess janitor;
    std::vector<ReservedPort> ports; ///< origins, exporter, traffic
    DemoServers servers;
    DemoTimeline timeline;
    std::unique_ptr<DemoProcess> check;
    std::unique_ptr<DemoProcess> origins;
    std::unique_ptr<DemoProcess> observed;
    QTimer look;
    QDeadlineTimer startEnd{longestStart};

    ~State()
    {
        // Both at once: each takes a moment to end.
        for (const auto& process : {&observed, &origins}) {
            if (*process) {
                (*process)->disconnect();
                (*process)->terminate();
            }
        }
        observed.reset();
        origins.reset();
        janitor.closeWriteChannel();
        janitor.waitForFinished(1000);
    }

    [[nodiscard]] QString path(const QString& name) const { return folder.filePath(name); }
    [[nodiscard]] std::unique_ptr<DemoProcess> newProcess() const
    {
        auto process = std::make_unique<DemoProcess>(runAs);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DEMO_DIR"), folder.path());
        if (!ports.empty()) {
            environment.insert(QStringLiteral("DEMO_OPORT"), QString::number(ports[0].number()));
            environment.insert(QStringLiteral("DEMO_MPORT"), QString::number(ports[1].number()));
            environment.insert(QStringLiteral("DEMO_WPORT"), QString::number(ports[2].number()));
            environment.insert(QStringLiteral("DEMO_APORT1"), QString::number(servers.halfAgentPort()));
            environment.insert(QStringLiteral("DEMO_APORT2"), QString::number(servers.fullAgentPort()));
        }
        process->setProcessEnvironment(environment);
        process->setWorkingDirectory(QStringLiteral("/"));
        return process;
    }
};

Demo::Demo(QString haproxy, QObject* parent) : QObject(parent), m_haproxy(std::move(haproxy)) {}

Demo::~Demo()
{
    stop();
}

void Demo::stop()
{
    m_running = false;
    m_state.reset();
}

/// Queued, so that nothing is torn down below a handler of its own processes.
void Demo::fail(base::ErrorCode code, const QString& message)
{
    QMetaObject::invokeMethod(
        this,
        [this, code, message] {
            if (!std::exchange(m_running, false)) {
                return;
            }
            stop();
            Q_EMIT failed(base::Error{code, message.toStdString()});
        },
        Qt::QueuedConnection);
}

void Demo::start()
{
    m_running = true;
    if (m_haproxy.isEmpty()) {
        m_haproxy = findHaproxy();
    }
    if (m_haproxy.isEmpty()) {
        fail(base::ErrorCode::NotFound,
             QStringLiteral("the live demo needs HAProxy, which is not installed; ") + QLatin1String(install));
        return;
    }
    m_state = std::make_unique<State>();
    run({QStringLiteral("-vv")}, &Demo::checkExporter);
}

void Demo::run(const QStringList& arguments, Step next)
{
    if (m_state->check) {
        m_state->check.release()->deleteLater(); // it may be its own signal that brought us here
    }
    m_state->check = m_state->newProcess();
    DemoProcess* const process = m_state->check.get();
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            fail(base::ErrorCode::NotFound,
                 QStringLiteral("the live demo cannot run %1 (%2); %3")
                     .arg(m_haproxy, process->errorString(), QLatin1String(install)));
        }
    });
    connect(process, &QProcess::finished, this, [this, process, next](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit && code == 0) {
            (this->*next)();
        } else {
            fail(base::ErrorCode::Internal,
                 QStringLiteral("%1 refuses the demo, which was written for HAProxy 2.6: %2")
                     .arg(m_haproxy, process->reason()));
        }
    });
    process->start(m_haproxy, arguments);
}

void Demo::checkExporter()
{
    if (!m_state->check->allOutput().contains("prometheus-exporter")) {
        fail(base::ErrorCode::Unsupported,
             QStringLiteral("the live demo needs a HAProxy with its Prometheus exporter, which %1 does not have; "
                            "Debian's has it, %2")
                 .arg(m_haproxy, QLatin1String(install)));
        return;
    }
    prepare();
}

void Demo::prepare()
{
    for (int i = 0; i < 3; ++i) {
        auto port = ReservedPort::reserve();
        if (!port) {
            fail(port.error().code, QString::fromStdString(port.error().text()));
            return;
        }
        m_state->ports.push_back(std::move(port).value());
    }
    for (const auto& result : {m_state->servers.listen(m_state->ports[0].number()), fillFolder()}) {
        if (!result) {
            fail(result.error().code, QString::fromStdString(result.error().text()));
            return;
        }
    }
    run({QStringLiteral("-c"), QStringLiteral("-q"), QStringLiteral("-f"),
         m_state->path(QStringLiteral("origins.cfg"))},
        &Demo::checkObserved);
}

/// The configuration and an empty map, readable for whom the processes run as.
base::Result<void> Demo::fillFolder()
{
    const base::Error cannot{base::ErrorCode::Refused, "the demo cannot write its folder",
                             m_state->folder.path().toStdString()};
    const auto give = [&](const QString& path) {
        return !m_state->runAs
            || ::chown(QFile::encodeName(path).constData(), m_state->runAs->user, m_state->runAs->group) == 0;
    };
    if (!m_state->folder.isValid() || !startJanitor(m_state->janitor, m_state->folder.path())) {
        return cannot;
    }
    for (const char* name : {"origins.cfg", "lb.cfg", "behaviour.map"}) {
        const std::string_view text = resources::find(std::string("demo/") + name);
        QFile file(m_state->path(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
            || file.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size())
            || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || !give(file.fileName())) {
            return cannot;
        }
    }
    return give(m_state->folder.path()) ? base::Result<void>() : cannot;
}

void Demo::checkObserved()
{
    run({QStringLiteral("-c"), QStringLiteral("-q"), QStringLiteral("-f"), m_state->path(QStringLiteral("lb.cfg"))},
        &Demo::startOrigins);
}

void Demo::startOrigins()
{
    m_state->origins = m_state->newProcess();
    m_state->origins->start(
        m_haproxy, {QStringLiteral("-db"), QStringLiteral("-f"), m_state->path(QStringLiteral("origins.cfg"))});
    waitFor(QStringLiteral("origins.sock"), &Demo::startObserved);
}

void Demo::startObserved()
{
    m_state->observed = m_state->newProcess();
    m_state->observed->start(m_haproxy,
                             {QStringLiteral("-W"), QStringLiteral("-S"), m_state->path(QStringLiteral("master.sock")),
                              QStringLiteral("-f"), m_state->path(QStringLiteral("lb.cfg"))});
    waitFor(QStringLiteral("master.sock"), &Demo::finish);
}

/// HAProxy gives its sockets their names when it listens.
void Demo::waitFor(const QString& socketName, Step next)
{
    m_state->look.disconnect(this);
    connect(&m_state->look, &QTimer::timeout, this, [this, path = m_state->path(socketName), next] {
        const DemoProcess& newest = m_state->observed ? *m_state->observed : *m_state->origins;
        if (QFile::exists(path)) {
            m_state->look.stop();
            (this->*next)();
        } else if (m_state->startEnd.hasExpired() || newest.state() == QProcess::NotRunning) {
            m_state->look.stop();
            fail(base::ErrorCode::Timeout,
                 QStringLiteral("HAProxy did not start; start the demo again. What it said: ") + newest.reason());
        }
    });
    m_state->look.start(lookInterval);
}

void Demo::finish()
{
    for (const auto* process : {m_state->origins.get(), m_state->observed.get()}) {
        connect(process, &QProcess::finished, this, [this, process] {
            fail(base::ErrorCode::Network,
                 QStringLiteral("a HAProxy of the demo ended; start the demo again. %1").arg(process->reason()));
        });
    }
    const std::uint16_t exporter = m_state->ports[1].number();
    const std::uint16_t traffic = m_state->ports[2].number();
    m_state->servers.begin(traffic);
    m_state->timeline.begin(m_state->folder.path());
    DemoEndpoint endpoint;
    endpoint.hostAndPort = QStringLiteral("127.0.0.1:%1").arg(exporter);
    endpoint.metricsUrl = QStringLiteral("http://%1/metrics").arg(endpoint.hostAndPort);
    endpoint.statsUrl = QStringLiteral("http://%1/stats").arg(endpoint.hostAndPort);
    endpoint.trafficPort = traffic;
    endpoint.logPort = exporter; // of the same number, which leaves nothing to be reserved
    endpoint.folder = m_state->folder.path();
    endpoint.observedPid = m_state->observed->processId();
    Q_EMIT started(endpoint);
}

} // namespace checkwatch::demo
