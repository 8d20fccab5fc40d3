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

const char* postAdvice(int status)
{
    switch (status) {
    case 400: return "it was refused as it is; check that the clocks of both machines agree";
    case 429: return "too many requests, try again later";
    default: break;
    }
    const bool same = status == 401 || status == 403 || status == 404 || status == 407 || status >= 500;
    return same ? statusAdvice(status) : "only 200 says that it was taken";
}

/// What to do about a certificate that is not accepted.
const char* certificateAdvice(QSslError::SslError error)
{
    switch (error) {
    case QSslError::HostNameMismatch:
        return "use a name that is in the certificate, or give that name as tls_config: server_name";
    case QSslError::CertificateExpired: return "renew the exporter's certificate";
    case QSslError::CertificateNotYetValid: return "check the clocks of both machines";
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return "name the file of its certification authority (its own file if it signed itself) as tls_config: ca_file";
    default: return "check tls_config";
    }
}

Error tlsError(const QString& detail, const HttpProgress& progress, const std::string& where)
{
    QStringList reasons;
    QStringList advice;
    for (const QSslError& error : progress.tlsErrors) {
        const QString what = QString::fromLatin1(certificateAdvice(error.error()));
        if (const QString reason = error.errorString(); !reasons.contains(reason)) {
            reasons.append(reason);
        }
        if (!advice.contains(what)) {
            advice.append(what);
        }
    }
    if (reasons.isEmpty()) {
        return {ErrorCode::Refused,
                "TLS handshake failed: the server may want a client certificate or speak no TLS; check tls_config ("
                    + detail.toStdString() + ")",
                where};
    }
    return {ErrorCode::Refused,
            "certificate refused: " + reasons.join(QStringLiteral("; ")).toStdString() + "; "
                + advice.join(QStringLiteral("; ")).toStdString(),
            where};
}

/// `redirected`: what to do about a redirection.
Error errorOfStatus(int status, const std::string& location, const QUrl& url, const std::string& advice,
                    const std::string& redirected)
{
    const std::string where = displayUrl(url);
    if (status >= 300 && status < 400 && !location.empty()) {
        const QUrl next = url.resolved(QUrl::fromEncoded(QByteArray::fromStdString(location), QUrl::StrictMode));
        return {ErrorCode::Refused,
                "HTTP " + std::to_string(status) + " redirects to " + displayUrl(next)
                    + ", which is not followed: " + redirected,
                where};
    }
    const ErrorCode code = status == 401 || status == 403 ? ErrorCode::Refused : ErrorCode::Network;
    return {code, "HTTP " + std::to_string(status) + ": " + advice, where};
}

} // namespace

std::string displayUrl(const QUrl& url)
{
    return url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo | QUrl::RemoveFragment).toStdString();
}

Error statusError(int status, const std::string& location, const QUrl& url)
{
    return errorOfStatus(status, location, url, statusAdvice(status), "check follow_redirects and metrics_path");
}

Error postStatusError(int status, const std::string& location, const QUrl& url)
{
    return errorOfStatus(status, location, url, postAdvice(status), "write the final address into the configuration");
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
        return {ErrorCode::Network,
                progress.url.scheme() == QLatin1String("https")
                    ? "the connection was closed without an answer; the server may want a client certificate: check "
                      "cert_file and key_file in tls_config"
                    : "the connection was closed without an answer; is this an HTTP port?",
                where};
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError: return tlsError(detail, progress, where);
    case QAbstractSocket::SslInvalidUserDataError:
        return {ErrorCode::Refused,
                "the client certificate cannot be used: its key_file does not belong to its cert_file ("
                    + detail.toStdString() + ")",
                where};
    case QAbstractSocket::SocketTimeoutError:
        return {ErrorCode::Timeout, "timeout: the network gave up waiting", where};
    default:
        return {ErrorCode::Network, "the connection failed: " + detail.toStdString() + "; check the network", where};
    }
}

} // namespace checkwatch::sources
