#include "models/sources/networkerror.h"

#include "models/sources/httperror.h"

namespace checkwatch::sources {

using base::Error;
using base::ErrorCode;

QNetworkReply::NetworkError errorOfStatus(int status)
{
    switch (status) {
    case 400: return QNetworkReply::ProtocolInvalidOperationError;
    case 401: return QNetworkReply::AuthenticationRequiredError;
    case 403: return QNetworkReply::ContentAccessDenied;
    case 404: return QNetworkReply::ContentNotFoundError;
    case 405: return QNetworkReply::ContentOperationNotPermittedError;
    case 407: return QNetworkReply::ProxyAuthenticationRequiredError;
    case 409: return QNetworkReply::ContentConflictError;
    case 410: return QNetworkReply::ContentGoneError;
    case 500: return QNetworkReply::InternalServerError;
    case 501: return QNetworkReply::OperationNotImplementedError;
    case 503: return QNetworkReply::ServiceUnavailableError;
    default: break;
    }
    if (status >= 500) {
        return QNetworkReply::UnknownServerError;
    }
    return status >= 400 ? QNetworkReply::UnknownContentError : QNetworkReply::NoError;
}

QNetworkReply::NetworkError errorOfSocket(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError: return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError: return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::SocketTimeoutError: return QNetworkReply::TimeoutError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError: return QNetworkReply::SslHandshakeFailedError;
    default: return QNetworkReply::UnknownNetworkError;
    }
}

QNetworkReply::NetworkError errorOfResponse(ErrorCode code)
{
    return code == ErrorCode::Network ? QNetworkReply::RemoteHostClosedError : QNetworkReply::ProtocolFailure;
}

base::Result<void> checkUrl(const QUrl& url)
{
    const bool http = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() && !url.errorString().isEmpty()) { // with what was given: the URL itself is empty now
        const bool port = url.errorString().contains(QLatin1String("port"));
        return Error{ErrorCode::BadInput,
                     port ? "no http address: its port must be a number from 1 to 65535"
                          : "no http address: " + url.errorString().section(QLatin1Char(';'), 0, 0).toStdString()};
    }
    if (!url.isValid() || !http || url.host().isEmpty()) {
        return Error{ErrorCode::BadInput, "only http and https URLs with a host are fetched", displayUrl(url)};
    }
    if (!url.userInfo().isEmpty()) {
        return Error{ErrorCode::Refused, "credentials in a URL are not used: use basic_auth", displayUrl(url)};
    }
    return {};
}

} // namespace checkwatch::sources
