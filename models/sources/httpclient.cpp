#include "models/sources/httpclient.h"

#include "models/sources/credentials.h"
#include "models/sources/networkerror.h"
#include "models/sources/scraperequest.h"
#include "models/sources/tls.h"

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr int maxHops = 10;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

/// No exposition begins with '<': this is a page for people, usually one to log in at.
bool looksLikeHtml(std::string_view body)
{
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '<' || body.substr(first).starts_with("\xef\xbb\xbf<"));
}

} // namespace

HttpClient::HttpClient(HttpShared& shared)
    : m_shared(shared), m_connection(std::make_shared<ScrapeConnection>(shared.clock))
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { fail(timeoutError(m_target->config.timeout, m_reply->progress())); });
}

HttpClient::~HttpClient()
{
    abort();
}

void HttpClient::get(const Target& target, Handler handler)
{
    begin(target, {}, std::move(handler));
}

void HttpClient::post(const Target& target, const QByteArray& json, Handler handler)
{
    begin(target, json, std::move(handler));
}

void HttpClient::begin(const Target& target, const QByteArray& json, Handler handler)
{
    m_target = &target;
    m_handler = std::move(handler);
    m_home = QUrl::fromEncoded(QByteArray::fromStdString(target.url), QUrl::StrictMode);
    m_hops = 0;
    m_posting = !json.isEmpty();
    m_reached = Reached::Nobody;
    if (const Result<void> good = checkUrl(m_home); !good && !m_home.isValid()) { // an invalid one has no text any more
        fail({good.error().code, good.error().message, target.url});
        return;
    }
    const Result<QByteArray> authorization = authorizationHeader(target.config);
    m_request = scrapeRequest(target, m_home, authorization.ok() ? *authorization : QByteArray(), m_connection, json);
    if (!authorization) {
        fail(authorization.error());
        return;
    }
    m_deadline.start(target.config.timeout);
    visit(m_home);
}

void HttpClient::abort()
{
    m_handler = nullptr;
    m_deadline.stop();
    dropReply();
    m_connection->drop();
}

void HttpClient::visit(const QUrl& url)
{
    m_request.setUrl(url);
    if (!sameOrigin(url, m_home)) {
        dropCredentials(m_request); // and they stay away, even when the way leads back
    }
    if (const Result<void> secured = secure(url); !secured) {
        fail(secured.error());
        return;
    }
    m_reply = m_shared.manager.fetch(m_request);
    connect(m_reply, &QNetworkReply::finished, this, &HttpClient::answered);
}

Result<void> HttpClient::secure(const QUrl& url)
{
    if (url.scheme() != QLatin1String("https")) {
        return {};
    }
    const config::TlsConfig& settings = m_target->config.tls;
    if (std::string key = tlsKey(settings); key != m_tlsKey) {
        Result<QSslConfiguration> tls = tlsConfiguration(settings);
        if (!tls) {
            return tls.error();
        }
        m_tls = *std::move(tls);
        m_tlsKey = std::move(key);
    }
    m_request.setSslConfiguration(m_tls);
    const bool renamed = sameOrigin(url, m_home) && !settings.serverName.empty();
    m_request.setPeerVerifyName(renamed ? QString::fromStdString(settings.serverName) : QString());
    return {};
}

void HttpClient::answered()
{
    if (const std::optional<Error>& failure = m_reply->failure()) {
        fail(*failure);
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QUrl next = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    if (status == 200) {
        complete();
    } else if (isRedirect(status) && !next.isEmpty() && m_target->config.followRedirects) {
        follow(m_request.url().resolved(next));
    } else {
        const std::string location = m_reply->rawHeader("Location").toStdString();
        fail(m_posting ? postStatusError(status, location, m_request.url())
                       : statusError(status, location, m_request.url()));
    }
}

void HttpClient::follow(const QUrl& next)
{
    if (++m_hops > maxHops) {
        fail({ErrorCode::Refused,
              "more than 10 redirects in a row, the last one to " + displayUrl(next) + ": correct metrics_path",
              displayUrl(m_home)});
        return;
    }
    dropReply();
    visit(next);
}

void HttpClient::complete()
{
    const std::string contentType = m_reply->rawHeader("Content-Type").toStdString();
    std::unique_ptr<Body> body = m_reply->takeBody();
    const std::string_view text = body->text();
    if (looksLikeHtml(text)) {
        fail({ErrorCode::BadInput,
              "the answer is HTML, not metrics: a login or error page; check metrics_path and the "
              "credentials",
              {}});
        return;
    }
    finish(HttpAnswer{text, contentType}, std::move(body));
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
    if (error.where.empty()) {
        error.where = displayUrl(m_request.url());
    }
    finish(Result<HttpAnswer>(std::move(error)), nullptr);
}

void HttpClient::finish(const Result<HttpAnswer>& result, std::unique_ptr<Body> body)
{
    // The handler may destroy this client: what it needs is on the stack, and nothing of the client is touched after it.
    const Handler handler = std::exchange(m_handler, nullptr);
    const std::shared_ptr<BodyPool> bodies = m_shared.bodies;
    m_deadline.stop();
    if (m_reply != nullptr && m_reply->progress().stage >= HttpStage::Waiting) {
        const bool whole = m_reply->isFinished() && !m_reply->failure();
        m_reached = whole ? Reached::Answered : Reached::Unanswered;
    }
    dropReply();
    handler(result);
    if (body != nullptr) {
        bodies->giveBack(std::move(body));
    }
}

} // namespace checkwatch::sources
