#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <QNetworkReply>
#include <QSslError>
#include <QUrl>

#include <cstddef>
#include <string>

/// What went wrong with a request, in one line for people: what, where, what to do. The query of a URL, credentials and
/// Qt's texts that may quote them never get in.
namespace checkwatch::sources {

/// How far a request had come.
enum class HttpStage : std::uint8_t { Resolving, Waiting, Reading };

struct HttpProgress
{
    HttpStage stage = HttpStage::Resolving;
    std::size_t bodyBytes = 0; ///< on the wire
    QUrl url;
    QList<QSslError> tlsErrors;
};

/// The URL without its query.
std::string displayUrl(const QUrl& url);

base::Error statusError(int status, const QByteArray& location, const HttpProgress& progress);
base::Error timeoutError(base::Duration timeout, const HttpProgress& progress);
base::Error networkError(const QNetworkReply& reply, const HttpProgress& progress);

} // namespace checkwatch::sources
