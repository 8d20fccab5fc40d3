#pragma once

#include "models/sources/wire.h"

#include <QObject>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

namespace checkwatch::sources {

/// TLS by QSslSocket.
class TlsWire final : public QObject, public Wire
{
public:
    /// `verify`: the name the peer must have a certificate for.
    TlsWire(const QSslConfiguration& tls, QString verify, WireUser& user);
    ~TlsWire() override;

    void connectTo(const std::string& address, std::uint16_t port) override;
    [[nodiscard]] bool isOpen() const override;
    void write(std::string_view bytes) override;
    std::size_t read(std::span<char> piece) override;
    [[nodiscard]] QString errorText() const override { return m_socket->errorString(); }
    /// What is wrong with the peer's certificate.
    [[nodiscard]] QList<QSslError> certificateErrors() const override { return m_certificateErrors; }

private:
    QString m_verify;
    QSslSocket* m_socket; ///< dies in the event loop: it may be the one that calls
    QList<QSslError> m_certificateErrors;
};

} // namespace checkwatch::sources
