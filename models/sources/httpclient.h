#pragma once

#include "models/base/result.h"
#include "models/sources/body.h"
#include "models/sources/httperror.h"
#include "models/sources/resolver.h"
#include "models/sources/responseparser.h"
#include "models/sources/target.h"

#include <QByteArray>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// What the clients of one I/O thread share. Must outlive them.
struct HttpShared
{
    explicit HttpShared(const base::Clock& time) : clock(time), resolver(time) {}

    const base::Clock& clock;
    Resolver resolver;
    std::shared_ptr<BodyPool> bodies = std::make_shared<BodyPool>();
    std::array<char, 64UL * 1024> piece{}; ///< what a socket is read through
};

/// An answer with status 200 that arrived whole. Views are valid in the handler only.
struct HttpAnswer
{
    std::string_view body; ///< inflated
    std::string contentType;
};

/// Asks one target for its metrics, one request at a time: HTTP/1.1 on a socket of its own that is kept alive, so that no
/// other target's credentials, TLS settings or hanging requests are ever near. No proxy, no cookies, credentials only as
/// configured, one deadline over everything, caps on every size. A kept connection that the server has dropped is
/// replaced once without an error (HAProxy drops them at a reload). Host names are looked up by Resolver; the socket
/// connects to the address, and TLS verifies the name. TLS connections are renewed every hour and when a file of
/// tls_config changes, so that an expired certificate is noticed.
/// Not QNetworkAccessManager: see ResponseParser. Request headers: guides/prometheus.md 1.1. One thread (I/O).
class HttpClient final : public QObject
{
public:
    using Handler = std::function<void(const base::Result<HttpAnswer>&)>;

    explicit HttpClient(HttpShared& shared);
    ~HttpClient() override;

    /// Calls `handler` once, within target.config.timeout, perhaps before it returns. The handler may destroy the client.
    /// REQUIRES: !busy(); `target` lives until then.
    void get(const Target& target, Handler handler);
    [[nodiscard]] bool busy() const noexcept { return m_handler != nullptr; }
    /// Drops the request; its handler is not called.
    void abort();

private:
    /// What a kept connection must have in common with the next request.
    struct Peer
    {
        QString scheme;
        QString host;   ///< as in the URL
        int port = 0;
        std::string tls;
        QString verify; ///< the name TLS verifies
        bool operator==(const Peer&) const = default;
    };

    void visit(const QUrl& url);
    void connectTo(const Resolver::Addresses& addresses);
    [[nodiscard]] Peer peerOf(const QUrl& url) const;
    [[nodiscard]] bool canReuse(const Peer& peer) const;
    void open();
    [[nodiscard]] base::Result<void> makeSocket(const Peer& peer);
    void writeRequest();
    [[nodiscard]] QByteArray requestText() const;
    void onReadable();
    void onError(QAbstractSocket::SocketError error);
    void onClosed(QAbstractSocket::SocketError error);
    void headArrived();
    void follow();
    void complete();
    void dropSocket();
    void fail(base::Error error);
    void finish(bool good, const base::Result<HttpAnswer>& result);

    HttpShared& m_shared;
    const Target* m_target = nullptr;
    Handler m_handler;
    QTimer m_deadline;
    std::unique_ptr<Body> m_body;
    ResponseParser m_parser;
    HttpProgress m_progress;
    QUrl m_home;                         ///< where the target's own credentials go
    QByteArray m_authorization;
    Resolver::Addresses m_addresses;
    std::size_t m_address = 0;
    std::string m_preferred;             ///< the address to begin with
    int m_hops = 0;

    QTcpSocket* m_socket = nullptr;      ///< child; dies in the event loop
    Peer m_peer;
    std::string m_peerAddress;
    std::chrono::nanoseconds m_opened{}; ///< monotonic
    bool m_reused = false;
};

} // namespace checkwatch::sources
