#pragma once

#include "tests/support/certificates.h"

#include <QByteArrayList>
#include <QSslConfiguration>
#include <QTcpServer>

#include <string>

namespace checkwatch::support {

/// An https server on 127.0.0.1 that answers every request alike. Lives on the test's own event loop.
class TlsServer final : public QTcpServer
{
public:
    TlsServer(const Certificates::Pair& pair, std::string response);

    /// Only clients with a certificate of this authority are served.
    void demandClientCertificate(const QString& caFile);
    /// "localhost:port"
    [[nodiscard]] std::string address(const std::string& host = "localhost") const;
    /// Heads of the requests that came.
    [[nodiscard]] const QByteArrayList& requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    QSslConfiguration m_tls;
    std::string m_response;
    QByteArrayList m_requests;
    int m_connections = 0;
};

} // namespace checkwatch::support
