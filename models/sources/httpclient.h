#pragma once

#include "models/base/result.h"
#include "models/sources/body.h"
#include "models/sources/httperror.h"
#include "models/sources/managerpool.h"
#include "models/sources/resolver.h"
#include "models/sources/target.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

class QNetworkRequest;

namespace checkwatch::sources {

/// What the clients of one I/O thread share. Must outlive them.
struct HttpShared
{
    explicit HttpShared(const base::Clock& clock) : resolver(clock) {}

    ManagerPool managers;
    Resolver resolver;
    std::shared_ptr<BodyPool> bodies = std::make_shared<BodyPool>();
};

/// An answer with status 200 that arrived whole. Views are valid in the handler only.
struct HttpAnswer
{
    std::string_view body; ///< inflated
    std::string contentType;
};

/// Asks one target for its metrics, one request at a time, the careful way of guides/reliability.md 2.3: HTTP/1.1, no
/// proxy, no cookies, no cached credentials, a deadline over everything, caps on every size, and no body that may have
/// been cut. Connections are the target's own (http) or shared inside one identity (https) and kept alive; one that the
/// server dropped is replaced once without an error (Qt does that for a GET that got no byte of an answer).
/// Request headers: guides/prometheus.md 1.1. One thread (I/O).
class HttpClient final : public QObject
{
public:
    using Handler = std::function<void(const base::Result<HttpAnswer>&)>;

    /// `number` tells the connections of clients apart.
    HttpClient(HttpShared& shared, std::uint32_t number);
    ~HttpClient() override;

    /// Calls `handler` once, within target.config.timeout, perhaps before it returns. The handler may destroy the client.
    /// REQUIRES: !busy(); `target` lives until then.
    void get(const Target& target, Handler handler);
    [[nodiscard]] bool busy() const noexcept { return m_handler != nullptr; }
    /// Drops the request; its handler is not called.
    void abort();

private:
    void visit(const QUrl& url);
    void connectTo(const Resolver::Addresses& addresses);
    void send();
    [[nodiscard]] base::Result<QNetworkRequest> request();
    [[nodiscard]] base::Result<void> lease(const ManagerPool::Need& need);
    void onHeaders();
    void onReadable();
    void onFinished();
    void follow(const QByteArray& location, int status);
    [[nodiscard]] base::Result<void> beginBody();
    [[nodiscard]] base::Result<void> checkWhole() const;
    [[nodiscard]] bool tryNextAddress();
    void dropReply();
    void fail(base::Error error);
    void finish(bool good, const base::Result<HttpAnswer>& result);

    HttpShared& m_shared;
    const std::uint32_t m_number;
    const Target* m_target = nullptr;
    Handler m_handler;
    QTimer m_deadline;
    ManagerPool::LeasePtr m_lease;
    QNetworkReply* m_reply = nullptr; ///< child of its manager
    std::unique_ptr<Body> m_body;
    HttpProgress m_progress;
    QUrl m_home;                      ///< where the target's own credentials go
    QByteArray m_authorization;
    Resolver::Addresses m_addresses;
    std::size_t m_address = 0;
    std::string m_lastGood;           ///< the address that answered last
    int m_hops = 0;
    int m_failures = 0;               ///< in a row
    unsigned m_generation = 0;        ///< a new one uses new connections
    bool m_closeDelimited = false;
};

} // namespace checkwatch::sources
