#include "models/sources/scrapeconnection.h"

#include <QNetworkProxy>
#include <QSslSocket>

#include <algorithm>

namespace checkwatch::sources {
namespace {

using namespace std::chrono_literals;

constexpr qint64 readBufferBytes = 256LL * 1024;
constexpr std::chrono::nanoseconds longestTls = 1h;

} // namespace

int portOf(const QUrl& url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

void ScrapeConnection::release(bool keep)
{
    m_taken = false;
    if (!keep) {
        drop();
    }
}

bool ScrapeConnection::serves(const Peer& peer, const Resolver::Addresses& addresses) const
{
    if (m_socket == nullptr || m_socket->state() != QAbstractSocket::ConnectedState || peer != m_peer) {
        return false;
    }
    const bool old = peer.encrypted() && m_clock.monotonic() - m_opened > longestTls;
    return !old && std::find(addresses.begin(), addresses.end(), m_address) != addresses.end();
}

void ScrapeConnection::makeSocket(const Peer& peer)
{
    if (peer.encrypted()) {
        auto* const socket = new QSslSocket(this);
        m_socket = socket;
        socket->setSslConfiguration(peer.tls);
        connect(socket, &QSslSocket::encrypted, this, &ScrapeConnection::opened);
        connect(socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) { m_tlsErrors = errors; });
    } else {
        m_socket = new QTcpSocket(this);
        connect(m_socket, &QTcpSocket::connected, this, &ScrapeConnection::opened);
    }
    m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_socket->setReadBufferSize(readBufferBytes);
    connect(m_socket, &QTcpSocket::readyRead, this, &ScrapeConnection::onReadable);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &ScrapeConnection::onError);
}

void ScrapeConnection::open(const Peer& peer, const std::string& address)
{
    drop();
    m_tlsErrors.clear();
    makeSocket(peer);
    m_peer = peer;
    m_address = address;
    m_opened = m_clock.monotonic();
    const auto port = static_cast<quint16>(peer.port);
    if (auto* const tls = qobject_cast<QSslSocket*>(m_socket); tls != nullptr) {
        tls->connectToHostEncrypted(QString::fromStdString(address), port, peer.verify);
    } else {
        m_socket->connectToHost(QString::fromStdString(address), port);
    }
}

void ScrapeConnection::write(const QByteArray& text)
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->write(text);
}

std::size_t ScrapeConnection::read(std::span<char> piece)
{
    if (m_socket == nullptr) {
        return 0;
    }
    const qint64 got = m_socket->read(piece.data(), static_cast<qint64>(piece.size()));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

void ScrapeConnection::drop()
{
    if (m_socket != nullptr) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
        m_socket = nullptr;
    }
}

QString ScrapeConnection::errorText() const
{
    return m_socket != nullptr ? m_socket->errorString() : QString();
}

void ScrapeConnection::onReadable()
{
    if (m_taken) {
        Q_EMIT readable();
    } else {
        drop(); // it speaks without being asked
    }
}

void ScrapeConnection::onError(QAbstractSocket::SocketError error)
{
    if (m_taken) {
        Q_EMIT closed(error);
    } else {
        drop();
    }
}

} // namespace checkwatch::sources
