#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <QAbstractSocket>
#include <QSslError>
#include <QUrl>

#include <cstddef>
#include <string>

/// What went wrong with a request, in one line for people: what, where, what to do. The query of a URL and credentials
/// never get in.
namespace checkwatch::sources {

/// How far a request had come.
enum class HttpStage : std::uint8_t { Resolving, Connecting, Waiting, Reading };

struct HttpProgress
{
    HttpStage stage = HttpStage::Resolving;
    std::size_t bodyBytes = 0; ///< on the wire
    QUrl url;
    QList<QSslError> tlsErrors;
};

/// The URL without its query.
std::string displayUrl(const QUrl& url);

base::Error statusError(int status, const std::string& location, const QUrl& url);
/// The same of a POST, whose advice is another.
base::Error postStatusError(int status, const std::string& location, const QUrl& url);
base::Error timeoutError(base::Duration timeout, const HttpProgress& progress);
base::Error socketError(QAbstractSocket::SocketError error, const QString& detail, const HttpProgress& progress);

} // namespace checkwatch::sources
