#pragma once

#include "models/sources/scrapeconnection.h"
#include "models/sources/target.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QUrl>

#include <cstddef>
#include <memory>

namespace checkwatch::sources {

/// What keeps one target apart from all others. Travels with the request as its attribute scrapeSlotAttribute; a request
/// without one gets a connection of its own that ends with it.
struct ScrapeSlot
{
    std::shared_ptr<ScrapeConnection> connection; ///< serves this target only, one request at a time
    std::size_t bodyLimit = 0;                    ///< bytes after inflating; 0 = only the built-in limit
    QByteArray json{};                            ///< what is sent with a POST; empty: it is a GET
};

inline constexpr QNetworkRequest::Attribute scrapeSlotAttribute = QNetworkRequest::User;

/// The one place where a scrape's request is made: headers as in guides/prometheus.md 1.1, `authorization` where it is
/// not empty, no redirects, cookies or cache, and a transfer timeout a second behind the scrape's deadline.
/// With `json` it is a POST of that.
QNetworkRequest scrapeRequest(const Target& target, const QUrl& url, const QByteArray& authorization,
                              std::shared_ptr<ScrapeConnection> connection, const QByteArray& json = {});
/// Takes the credentials out again, for another host.
void dropCredentials(QNetworkRequest& request);

/// What ScrapeReply writes: the request line, Host, the request's raw headers, and what is posted.
QByteArray requestText(const QNetworkRequest& request);

} // namespace checkwatch::sources
