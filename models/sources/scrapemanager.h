#pragma once

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace checkwatch::sources {

struct HttpShared;
class ScrapeReply;

/// Qt's network access for scrapes: GET, and POST of what a ScrapeSlot has, over http and https, answered by ScrapeReply;
/// every other operation and scheme (file, data, qrc, ftp, …) gets a reply that fails. Never Qt's own HTTP: it reports a chunked body as whole when the
/// connection ends in its middle at the wrong moment (6.4.2, measured: 877 of 2,100 cuts), and HAProxy's exporter always
/// answers chunked; it also opens six connections for a host and shares them between whoever asks. createRequest() is
/// the documented place to put another transport in.
/// One manager serves a whole I/O thread. One for each identity would separate nothing more: a connection belongs to
/// one target (ScrapeSlot in scraperequest.h), credentials to one request, and neither is ever looked up by host. Starts
/// no thread. No proxy, no redirects of its own, no cookies, no cache.
class ScrapeManager final : public QNetworkAccessManager
{
    Q_OBJECT

public:
    /// `shared` must outlive the manager.
    explicit ScrapeManager(HttpShared& shared);

    /// get(), or post() where there is something to, with the reply's own type. The reply is the manager's child; whoever asked calls deleteLater().
    ScrapeReply* fetch(const QNetworkRequest& request);

protected:
    QNetworkReply* createRequest(Operation operation, const QNetworkRequest& request, QIODevice* outgoing) override;

private:
    HttpShared& m_shared;
};

} // namespace checkwatch::sources
