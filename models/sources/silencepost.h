#pragma once

#include "models/base/result.h"
#include "models/sources/httpshared.h"
#include "models/sources/target.h"

#include <QByteArray>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace checkwatch::sources {

class HttpClient;

/// Puts silences into an Alertmanager, one after another: into the first one to which there is a connection, and which gets
/// such an alert at all. What was sent is sent to no other: it might be silenced twice. One thread (I/O).
class SilencePost
{
public:
    /// How many there are now, or why the next one was not taken; done() of them were.
    using Done = std::function<void(const base::Result<std::size_t>&)>;

    /// An Alertmanager, and what to send it.
    struct Recipient
    {
        Target target;
        std::vector<QByteArray> bodies; ///< of the same alerts for everybody; empty: it does not get that one
    };
    /// `shared` must outlive it.
    SilencePost(HttpShared& shared, std::vector<Recipient> recipients);
    ~SilencePost();

    /// Calls `done` once, which may destroy this. REQUIRES: a recipient.
    void start(Done done);
    /// The one that failed was sent, and perhaps it was taken.
    [[nodiscard]] bool isUnclear() const noexcept { return m_unclear; }
    /// So many were taken.
    [[nodiscard]] std::size_t done() const noexcept { return m_taken; }

private:
    void send();
    /// The first who gets the alert, of those from `begin` on; their number where nobody does.
    [[nodiscard]] std::size_t whoGetsIt(std::size_t begin) const;
    void answered(const base::Result<std::string>& id);

    HttpShared& m_shared;
    std::vector<Recipient> m_recipients;
    Done m_done;
    std::unique_ptr<HttpClient> m_client; ///< a new one for each: a request on a kept connection might be sent twice
    std::size_t m_recipient = 0;          ///< who is told last; who is before cannot be reached, or did not get one
    std::size_t m_alert = 0;              ///< of which one
    std::size_t m_taken = 0;
    bool m_unclear = false;
};

} // namespace checkwatch::sources
