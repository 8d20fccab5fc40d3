#pragma once

#include "models/base/result.h"

#include <QAbstractSocket>
#include <QNetworkReply>
#include <QUrl>

/// What ScrapeReply says in QNetworkReply's terms.
namespace checkwatch::sources {

/// NoError below 400.
QNetworkReply::NetworkError errorOfStatus(int status);
QNetworkReply::NetworkError errorOfSocket(QAbstractSocket::SocketError error);
/// Of a response that could not be read.
QNetworkReply::NetworkError errorOfResponse(base::ErrorCode code);

/// Fails for what is never fetched: other schemes than http and https, no host, credentials in the URL.
base::Result<void> checkUrl(const QUrl& url);

} // namespace checkwatch::sources
