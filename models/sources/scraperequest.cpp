#include "models/sources/scraperequest.h"

#include "models/base/numbers.h"

#include <QVariant>

#include <algorithm>
#include <limits>

namespace checkwatch::sources {
namespace {

constexpr const char* acceptHeader
    = "application/openmetrics-text;version=1.0.0,"
      "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
constexpr base::Duration behindDeadline{1000};
constexpr base::Duration longestTimeout{std::numeric_limits<int>::max()};

} // namespace

QNetworkRequest scrapeRequest(const Target& target, const QUrl& url, const QByteArray& authorization,
                              std::shared_ptr<ScrapeConnection> connection, const QByteArray& json)
{
    QNetworkRequest request(url);
    request.setRawHeader("User-Agent", "Checkwatch/" CHECKWATCH_VERSION);
    request.setRawHeader("Accept", acceptHeader);
    request.setRawHeader("Accept-Encoding", "gzip");
    const double seconds = std::chrono::duration<double>(target.config.timeout).count();
    request.setRawHeader("X-Prometheus-Scrape-Timeout-Seconds",
                         QByteArray::fromStdString(base::formatFloat(seconds, 'f')));
    if (!authorization.isEmpty()) {
        request.setRawHeader("Authorization", authorization);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(scrapeSlotAttribute,
                         QVariant::fromValue(ScrapeSlot{std::move(connection), target.config.bodySizeLimit, json}));
    if (!json.isEmpty()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        request.setRawHeader("Content-Length", QByteArray::number(json.size()));
    }
    request.setTransferTimeout(
        static_cast<int>(std::min(target.config.timeout + behindDeadline, longestTimeout).count()));
    return request;
}

void dropCredentials(QNetworkRequest& request)
{
    request.setRawHeader("Authorization", QByteArray()); // null removes it
}

QByteArray requestText(const QNetworkRequest& request)
{
    const QUrl url = request.url();
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray json = request.attribute(scrapeSlotAttribute).value<ScrapeSlot>().json;
    QByteArray text
        = (json.isEmpty() ? QByteArray("GET ") : QByteArray("POST ")) + (path.isEmpty() ? QByteArray("/") : path);
    if (url.hasQuery()) {
        text += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    }
    text += " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1();
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray& name : names) {
        text += "\r\n" + name + ": " + request.rawHeader(name);
    }
    return text + "\r\n\r\n" + json;
}

} // namespace checkwatch::sources
