#pragma once

#include "models/base/result.h"
#include "models/sources/body.h"
#include "models/sources/httpshared.h"
#include "models/sources/scrapeconnection.h"
#include "models/sources/scrapereply.h"
#include "models/sources/target.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>
#include <QSslConfiguration>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// An answer with status 200 that arrived whole. Views are valid in the handler only.
struct HttpAnswer
{
    std::string_view body; ///< inflated
    std::string contentType;
};

/// Asks one target for its metrics, one request at a time, through the thread's ScrapeManager: on a connection of its
/// own that is kept alive, so that no other target's credentials, TLS settings or hanging requests are ever near. No
/// proxy, no cookies, credentials only as configured, one deadline over everything (redirects included), caps on every
/// size. TLS connections are renewed when a file of tls_config changes. One thread (I/O).
class HttpClient final : public QObject
{
public:
    using Handler = std::function<void(const base::Result<HttpAnswer>&)>;

    explicit HttpClient(HttpShared& shared);
    ~HttpClient() override;

    /// Calls `handler` once, within target.config.timeout, perhaps before it returns. The handler may destroy the client.
    /// REQUIRES: !busy(); `target` lives until then.
    void get(const Target& target, Handler handler);
    /// The same with a POST of `json`, which is not empty.
    void post(const Target& target, const QByteArray& json, Handler handler);
    /// How far the last request came.
    enum class Reached : std::uint8_t { Nobody, Unanswered, Answered };
    /// Unanswered: it was sent, and no whole answer to it came, so nobody here knows what became of it.
    [[nodiscard]] Reached reached() const noexcept { return m_reached; }
    [[nodiscard]] bool busy() const noexcept { return m_handler != nullptr; }
    /// Drops the request and the connection; the handler is not called.
    void abort();

private:
    void begin(const Target& target, const QByteArray& json, Handler handler);
    void visit(const QUrl& url);
    [[nodiscard]] base::Result<void> secure(const QUrl& url);
    void answered();
    void follow(const QUrl& next);
    void complete();
    void dropReply();
    void fail(base::Error error);
    void finish(const base::Result<HttpAnswer>& result, std::unique_ptr<Body> body);

    HttpShared& m_shared;
    const Target* m_target = nullptr;
    Handler m_handler;
    QTimer m_deadline;
    std::shared_ptr<ScrapeConnection> m_connection; ///< this target's
    QNetworkRequest m_request;
    ScrapeReply* m_reply = nullptr; ///< the manager's child; ours to end
    QUrl m_home;                    ///< where the target's own credentials go
    int m_hops = 0;
    bool m_posting = false;
    Reached m_reached = Reached::Nobody;
    std::string m_tlsKey; ///< of m_tls
    QSslConfiguration m_tls;
};

} // namespace checkwatch::sources
