#include "tests/support/tlsserver.h"

#include <QFile>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

namespace checkwatch::support {
namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

TlsServer::TlsServer(const Certificates::Pair& pair, std::string response)
    : m_tls(QSslConfiguration::defaultConfiguration()), m_response(std::move(response))
{
    m_tls.setLocalCertificateChain(QSslCertificate::fromData(contents(pair.certificate)));
    m_tls.setPrivateKey(QSslKey(contents(pair.key), QSsl::Ec));
    m_tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    listen(QHostAddress::LocalHost);
}

void TlsServer::demandClientCertificate(const QString& caFile)
{
    m_tls.setCaCertificates(QSslCertificate::fromData(contents(caFile)));
    m_tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
}

std::string TlsServer::address(const std::string& host) const
{
    return host + ':' + std::to_string(serverPort());
}

void TlsServer::incomingConnection(qintptr descriptor)
{
    ++m_connections;
    auto* const socket = new QSslSocket(this);
    socket->setSslConfiguration(m_tls);
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QSslSocket::readyRead, this, [this, socket] {
        if (const QByteArray head = socket->readAll(); head.endsWith("\r\n\r\n")) { // a request comes in one piece here
            m_requests << head;
            socket->write(m_response.data(), static_cast<qint64>(m_response.size()));
        }
    });
    socket->setSocketDescriptor(descriptor);
    socket->startServerEncryption();
}

} // namespace checkwatch::support
