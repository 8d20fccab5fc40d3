#pragma once

#include "models/base/result.h"
#include "models/config/config.h"

#include <QSslConfiguration>

#include <list>
#include <map>
#include <memory>
#include <string>

class QNetworkAccessManager;

namespace checkwatch::sources {

/// Hands out QNetworkAccessManagers, each of which runs a thread of its own: as few as possible, none per target. A
/// manager serves one TLS identity and never two credentials on one host and port; with https at most six clients share
/// it on one host and port, which is how many connections Qt opens there (guides: reliability N10 to N13). No proxy,
/// no cookies. One thread (I/O); must outlive its leases.
class ManagerPool
{
    struct Entry;

public:
    /// What a manager is chosen by.
    struct Need
    {
        std::string tls;         ///< tlsKey(), "" for plain http
        std::string origin;      ///< host:port
        std::string credentials; ///< credentialsKey()
        bool operator==(const Need&) const = default;
    };

    /// A share of a manager; the last one gone, the manager goes.
    class Lease
    {
    public:
        Lease(std::shared_ptr<Entry> entry, Need need);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        [[nodiscard]] const Need& need() const noexcept { return m_need; }
        [[nodiscard]] QNetworkAccessManager& manager() const;
        /// For https; a default one otherwise.
        [[nodiscard]] const QSslConfiguration& tls() const;

    private:
        std::shared_ptr<Entry> m_entry;
        Need m_need;
    };
    using LeasePtr = std::unique_ptr<Lease>;

    ManagerPool() = default;
    ~ManagerPool() = default;
    ManagerPool(const ManagerPool&) = delete;
    ManagerPool& operator=(const ManagerPool&) = delete;

    /// Fails where the TLS files do not fit. `config` is read only where need.tls is not empty.
    base::Result<LeasePtr> acquire(const Need& need, const config::TlsConfig& config);
    /// Managers alive, each one a thread.
    [[nodiscard]] std::size_t size();

private:
    void forgetDead();

    std::list<std::weak_ptr<Entry>> m_entries;
};

} // namespace checkwatch::sources
