#include "models/sources/managerpool.h"

#include "models/sources/tls.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>

namespace checkwatch::sources {
namespace {

constexpr int connectionsPerOrigin = 6; // QHttpNetworkConnection's default

/// A manager may be released from inside one of its replies' signals, so it dies in the event loop.
struct DeleteLater
{
    void operator()(QObject* object) const { object->deleteLater(); }
};

struct Origin
{
    std::string credentials;
    int clients = 0;
};

} // namespace

struct ManagerPool::Entry
{
    std::string tlsKey;
    QSslConfiguration tls;
    std::map<std::string, Origin> origins;
    std::unique_ptr<QNetworkAccessManager, DeleteLater> manager;

    [[nodiscard]] bool fits(const Need& need) const
    {
        if (need.tls != tlsKey) {
            return false;
        }
        const auto found = origins.find(need.origin);
        return found == origins.end()
            || (found->second.credentials == need.credentials
                && (need.tls.empty() || found->second.clients < connectionsPerOrigin));
    }
};

ManagerPool::Lease::Lease(std::shared_ptr<Entry> entry, Need need) : m_entry(std::move(entry)), m_need(std::move(need))
{
    Origin& origin = m_entry->origins[m_need.origin];
    origin.credentials = m_need.credentials;
    ++origin.clients;
}

ManagerPool::Lease::~Lease()
{
    const auto found = m_entry->origins.find(m_need.origin);
    if (--found->second.clients == 0) {
        m_entry->origins.erase(found);
    }
}

QNetworkAccessManager& ManagerPool::Lease::manager() const
{
    return *m_entry->manager;
}

const QSslConfiguration& ManagerPool::Lease::tls() const
{
    return m_entry->tls;
}

void ManagerPool::forgetDead()
{
    m_entries.remove_if([](const std::weak_ptr<Entry>& entry) { return entry.expired(); });
}

std::size_t ManagerPool::size()
{
    forgetDead();
    return m_entries.size();
}

base::Result<ManagerPool::LeasePtr> ManagerPool::acquire(const Need& need, const config::TlsConfig& config)
{
    forgetDead();
    for (const std::weak_ptr<Entry>& weak : m_entries) {
        if (auto entry = weak.lock(); entry && entry->fits(need)) {
            return std::make_unique<Lease>(std::move(entry), need);
        }
    }
    auto entry = std::make_shared<Entry>();
    entry->tlsKey = need.tls;
    if (!need.tls.empty()) {
        base::Result<QSslConfiguration> tls = tlsConfiguration(config);
        if (!tls) {
            return tls.error();
        }
        entry->tls = *std::move(tls);
    }
    entry->manager.reset(new QNetworkAccessManager);
    entry->manager->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_entries.push_back(entry);
    return std::make_unique<Lease>(std::move(entry), need);
}

} // namespace checkwatch::sources
