#include "models/sources/httpclient.h"

#include "models/base/numbers.h"
#include "models/sources/credentials.h"
#include "models/sources/tls.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

#include <algorithm>

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr int maxHops = 10;
constexpr int failuresBeforeNewConnection = 2;
constexpr qint64 readBufferBytes = 1024LL * 1024;
constexpr qint64 pieceBytes = 256LL * 1024;
constexpr base::Duration secondNet{500}; // Qt's inactivity timeout stands behind the deadline
constexpr const char* acceptHeader = "application/openmetrics-text;version=1.0.0,"
                                     "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    const auto port = [](const QUrl& url) { return url.port(url.scheme() == QLatin1String("https") ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

Result<void> checkUrl(const QUrl& url)
{
    const bool http = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !http || url.host().isEmpty()) {
        return Error{ErrorCode::BadInput, "only http and https URLs with a host are fetched", displayUrl(url)};
    }
    if (!url.userInfo().isEmpty()) {
        return Error{ErrorCode::Refused, "credentials in a URL are not used: use basic_auth", displayUrl(url)};
    }
    return {};
}

int statusOf(const QNetworkReply& reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// No exposition begins with '<': this is a page for people, usually one to log in at.
bool looksLikeHtml(std::string_view body)
{
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '<' || body.substr(first).starts_with("\xef\xbb\xbf<"));
}

void setFixedAttributes(QNetworkRequest& request)
{
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
}

} // namespace

HttpClient::HttpClient(HttpShared& shared, std::uint32_t number) : m_shared(shared), m_number(number)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] { fail(timeoutError(m_target->config.timeout, m_progress)); });
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
    dropReply();
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
            Error error = answer.error();
            error.where = displayUrl(m_progress.url);
            fail(std::move(error));
        }
    });
}

void HttpClient::connectTo(const Resolver::Addresses& addresses)
{
    m_addresses = addresses;
    m_address = 0;
    const auto good = std::find(m_addresses.begin(), m_addresses.end(), m_lastGood);
    if (good != m_addresses.end()) {
        std::rotate(m_addresses.begin(), good, good + 1);
    }
    send();
}

Result<void> HttpClient::lease(const ManagerPool::Need& need)
{
    if (m_lease != nullptr && m_lease->need() == need) {
        return {};
    }
    m_lease.reset();
    Result<ManagerPool::LeasePtr> lease = m_shared.managers.acquire(need, m_target->config.tls);
    if (!lease) {
        return lease.error();
    }
    m_lease = *std::move(lease);
    return {};
}

Result<QNetworkRequest> HttpClient::request()
{
    const config::ScrapeConfig& config = m_target->config;
    const QUrl& named = m_progress.url;
    const bool https = named.scheme() == QLatin1String("https");
    const bool home = sameOrigin(named, m_home);
    const Result<void> leased = lease({https ? tlsKey(config.tls) : std::string(), named.authority().toStdString(),
                                       home ? credentialsKey(config) : std::string()});
    if (!leased) {
        return leased.error();
    }
    QUrl numbered = named;
    numbered.setHost(QString::fromStdString(m_addresses[m_address]));
    QNetworkRequest request(numbered);
    setFixedAttributes(request);
    if (https) {
        request.setSslConfiguration(m_lease->tls());
        const bool renamed = home && !config.tls.serverName.empty();
        request.setPeerVerifyName(renamed ? QString::fromStdString(config.tls.serverName) : named.host());
    } else {
        // Without TLS the name verifies nothing, but Qt keeps the connections of each name apart.
        request.setPeerVerifyName(QStringLiteral("%1.%2").arg(m_number).arg(m_generation));
    }
    request.setTransferTimeout(static_cast<int>((config.timeout + secondNet).count()));
    request.setRawHeader("Host", named.authority(QUrl::FullyEncoded).toLatin1());
    request.setRawHeader("User-Agent", "Checkwatch/" CHECKWATCH_VERSION);
    request.setRawHeader("Accept", acceptHeader);
    request.setRawHeader("Accept-Encoding", "gzip");
    request.setRawHeader("Accept-Language", "*"); // else Qt tells the user's
    const double seconds = std::chrono::duration<double>(config.timeout).count();
    request.setRawHeader("X-Prometheus-Scrape-Timeout-Seconds", QByteArray::fromStdString(base::formatFloat(seconds, 'f')));
    if (!m_authorization.isEmpty()) {
        request.setRawHeader("Authorization", m_authorization);
    }
    return request;
}

void HttpClient::send()
{
    m_progress.stage = HttpStage::Waiting;
    const Result<QNetworkRequest> made = request();
    if (!made) {
        fail(made.error());
        return;
    }
    m_reply = m_lease->manager().get(*made);
    m_reply->setReadBufferSize(readBufferBytes);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpClient::onHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpClient::onReadable);
    connect(m_reply, &QNetworkReply::finished, this, &HttpClient::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError>& errors) { m_progress.tlsErrors = errors; });
}

void HttpClient::onHeaders()
{
    const int status = statusOf(*m_reply);
    if (status == 0 || m_progress.stage == HttpStage::Reading) {
        return;
    }
    m_progress.stage = HttpStage::Reading;
    const QByteArray location = m_reply->rawHeader("Location");
    if (isRedirect(status) && !location.isEmpty() && m_target->config.followRedirects) {
        follow(location, status);
    } else if (status != 200) {
        fail(statusError(status, location, m_progress));
    } else if (const Result<void> begun = beginBody(); !begun) {
        fail(begun.error());
    }
}

void HttpClient::follow(const QByteArray& location, int status)
{
    const QUrl next = m_progress.url.resolved(QUrl::fromEncoded(location, QUrl::StrictMode));
    if (++m_hops > maxHops) {
        fail({ErrorCode::Refused, "more than 10 redirects in a row, the last one HTTP " + std::to_string(status) + " to "
                  + displayUrl(next) + ": correct metrics_path", displayUrl(m_home)});
        return;
    }
    dropReply();
    visit(next);
}

Result<void> HttpClient::beginBody()
{
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding").toLower();
    const bool gzip = encoding == "gzip";
    if (!gzip && !encoding.isEmpty() && encoding != "identity") {
        return Error{ErrorCode::Unsupported, "the answer has a Content-Encoding that was not asked for; only gzip is read",
                     displayUrl(m_progress.url)};
    }
    m_closeDelimited = m_reply->rawHeader("Content-Length").isEmpty()
        && !m_reply->rawHeader("Transfer-Encoding").toLower().contains("chunked");
    if (m_body == nullptr) {
        m_body = m_shared.bodies->take();
    }
    m_body->begin(gzip, m_target->config.bodySizeLimit);
    return {};
}

void HttpClient::onReadable()
{
    while (m_reply != nullptr && m_body != nullptr && m_reply->bytesAvailable() > 0) {
        const qint64 bytes = std::min(m_reply->bytesAvailable(), pieceBytes);
        const qint64 got = m_reply->read(m_body->room(static_cast<std::size_t>(bytes)), bytes);
        Result<void> received = m_body->received(static_cast<std::size_t>(std::max<qint64>(got, 0)));
        m_progress.bodyBytes = m_body->wireBytes();
        if (!received) {
            Error error = received.error();
            error.where = displayUrl(m_progress.url);
            fail(std::move(error));
        }
    }
}

Result<void> HttpClient::checkWhole() const
{
    const std::string where = displayUrl(m_progress.url);
    if (const Result<void> ended = m_body->end(); !ended) {
        return Error{ended.error().code, ended.error().message, where};
    }
    const std::string_view text = m_body->text();
    if (looksLikeHtml(text)) {
        return Error{ErrorCode::BadInput, "the answer is HTML, not metrics: a login or error page; check metrics_path and "
                                          "the credentials", where};
    }
    if (m_closeDelimited && !text.ends_with('\n')) {
        return Error{ErrorCode::Network, "the answer may be cut off: it has no length and does not end with a newline", where};
    }
    return {};
}

void HttpClient::onFinished()
{
    if (m_reply->error() == QNetworkReply::NoError) {
        onHeaders();
    }
    if (m_reply == nullptr) {
        return; // the headers decided it
    }
    onReadable();
    if (m_reply == nullptr) {
        return;
    }
    if (m_reply->error() != QNetworkReply::NoError || m_body == nullptr) {
        if (!tryNextAddress()) {
            fail(networkError(*m_reply, m_progress));
        }
        return;
    }
    if (const Result<void> whole = checkWhole(); !whole) {
        fail(whole.error());
        return;
    }
    m_lastGood = m_addresses[m_address];
    finish(true, HttpAnswer{m_body->text(), m_reply->rawHeader("Content-Type").toStdString()});
}

bool HttpClient::tryNextAddress()
{
    if (m_progress.stage != HttpStage::Waiting) {
        return false;
    }
    if (m_address + 1 >= m_addresses.size()) {
        m_shared.resolver.distrust(m_progress.url.host(QUrl::FullyEncoded).toStdString());
        return false;
    }
    ++m_address;
    dropReply();
    send();
    return true;
}

void HttpClient::dropReply()
{
    if (m_reply != nullptr) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }
}

void HttpClient::fail(Error error)
{
    finish(false, Result<HttpAnswer>(std::move(error)));
}

void HttpClient::finish(bool good, const Result<HttpAnswer>& result)
{
    m_failures = good ? 0 : m_failures + 1;
    const bool startAnew = m_failures >= failuresBeforeNewConnection;
    // The handler may destroy this client: what it needs is on the stack, and nothing of the client is touched after it.
    const Handler handler = std::exchange(m_handler, nullptr);
    const std::shared_ptr<BodyPool> bodies = m_shared.bodies;
    std::unique_ptr<Body> body = std::move(m_body);
    abort();
    if (startAnew) {
        m_failures = 0;
        ++m_generation;
        m_lease.reset();
    }
    handler(result);
    if (body != nullptr) {
        bodies->giveBack(std::move(body));
    }
}

} // namespace checkwatch::sources
