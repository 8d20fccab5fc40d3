#pragma once

#include "models/base/clock.h"
#include "models/sources/resolver.h"
#include "models/sources/socketpoll.h"
#include "models/sources/wire.h"

#include <QByteArray>
#include <QObject>
#include <QSslConfiguration>
#include <QSslError>
#include <QString>
#include <QUrl>

#include <chrono>
#include <memory>
#include <span>
#include <string>

namespace checkwatch::sources {

/// Where a connection leads, and how: what a kept one must have in common with the next request.
struct Peer
{
    QString scheme;
    QString host; ///< as in the URL
    int port = 0;
    QSslConfiguration tls; ///< https only
    QString verify;        ///< the name TLS verifies; https only
    bool operator==(const Peer&) const = default;

    [[nodiscard]] bool encrypted() const { return scheme == QLatin1String("https"); }
};

/// The port of an http or https URL, 80 and 443 where it names none.
int portOf(const QUrl& url);

/// The one connection of one target, TCP or TLS, kept alive between requests. One request at a time has it; while none
/// has, whatever the server says or does ends it. No proxy. A TLS connection serves for an hour, so that an expired
/// certificate is noticed. Remembers which of a name's addresses answered last. One thread (I/O).
class ScrapeConnection final : public QObject, private WireUser
{
    Q_OBJECT

public:
    explicit ScrapeConnection(const base::Clock& clock) : m_clock(clock) {}

    [[nodiscard]] bool taken() const noexcept { return m_taken; }
    /// A request begins. REQUIRES: !taken().
    void take() { m_taken = true; }
    /// The request is over; the connection stays open where `keep` says so.
    void release(bool keep);

    /// It is open, leads to `peer` at one of `addresses`, and is not too old.
    [[nodiscard]] bool serves(const Peer& peer, const Resolver::Addresses& addresses) const;
    /// Connects anew, waiting in `poll`; opened() or closed() follows, perhaps before it returns.
    void open(const Peer& peer, const std::string& address, const std::shared_ptr<SocketPoll>& poll);
    void write(const QByteArray& text);
    /// Bytes put into `piece`; 0 when there are none.
    std::size_t read(std::span<char> piece);
    void drop() { m_wire.reset(); }

    /// The address to begin with; "" = any.
    [[nodiscard]] const std::string& preferred() const noexcept { return m_preferred; }
    void prefer(std::string address) { m_preferred = std::move(address); }
    /// The address it is connected to, or was last.
    [[nodiscard]] const std::string& address() const noexcept { return m_address; }
    /// Of the last open().
    [[nodiscard]] QList<QSslError> tlsErrors() const;
    /// What the system says about the last error.
    [[nodiscard]] QString errorText() const;

Q_SIGNALS:
    // While a request has the connection:
    void opened(); ///< TLS has verified the peer
    void readable();
    void closed(QAbstractSocket::SocketError error);

private:
    void wireOpened() override { Q_EMIT opened(); }
    void wireReadable() override;
    void wireEnded(QAbstractSocket::SocketError error) override;

    const base::Clock& m_clock;
    std::unique_ptr<Wire> m_wire;
    Peer m_peer;
    std::string m_address;
    std::string m_preferred;
    std::chrono::nanoseconds m_opened{}; ///< monotonic
    bool m_taken = false;
    bool m_asked = false; ///< what the server says or does is the answer to something
};

} // namespace checkwatch::sources
