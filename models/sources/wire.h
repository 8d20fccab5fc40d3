#pragma once

#include <QAbstractSocket>
#include <QList>
#include <QSslError>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// What happens to a Wire. Called from the event loop, and by connectTo() alone also before that returns; each call may
/// destroy the wire.
class WireUser
{
public:
    virtual void wireOpened() = 0;   ///< TLS has verified the peer
    virtual void wireReadable() = 0; ///< read() until it gives nothing
    /// RemoteHostClosedError where the peer has ended it, after wireReadable() for what came before.
    virtual void wireEnded(QAbstractSocket::SocketError error) = 0;

protected:
    WireUser() = default;
    ~WireUser() = default;
    WireUser(const WireUser&) = default;
    WireUser& operator=(const WireUser&) = default;
};

/// A connection to one address: TcpWire or TlsWire. No proxy. Ends when destroyed. One thread (I/O).
class Wire
{
public:
    Wire() = default;
    virtual ~Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// `address` is a literal. Called once.
    virtual void connectTo(const std::string& address, std::uint16_t port) = 0;
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// Sends all of it, as fast as the peer takes it.
    virtual void write(std::string_view bytes) = 0;
    /// Bytes put into `piece`; 0 when there are none.
    virtual std::size_t read(std::span<char> piece) = 0;
    /// What the system says about why it ended.
    [[nodiscard]] virtual QString errorText() const = 0;
    /// What is wrong with the peer's certificate; empty without TLS.
    [[nodiscard]] virtual QList<QSslError> certificateErrors() const { return {}; }
};

} // namespace checkwatch::sources
