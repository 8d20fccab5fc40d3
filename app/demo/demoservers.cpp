#include "app/demo/demoservers.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpSocket>

namespace checkwatch::demo {

namespace {

constexpr auto agentAddress = "127.10.0.90";
constexpr auto fullQueueAddress = "127.10.0.34"; // pay4
constexpr qint64 diskFullAfterMs = 35'000;
constexpr std::chrono::milliseconds trickleInterval{500};
constexpr std::chrono::milliseconds longestRequest{5'000};
/// After an error the client stays away: edge1 goes down for a moment, and never fails long enough for an alert to fire.
constexpr std::chrono::milliseconds pauseAfterError{90'000};

} // namespace

DemoServers::DemoServers(QObject* parent) : QObject(parent)
{
    connect(&m_halfAgent, &QTcpServer::newConnection, this, [this] { answer(m_halfAgent, "up 50%\n"); });
    connect(&m_fullAgent, &QTcpServer::newConnection, this, [this] {
        const bool full = m_sinceStart.isValid() && m_sinceStart.elapsed() >= diskFullAfterMs;
        answer(m_fullAgent, full ? "down # disk full\n" : "up 100%\n");
    });
    connect(&m_trickle, &QTimer::timeout, this, &DemoServers::requestEdge);
    m_trickle.setInterval(trickleInterval);
}

base::Result<void> DemoServers::listen(std::uint16_t originsPort)
{
    for (QTcpServer* agent : {&m_halfAgent, &m_fullAgent}) {
        agent->close();
        agent->setProxy(QNetworkProxy::NoProxy);
        if (!agent->listen(QHostAddress(QString::fromLatin1(agentAddress)))) {
            return base::Error{base::ErrorCode::Network,
                               "the demo cannot listen on loopback: " + agent->errorString().toStdString(),
                               agentAddress};
        }
    }
    m_fullQueue.reset();
    auto queue = FullAcceptQueue::listenOn(fullQueueAddress, originsPort);
    if (!queue) {
        return queue.error();
    }
    m_fullQueue = std::move(queue).value();
    return {};
}

void DemoServers::begin(std::uint16_t trafficPort)
{
    m_trafficPort = trafficPort;
    m_sinceStart.start();
    m_trickle.start();
}

void DemoServers::answer(QTcpServer& agent, const QByteArray& text)
{
    while (QTcpSocket* socket = agent.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->write(text);
        socket->disconnectFromHost();
    }
}

void DemoServers::requestEdge()
{
    m_trickle.setInterval(trickleInterval);
    auto* socket = new QTcpSocket(this);
    socket->setProxy(QNetworkProxy::NoProxy);
    connect(socket, &QTcpSocket::connected, socket, [socket] { socket->write("GET /edge/ HTTP/1.0\r\n\r\n"); });
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        if (socket->readAll().startsWith("HTTP/1.1 5")) {
            m_trickle.setInterval(pauseAfterError);
        }
    });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::errorOccurred, socket, &QObject::deleteLater);
    QTimer::singleShot(longestRequest, socket, &QObject::deleteLater);
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), m_trafficPort);
}

} // namespace checkwatch::demo
