#include "models/sources/tlswire.h"

#include <QNetworkProxy>

#include <utility>

namespace checkwatch::sources {

TlsWire::TlsWire(const QSslConfiguration& tls, QString verify, WireUser& user)
    : m_verify(std::move(verify)), m_socket(new QSslSocket)
{
    constexpr qint64 readBufferBytes = 256LL * 1024;
    m_socket->setSslConfiguration(tls);
    m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_socket->setReadBufferSize(readBufferBytes);
    connect(m_socket, &QSslSocket::encrypted, this, [&user] { user.wireOpened(); });
    connect(m_socket, &QSslSocket::sslErrors, this,
            [this](const QList<QSslError>& errors) { m_certificateErrors = errors; });
    connect(m_socket, &QSslSocket::readyRead, this, [&user] { user.wireReadable(); });
    connect(m_socket, &QSslSocket::errorOccurred, this,
            [&user](QAbstractSocket::SocketError error) { user.wireEnded(error); });
}

TlsWire::~TlsWire()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
}

void TlsWire::connectTo(const std::string& address, std::uint16_t port)
{
    m_socket->connectToHostEncrypted(QString::fromStdString(address), port, m_verify);
}

bool TlsWire::isOpen() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

void TlsWire::write(std::string_view bytes)
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->write(bytes.data(), static_cast<qint64>(bytes.size()));
}

std::size_t TlsWire::read(std::span<char> piece)
{
    const qint64 got = m_socket->read(piece.data(), static_cast<qint64>(piece.size()));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

} // namespace checkwatch::sources
