#include "models/sources/httpclient.h"

#include "models/base/numbers.h"
#include "models/sources/credentials.h"
#include "models/sources/tls.h"

#include <QNetworkProxy>
#include <QPointer>
#include <QSslSocket>

#include <algorithm>

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using namespace std::chrono_literals;

constexpr int maxHops = 10;
constexpr qint64 readBufferBytes = 256LL * 1024;
constexpr std::chrono::nanoseconds longestTls = 1h;
constexpr const char* acceptHeader = "application/openmetrics-text;version=1.0.0,"
                                     "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isHttps(const QUrl& url)
{
    return url.scheme() == QLatin1String("https");
}

int portOf(const QUrl& url)
{
    return url.port(isHttps(url) ? 443 : 80);
}

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

Result<void> checkUrl(const QUrl& url)
{
    const bool http = url.scheme() == QLatin1String("http") || isHttps(url);
    if (!url.isValid() || !http || url.host().isEmpty()) {
        return Error{ErrorCode::BadInput, "only http and https URLs with a host are fetched", displayUrl(url)};
    }
    if (!url.userInfo().isEmpty()) {
        return Error{ErrorCode::Refused, "credentials in a URL are not used: use basic_auth", displayUrl(url)};
    }
    return {};
}

/// No exposition begins with '<': this is a page for people, usually one to log in at.
bool looksLikeHtml(std::string_view body)
{
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '<' || body.substr(first).starts_with("\xef\xbb\xbf<"));
}

} // namespace

HttpClient::HttpClient(HttpShared& shared) : m_shared(shared)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_progress.stage == HttpStage::Connecting && m_addresses.size() > 1) {
            m_preferred = m_addresses[(m_address + 1) % m_addresses.size()];
        }
        m_progress.bodyBytes = m_parser.hasHead() ? m_body->wireBytes() : 0;
        fail(timeoutError(m_target->config.timeout, m_progress));
    });
}

HttpClient::~HttpClient()
{
    abort();
}

void HttpClient::get(const Target& target, Handler handler)
{
    m_target = &target;
    m_handler = std::move(handler);
    m_home = QUrl::fromEncoded(QByteArray::fromStdString(target.url), QUrl::StrictMode);
    m_hops = 0;
    m_progress = {};
    m_progress.url = m_home;
    m_body = m_shared.bodies->take();
    m_parser.begin(*m_body, target.config.bodySizeLimit);
    m_deadline.start(target.config.timeout);
    Result<QByteArray> authorization = authorizationHeader(target.config);
    if (!authorization) {
        fail(authorization.error());
        return;
    }
    m_authorization = *std::move(authorization);
    visit(m_home);
}

void HttpClient::abort()
{
    m_handler = nullptr;
    m_deadline.stop();
    m_shared.resolver.cancel(this);
    dropSocket();
}

void HttpClient::visit(const QUrl& url)
{
    m_progress.url = url;
    m_progress.stage = HttpStage::Resolving;
    if (const Result<void> good = checkUrl(url); !good) {
        fail(good.error());
        return;
    }
    if (!sameOrigin(url, m_home)) {
        m_authorization.clear(); // and it stays away, even when the way leads back
    }
    m_shared.resolver.resolve(url.host(QUrl::FullyEncoded).toStdString(), this, [this](const Resolver::Answer& answer) {
        if (answer) {
            connectTo(*answer);
        } else {
            fail(answer.error());
        }
    });
}

void HttpClient::connectTo(const Resolver::Addresses& addresses)
{
    m_addresses = addresses;
    m_address = 0;
    const auto good = std::find(m_addresses.begin(), m_addresses.end(), m_preferred);
    if (good != m_addresses.end()) {
        std::rotate(m_addresses.begin(), good, good + 1);
    }
    m_reused = canReuse(peerOf(m_progress.url));
    if (m_reused) {
        writeRequest();
    } else {
        open();
    }
}

HttpClient::Peer HttpClient::peerOf(const QUrl& url) const
{
    const config::TlsConfig& tls = m_target->config.tls;
    Peer peer{url.scheme(), url.host(), portOf(url), {}, {}};
    if (isHttps(url)) {
        const bool renamed = sameOrigin(url, m_home) && !tls.serverName.empty();
        peer.tls = tlsKey(tls);
        peer.verify = renamed ? QString::fromStdString(tls.serverName) : url.host();
    }
    return peer;
}

bool HttpClient::canReuse(const Peer& peer) const
{
    if (m_socket == nullptr || m_socket->state() != QAbstractSocket::ConnectedState || peer != m_peer) {
        return false;
    }
    const bool old = !peer.tls.empty() && m_shared.clock.monotonic() - m_opened > longestTls;
    return !old && std::find(m_addresses.begin(), m_addresses.end(), m_peerAddress) != m_addresses.end();
}

Result<void> HttpClient::makeSocket(const Peer& peer)
{
    dropSocket();
    if (peer.tls.empty()) {
        m_socket = new QTcpSocket(this);
        connect(m_socket, &QTcpSocket::connected, this, &HttpClient::writeRequest);
    } else {
        Result<QSslConfiguration> tls = tlsConfiguration(m_target->config.tls);
        if (!tls) {
            return tls.error();
        }
        auto* const socket = new QSslSocket(this);
        m_socket = socket;
        socket->setSslConfiguration(*tls);
        connect(socket, &QSslSocket::encrypted, this, &HttpClient::writeRequest);
        connect(socket, &QSslSocket::sslErrors, this,
                [this](const QList<QSslError>& errors) { m_progress.tlsErrors = errors; });
    }
    m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_socket->setReadBufferSize(readBufferBytes);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpClient::onReadable);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &HttpClient::onError);
    m_peer = peer;
    m_opened = m_shared.clock.monotonic();
    return {};
}

void HttpClient::open()
{
    m_reused = false;
    m_progress.stage = HttpStage::Connecting;
    const Peer peer = peerOf(m_progress.url);
    if (const Result<void> made = makeSocket(peer); !made) {
        fail(made.error());
        return;
    }
    m_peerAddress = m_addresses[m_address];
    const QString address = QString::fromStdString(m_peerAddress);
    const auto port = static_cast<quint16>(peer.port);
    if (auto* const tls = qobject_cast<QSslSocket*>(m_socket); tls != nullptr) {
        tls->connectToHostEncrypted(address, port, peer.verify);
    } else {
        m_socket->connectToHost(address, port);
    }
}

QByteArray HttpClient::requestText() const
{
    const QUrl& url = m_progress.url;
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const double seconds = std::chrono::duration<double>(m_target->config.timeout).count();
    QByteArray text = "GET " + (path.isEmpty() ? QByteArray("/") : path);
    if (url.hasQuery()) {
        text += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    }
    text += " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1()
        + "\r\nUser-Agent: Checkwatch/" CHECKWATCH_VERSION "\r\nAccept: " + acceptHeader
        + "\r\nAccept-Encoding: gzip\r\nX-Prometheus-Scrape-Timeout-Seconds: "
        + QByteArray::fromStdString(base::formatFloat(seconds, 'f'));
    if (!m_authorization.isEmpty()) {
        text += "\r\nAuthorization: " + m_authorization;
    }
    return text + "\r\n\r\n";
}

void HttpClient::writeRequest()
{
    m_progress.stage = HttpStage::Waiting;
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_parser.begin(*m_body, m_target->config.bodySizeLimit);
    m_socket->write(requestText());
}

void HttpClient::onReadable()
{
    while (busy() && m_socket != nullptr && m_socket->bytesAvailable() > 0) {
        const qint64 got = m_socket->read(m_shared.piece.data(), static_cast<qint64>(m_shared.piece.size()));
        if (got <= 0) {
            return;
        }
        m_progress.stage = HttpStage::Reading;
        const Result<void> read = m_parser.feed({m_shared.piece.data(), static_cast<std::size_t>(got)});
        if (!read) {
            fail(read.error());
            return;
        }
        if (m_parser.done()) {
            headArrived();
            return;
        }
    }
    if (!busy()) {
        dropSocket(); // it speaks without being asked
    }
}

void HttpClient::onError(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError) {
        const QPointer<HttpClient> self(this); // a handler may destroy it
        onReadable();                          // what came before the end
        if (self.isNull() || m_socket == nullptr) {
            return;
        }
    }
    if (busy()) {
        onClosed(error);
    } else {
        dropSocket();
    }
}

void HttpClient::onClosed(QAbstractSocket::SocketError error)
{
    if (m_reused && !m_parser.started()) {
        open(); // the server dropped the kept connection
        return;
    }
    if (m_progress.stage == HttpStage::Connecting) {
        if (m_address + 1 < m_addresses.size()) {
            ++m_address;
            open();
            return;
        }
        m_shared.resolver.distrust(m_progress.url.host(QUrl::FullyEncoded).toStdString());
    }
    if (!m_parser.started()) {
        fail(socketError(error, m_socket->errorString(), m_progress));
        return;
    }
    if (const Result<void> closed = m_parser.closed(); !closed) {
        fail(closed.error());
        return;
    }
    complete();
}

void HttpClient::headArrived()
{
    const int status = m_parser.status();
    if (status == 200) {
        complete();
    } else if (isRedirect(status) && !m_parser.location().empty() && m_target->config.followRedirects) {
        follow();
    } else {
        fail(statusError(status, m_parser.location(), m_progress.url));
    }
}

void HttpClient::follow()
{
    const QUrl next =
        m_progress.url.resolved(QUrl::fromEncoded(QByteArray::fromStdString(m_parser.location()), QUrl::StrictMode));
    if (++m_hops > maxHops) {
        fail({ErrorCode::Refused, "more than 10 redirects in a row, the last one to " + displayUrl(next)
                  + ": correct metrics_path", displayUrl(m_home)});
        return;
    }
    if (!m_parser.reusable()) {
        dropSocket();
    }
    visit(next);
}

void HttpClient::complete()
{
    if (looksLikeHtml(m_body->text())) {
        fail({ErrorCode::BadInput, "the answer is HTML, not metrics: a login or error page; check metrics_path and the "
                                   "credentials"});
        return;
    }
    m_preferred = m_peerAddress;
    finish(true, HttpAnswer{m_body->text(), m_parser.contentType()});
}

void HttpClient::dropSocket()
{
    if (m_socket != nullptr) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
        m_socket = nullptr;
    }
}

void HttpClient::fail(Error error)
{
    if (error.where.empty()) {
        error.where = displayUrl(m_progress.url);
    }
    finish(false, Result<HttpAnswer>(std::move(error)));
}

void HttpClient::finish(bool good, const Result<HttpAnswer>& result)
{
    // The handler may destroy this client: what it needs is on the stack, and nothing of the client is touched after it.
    const Handler handler = std::exchange(m_handler, nullptr);
    const std::shared_ptr<BodyPool> bodies = m_shared.bodies;
    std::unique_ptr<Body> body = std::move(m_body);
    m_deadline.stop();
    m_shared.resolver.cancel(this);
    if (!good || !m_parser.reusable()) {
        dropSocket();
    }
    handler(result);
    bodies->giveBack(std::move(body));
}

} // namespace checkwatch::sources
