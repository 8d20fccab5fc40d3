#include "models/sources/scrapemanager.h"

#include "models/sources/scrapereply.h"

#include <QNetworkProxy>

namespace checkwatch::sources {

ScrapeManager::ScrapeManager(HttpShared& shared) : m_shared(shared)
{
    setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    setTransferTimeout(); // for requests that bring none; a scrape has its own deadline besides
}

ScrapeReply* ScrapeManager::fetch(const QNetworkRequest& request)
{
    const QByteArray json = request.attribute(scrapeSlotAttribute).value<ScrapeSlot>().json;
    return static_cast<ScrapeReply*>(json.isEmpty() ? get(request)
                                                    : post(request, json)); // createRequest() makes no other
}

QNetworkReply* ScrapeManager::createRequest(Operation operation, const QNetworkRequest& request,
                                            QIODevice* /*outgoing*/)
{
    QNetworkRequest limited(request);
    if (limited.transferTimeout() == 0) {
        limited.setTransferTimeout(transferTimeout());
    }
    return new ScrapeReply(m_shared, operation, limited, this);
}

} // namespace checkwatch::sources
