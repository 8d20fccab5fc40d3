#include "models/sources/httperror.h"

#include "models/base/duration.h"

#include <QStringList>

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;

const char* statusAdvice(int status)
{
    switch (status) {
    case 401: return "check the credentials";
    case 403: return "the credentials are not enough, or this address is not allowed";
    case 404: return "check metrics_path";
    case 407: return "a proxy answered, check the address";
    case 429: return "scrape less often";
    default: break;
    }
    if (status >= 500) {
        return "the exporter has a problem of its own, see its log";
    }
    return "only 200 brings metrics";
}

std::string bytesText(std::size_t bytes)
{
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

Error tlsError(const HttpProgress& progress, const std::string& where)
{
    QStringList reasons;
    for (const QSslError& error : progress.tlsErrors) {
        if (const QString reason = error.errorString(); !reasons.contains(reason)) {
            reasons.append(reason);
        }
    }
    if (reasons.isEmpty()) {
        return {ErrorCode::Refused,
                "TLS handshake failed: the server may want a client certificate or speak no TLS; check tls_config", where};
    }
    return {ErrorCode::Refused,
            "certificate refused: " + reasons.join(QStringLiteral("; ")).toStdString() + "; check tls_config", where};
}

Error closedError(const HttpProgress& progress, const std::string& where)
{
    if (progress.stage == HttpStage::Reading) {
        return {ErrorCode::Network,
                "the connection broke in the middle of the answer, after " + bytesText(progress.bodyBytes) + " of the body",
                where};
    }
    return {ErrorCode::Network, "the connection was closed without an answer; is this an HTTP port?", where};
}

} // namespace

std::string displayUrl(const QUrl& url)
{
    return url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo | QUrl::RemoveFragment).toStdString();
}

Error statusError(int status, const QByteArray& location, const HttpProgress& progress)
{
    const std::string where = displayUrl(progress.url);
    if (status >= 300 && status < 400 && !location.isEmpty()) {
        return {ErrorCode::Refused, "HTTP " + std::to_string(status) + " redirects to "
                    + displayUrl(progress.url.resolved(QUrl::fromEncoded(location, QUrl::StrictMode)))
                    + ", which is not followed: check follow_redirects and metrics_path", where};
    }
    const ErrorCode code = status == 401 || status == 403 ? ErrorCode::Refused : ErrorCode::Network;
    return {code, "HTTP " + std::to_string(status) + ": " + statusAdvice(status), where};
}

Error timeoutError(base::Duration timeout, const HttpProgress& progress)
{
    const std::string within = " within " + base::formatDuration(timeout);
    const std::string where = displayUrl(progress.url);
    switch (progress.stage) {
    case HttpStage::Resolving:
        return {ErrorCode::Timeout,
                "timeout: no address for " + progress.url.host().toStdString() + within + "; check the DNS settings", where};
    case HttpStage::Waiting:
        return {ErrorCode::Timeout, "timeout: no answer" + within + "; is the address reachable?", where};
    case HttpStage::Reading:
        break;
    }
    return {ErrorCode::Timeout, "timeout: " + bytesText(progress.bodyBytes) + " of the answer came" + within
                + ", but not its end; raise scrape_timeout", where};
}

Error networkError(const QNetworkReply& reply, const HttpProgress& progress)
{
    const std::string where = displayUrl(progress.url);
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorCode::Network, "connection refused: nothing listens there; is the exporter running?", where};
    case QNetworkReply::RemoteHostClosedError:
        return closedError(progress, where);
    case QNetworkReply::SslHandshakeFailedError:
        return tlsError(progress, where);
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return {ErrorCode::Timeout, "timeout: the network gave up waiting", where};
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return {ErrorCode::Network, "no way to that address: check the network", where};
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return {ErrorCode::BadInput, "the answer is not HTTP; check the port and the scheme", where};
    default:
        break;
    }
    const QString detail = reply.errorString();
    const bool harmless = !detail.contains(QLatin1String("://"));
    return {ErrorCode::Network, "the connection failed: " + (harmless ? detail.toStdString() : "unknown reason"), where};
}

} // namespace checkwatch::sources
