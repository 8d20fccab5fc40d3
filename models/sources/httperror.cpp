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
                "TLS handshake failed: the server may want a client certificate or speak no TLS; check tls_config",
                where};
    }
    return {ErrorCode::Refused,
            "certificate refused: " + reasons.join(QStringLiteral("; ")).toStdString() + "; check tls_config", where};
}

} // namespace

std::string displayUrl(const QUrl& url)
{
    return url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo | QUrl::RemoveFragment).toStdString();
}

Error statusError(int status, const std::string& location, const QUrl& url)
{
    const std::string where = displayUrl(url);
    if (status >= 300 && status < 400 && !location.empty()) {
        const QUrl next = url.resolved(QUrl::fromEncoded(QByteArray::fromStdString(location), QUrl::StrictMode));
        return {ErrorCode::Refused,
                "HTTP " + std::to_string(status) + " redirects to " + displayUrl(next)
                    + ", which is not followed: check follow_redirects and metrics_path",
                where};
    }
    const ErrorCode code = status == 401 || status == 403 ? ErrorCode::Refused : ErrorCode::Network;
    return {code, "HTTP " + std::to_string(status) + ": " + statusAdvice(status), where};
}

Error timeoutError(base::Duration timeout, const HttpProgress& progress)
{
    const std::string within = " within " + base::formatDuration(timeout);
    std::string message = "timeout: ";
    switch (progress.stage) {
    case HttpStage::Resolving:
        message += "no address for " + progress.url.host().toStdString() + within + "; check the DNS settings";
        break;
    case HttpStage::Connecting: message += "no connection" + within + "; is the address reachable?"; break;
    case HttpStage::Waiting: message += "connected, but no answer" + within + "; does the exporter hang?"; break;
    case HttpStage::Reading:
        message += std::to_string(progress.bodyBytes) + " bytes of the answer came" + within
            + ", but not its end; raise scrape_timeout";
        break;
    }
    return {ErrorCode::Timeout, std::move(message), displayUrl(progress.url)};
}

Error socketError(QAbstractSocket::SocketError error, const QString& detail, const HttpProgress& progress)
{
    const std::string where = displayUrl(progress.url);
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return {ErrorCode::Network, "connection refused: nothing listens there; is the exporter running?", where};
    case QAbstractSocket::RemoteHostClosedError:
        return {ErrorCode::Network, "the connection was closed without an answer; is this an HTTP port?", where};
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError: return tlsError(progress, where);
    case QAbstractSocket::SocketTimeoutError:
        return {ErrorCode::Timeout, "timeout: the network gave up waiting", where};
    default:
        return {ErrorCode::Network, "the connection failed: " + detail.toStdString() + "; check the network", where};
    }
}

} // namespace checkwatch::sources
